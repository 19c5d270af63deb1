"""What made-up leaders write: Danish sentences from parts, with a few words in many of them and many words in a few."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

_WHO = """
vi|jeg|mine medarbejdere|teamet|de fleste af os|souschefen|ledergruppen|nogle få ildsjæle|de nye|aftenvagten|
vores superbrugere|tillidsrepræsentanten|sekretariatet|pædagogerne|sagsbehandlerne|nattevagterne|driftslederen|
de erfarne|vikarerne|lærerne|den unge gruppe|køkkenet|pedellen|forvaltningen
""".replace("\n", "").split("|")
_DO = """
bruger|taler om|øver os på|prøver|mangler tid til|er usikre på|spørger til|har glæde af|venter med|samler op på|glemmer|
kæmper med|er stolte af|undersøger|deler erfaringer om|er trætte af|rydder op i|har fået hjælp til|skriver ned om|
er begyndt med|har opgivet|ser muligheder i|tvivler på|viser hinanden
""".replace("\n", "").split("|")
_WHEN = """
hver uge|på personalemødet|i hverdagen|når der er ro|om mandagen|efter ferien|i travle perioder|hver fredag|to gange om året|
ved overleveringen|til husmødet|før sommeren|på de stille vagter|siden omlægningen|hver anden tirsdag|sent på dagen
""".replace("\n", "").split("|")
_WHY = """
fordi tiden er knap|for borgernes skyld|selv om det er svært|så alle kan følge med|fordi det giver ro|
men det går langsomt|og det mærker borgerne|fordi vi skal passe på data|uden at nogen bliver hægtet af|så fejlene bliver færre|
fordi ledelsen bad om det|men ikke alle er trygge ved det|og det har vi lært af|fordi de pårørende spørger|
men systemerne taler ikke sammen|så vi ikke mister overblikket|fordi vi er få på arbejde|og det kan ses på stemningen
""".replace("\n", "").split("|")
_COMMON = """
data systemet skærmen mødet opgaverne kalenderen journalen it-sikkerheden vagtplanen dokumentationen teknologien borgerkontakten
""".split()
_FIRST = """
skærm velfærds hjemme sags journal læringsn by miljø energi drifts løn ydelses tilsyns bygge vej park klima affalds genbrugs
natur vand varme cykel skole børne ungdoms klub pleje trænings medicin sår telefon video chat sprog kurs føde bo støtte job
virksomheds sygedagpenge barsels fleks rådgivnings kort arkiv post aftale budget regnskabs indkøbs udbuds kontrakt
""".split()
_SECOND = """
besøg løsningen planen portalen sensoren robotten registret skemaet målingen beskeden tavlen kassen bogen samtalen
vejledningen kontrollen aftalen ordningen indsatsen puljen kurset netværket forløbet arkivet bladet kortet modulet værktøjet
""".split()
_ODD = """
hvad nu|øh|tja, måske|det der før|nå ja|hmm, ved ikke|ikke lige det|og så videre|samme som sidst|den anden vej rundt|
kan den det|sæt den derover|altså hvad|jo tak, eller|måske hellere en torsdag|det var ikke sådan
""".replace("\n", "").split("|")
_ACTION = """
holde et møde om|spørge teamet om|lave en aftale om|afsætte en time til|vise aftenvagten|ringe til it-afdelingen om|
skrive en kort plan for|besøge naboenheden og se på
""".replace("\n", "").split("|")
DAYS = ("næste fredag", "inden jul", "om to uger", "på mandag", "efter ferien")


def _falling(parts: Sequence[str]) -> tuple[Sequence[str], list[float]]:
    """Parts and how often each comes up to its place: the n-th one n-th as often as the first."""
    return parts, list(itertools.accumulate(1 / place for place in range(1, len(parts) + 1)))


def _things() -> list[str]:
    """Everyday words first, then some 1,700 compounds in an order that stays the same."""
    compounds = [first + second for first in _FIRST for second in _SECOND]
    random.Random(1).shuffle(compounds)
    return _COMMON + compounds


_PARTS = [_falling(parts) for parts in (_WHO, _DO, _things(), _WHEN, _WHY)]


def _pick(chance: random.Random, parts: tuple[Sequence[str], list[float]]) -> str:
    return chance.choices(parts[0], cum_weights=parts[1])[0]


def sentence(chance: random.Random) -> str:
    """One sentence: who does what with which thing, when and why."""
    who, do, thing, when, why = (_pick(chance, parts) for parts in _PARTS)
    return f"{who[:1].upper()}{who[1:]} {do} {thing} {when}, {why}."


def answer(chance: random.Random) -> str:
    """One to four sentences."""
    return " ".join(sentence(chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4))))


def action(chance: random.Random) -> str:
    """What a leader wants to do, without the day."""
    return f"Jeg vil {_pick(chance, _falling(_ACTION))} {_pick(chance, _PARTS[2])}"


def odd(chance: random.Random) -> str:
    """Something that nobody would understand."""
    return chance.choice(_ODD)


def telling(text: str, chance: random.Random) -> tuple[str, str]:
    """Two words of a text, as the assistant mirrors them."""
    words = [word.strip(".,") for word in text.split() if len(word) > 3] or text.split()
    first = chance.randrange(len(words))
    return words[first], words[(first + 1) % len(words)]
