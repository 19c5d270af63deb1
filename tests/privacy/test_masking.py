"""What must not be written anywhere, and all the other numbers that leaders write."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.privacy.masking import mask

PLACEHOLDERS = {"cpr": "[CPR-nummer fjernet]", "email": "[e-mail fjernet]", "phone": "[telefonnummer fjernet]"}

# «…» is what must go.
CPR = [
    "Mit CPR-nummer er «010190-1234».",
    "Borgeren («010190-1234») har klaget tre gange.",
    "Hun hedder Karen, «010190 - 1234», og bor på plejehjemmet.",
    "Sagen handler om «010190–1234»; hvad gør jeg?",
    "cpr.: «010190 1234»",
    "Se journalen på «0101901234», der står det hele.",
    "Jeg skrev «010190.1234» i referatet, det var dumt.",
    "Jeg skrev «010190/1234» i referatet",
    "«010190_1234» stod i filnavnet",
    "Eleven «01 01 90 1234» er flyttet til 5.b",
    "Eleven «01-01-90-1234» er flyttet",
    "Eleven «01.01.90-1234» er flyttet",
    "Eleven «01/01-90 1234» er flyttet",
    "Eleven «0101 90-1234» er flyttet",
    "Kopieret fra systemet: «０１０１９０－１２３４»",
    "Hans nummer er «٠١٠١٩٠-١٢٣٤», siger han",
    "Kopieret fra Word: «010190\u00a01234»",
    "Kopieret fra Word: «010190\u2011123\u200b4»!",
    "Kopieret fra nettet: «0\u200b1\u200b0\u200b1\u200b9\u200b0-1234»",
    "«010190\u00ad-\u00ad1234» med bløde bindestreger",
    "«010190\u202f−\u202f1234» med minus",
    "Han fik erstatnings-CPR «610190-1234» ved ankomsten.",
    "Barnet har endnu kun «910124 1234».",
    "Født 1. januar: «01011990-1234»",
    "Født 1. januar: «01.01.1990-1234».",
    "Født «01.01.1990 1234», flyttet hertil i 2019.",
    "Udtrækket giver «19900101-1234» som nøgle",
    "Udtrækket giver «1990-01-01-1234» som nøgle",
    "Udtrækket giver «010119901234» som nøgle",
    "Han er født den «010190 1234» og bor alene",
    "Nyt barn uden modulus 11: «010107-4001», tjek selv.",
    "sag «010190-1234» ligger stadig hos mig",
    "sagsnr. «010190-1234» er jo et CPR-nummer",
    "journalnr. «010190 1234»",
    "sag «0101901106» venter på svar",
    "Sagen om borger «0101901234» er svær",
    "personalesag «0101901234» fylder meget",
    "sagsnr. 2023-«010190-1234»",
    "CPR-sag: «0101901234»",
    "Skriv til ham, cpr er «0 1 0 1 9 0 1 2 3 4»",
    "Han dikterede «0 1 0 1 9 0 - 1 2 3 4» i telefonen",
    "Han dikterede «01 01 90 12 34» i telefonen",
    "cpr-nummeret var «101901234» i regnearket",
    "Personnummer «10190-1234»",
    "De to er «010190-1234» og «020285-4321».",
    "«0101901234»,«0202854321»;«0303754321»",
    "cpr«0101901234»",
    "(«010190-1234»)",
    "Linje et\n«010190-1234»\nlinje tre\n",
    "Navn:\tKaren\t«010190-1234»\t8000 Aarhus C",
    "«010190-\n1234» blev delt af en linje",
    "8000 «0101901234» 5. sal",
    "Elever i 10. klasse: 21, heraf «010108-1234»",
    "https://kommune.dk/borger/«0101901234»",
    "Medarbejdernr. «0101901234» er bare hans CPR",
    "Ring til borgeren, «311299-9999», inden fredag!",
    "Er det «290200-1234»?",
    "Hun sagde »«010190-1234«»".replace("»«0", "”«0").replace("4«»", "4»”"),
    "Det var den 21.11.2023, og han hedder «010190-1234»",
    "budget 1.250.000 kr. til «010190-1234»",
    "P-nummer 1012345678 og borger «1012345678»",
    "Ti cifre, «0101901234».",
]
PHONE = [
    "Ring til mig på «12345678» i morgen.",
    "Mit nummer er «12 34 56 78», tak.",
    "Jeg kan fanges på «1234 5678».",
    "Hun har «12-34-56-78»",
    "mobil: «12.34.56.78»",
    "tlf. «12345678»",
    "tlf.«12345678»",
    "Tlf.nr.: «70 20 30 40».",
    "Telefon «7020 3040», mandag til fredag",
    "«+45 12345678»",
    "«+4512345678» er hotlinen",
    "Skriv en sms til «0045 12 34 56 78».",
    "Vagten har «(+45) 12345678»!",
    "Vagten har («+45 12 34 56 78»)",
    "Ring «+45 12 34 56 78» 10 gange",
    "Ring «45 12 34 56 78»",
    "Hendes svenske nummer er «+46 70 123 45 67».",
    "Hendes svenske nummer er «+46 701 234 567».",
    "Leverandøren i Tyskland: «0049 30 1234567»",
    "Leverandøren i London: «+44 (0)20 1234 5678»",
    "Leverandøren: «+1 (555) 123-4567»",
    "Færøerne: «+298 123456»",
    "ring på «20192023»",
    "mobil «21112023» er den nye",
    "Hans direkte nummer er «2019 2020».",
    "Vagttelefonen er «20 19 20 23».",
    "Tlf. «70 123 456»",
    "Ring til KL, «33703370», eller KL «33 70 33 70»",
    "Se nummer «87654321» på opslaget",
    "Sekretæren hedder Bo («87654321»).",
    "«87654321»/«87654322»",
    "«87654321» eller «8765 4322»",
    "«８７ ６５ ４３ ２１» fra et skilt",
    "«87\u00a065\u00a043\u00a021» fra Word",
    "«87\u200b654321» fra nettet",
    "Født 01.01.90, tlf. «12345678»",
    "Mødet 21.11.2023: ring «87 65 43 21»",
    "Ring 112 eller «87 65 43 21».",
    "CVR 12345678, tlf. «87654321»",
    "Pædagogerne ringer til\n«87 65 43 21»\nnår det brænder på",
]
EMAIL = [
    "Skriv til «navn@kommune.dk».",
    "Skriv til «fornavn.efternavn@sub.kommune.dk», ikke til mig",
    "Min leder er «Lene.Soerensen+ledelse@regionh.dk»!",
    "<«navn@kommune.dk»>",
    "mailto:«navn@kommune.dk»?subject=møde",
    "Kontakt «søren@ærø.dk» om det",
    "«NAVN@KOMMUNE.DK»",
    "«Navn@Kommune.Dk»",
    "«navn (at) kommune.dk» er min adresse",
    "«navn[at]kommune.dk»",
    "«navn(at)kommune(dot)dk»",
    "«navn(a)kommune.dk»",
    "«navn snabel-a kommune punktum dk» er nemmest",
    "«navn snabela kommune.dk»",
    "«fornavn punktum efternavn snabel-a kommune punktum dk»",
    "«navn at kommune dot dk»",
    "Skriv til «navn @ kommune.dk» i dag",
    "Skriv til «navn@ kommune.dk» i dag",
    "«navn＠kommune．dk»",
    "«na\u200bvn@kommune.dk»",
    "Skriv til «navn@kommune.dk».Vi ses!",
    "...«navn@kommune.dk»...",
    "«navn@kommune.dk»/«navn2@kommune.dk»",
    "Adressen er «0101901234@kommune.dk»",
    "Han skrev fra «bo_hansen@gmail.com»\nog fik intet svar",
]
SURVIVES = [
    "sag 0101901234 er afsluttet",
    "Sagen: 0101901234",
    "sagsnr. 2023-010190",
    "sagsnr. 0101901234",
    "Sagsnummeret er 0101901234.",
    "sag 23/12345678",
    "journalnr. 0101901234",
    "j.nr. 12345678",
    "journal 2023-12345678",
    "Acadre 23-12345678",
    "Budgettet er 1.010.190.123 kr.",
    "Det koster 12.345.678 kr. om året",
    "Det koster 12 345 678 kr.",
    "Vi sparer 12345678 kr.",
    "Vi sparer kr. 12345678",
    "Rammen er 1012901234 kroner.",
    "Underskud: 12345678,50",
    "12345678,- står der på fakturaen",
    "faktura 12345678 er ikke betalt",
    "Vækst på +12.345.678 kr.",
    "CVR 12345678",
    "CVR-nr.: 12345678",
    "CVR-nummeret er 12 34 56 78",
    "CVR 12345678 og 87654321",
    "12345678 (CVR)",
    "EAN 5790001234567",
    "EAN-nummer 57 90 00 12 34 56 7",
    "GLN 5790001234567 skal på fakturaen",
    "P-nummer 1012345678",
    "P-nummeret er 1012345678, ikke et CPR-nummer",
    "P-numrene 1012345678 og 1012345679",
    "reg.nr. 1234 kontonr. 1012901234",
    "konto 1234 1012901234",
    "DK50 0040 0440 1162 43",
    "DK5000400440116243",
    "IBAN DK50 0040 0440 1162 43",
    "KLE 27.36.04 og 81.38.00",
    "Emnet hører under 27.36.04-P19",
    "Han er født 01.01.1990",
    "Vi holdt møde 1/1-90 og igen 2/2 2023",
    "Siden 2023-11-21 har vi ventet",
    "Det begyndte den 010190",
    "Fristen er 21112023, siger de",
    "Filen hedder 20231121_referat.docx",
    "Filen hedder IMG_20231121_1430.jpg",
    "Perioden 01.01.2023-31.12.2023",
    "Perioden 2023-01-01 - 2023-12-31",
    "Strategien 2019-2023",
    "Strategi20192023 ligger på drevet",
    "20192023 er navnet på mappen",
    "Skoleårene 2023-2024, 2024-2025 og 2025/2026",
    "Uge 10-12 2024-2025",
    "I november 2023 1400 medarbejdere",
    "Mødet er kl. 10.15",
    "Mødet er den 21.11.2023 1430",
    "Mødet er 10.12.24 1200-1400",
    "Vi ses mandag d. 12-11-2024 0900",
    "98 % af 1250 borgere",
    "12,5 procent, ikke 12,75",
    "Lokale 2.04.12 på 3. sal",
    "lokale 12345678",
    "Vi bor Vestergade 12, 8000 Aarhus C",
    "8000 Aarhus C og 2100 København Ø",
    "Åbent 10-12 og 13-15",
    "Åbent 0800-1600",
    "Åbent 1000-1600, fredag 1000-1400",
    "Åbent 10.00-12.00 og 12.30-15.00",
    "Telefontid 08.00-16.00",
    "Ring 08.00-16.00",
    "Windows 10.0.19041.1234",
    "version 10.12.20.1234",
    "IP-adressen er 10.20.30.40",
    "Jf. § 12, stk. 3, i serviceloven",
    "lov nr. 1234 af 12/12/2019",
    "lovbekendtgørelse nr. 1089 af 16. august 2023",
    "Ring 112",
    "Ring 1813, tlf. 1813, eller 112",
    "Vi fik 12345678 henvendelser",
    "Mellem 1500-2500 borgere",
    "INC12345678 står stadig åben",
    "ticket 12345678",
    "DK12345678 er momsnummeret",
    "medarbejdernummer 12345678",
    "https://kommune.dk/sag/12345678",
    "Vi bruger @Aula hver dag",
    "Vi ses kl. 12@møde",
    "Følg @kommune.dk på X",
    "Vi talte om snabel-a i mailadresser",
    "Jeg tror at kommune.dk er nede",
    "Vi skal være på (at) møde",
    "kommune punktum dk er vores side",
    "navn@kommune",
    "Ti cifre uden dag: 3213901234 og 0113901234",
    "Et langt tal: 123456789012345",
    "Seks cifre: 010190",
    "Karaktererne var 02, 4, 7, 10, 12",
    "Jeg svarer 3, 4, 2, 5, 1, 4, 4, 3",
    "3 4 2 5 1 4 4 3 5 2",
    "m² 1250, CO₂ ned med 20",
    "[CPR-nummer fjernet] stod der",
    "65+ og 80+ grupperne",
    "24/7, 365 dage",
    "",
]
MIXED = {
    "Karen, 010190-1234, tlf. 12 34 56 78, karen@kommune.dk.": (
        "Karen, [CPR-nummer fjernet], tlf. [telefonnummer fjernet], [e-mail fjernet].",
        ("cpr", "email", "phone"),
    ),
    "karen@k.dk: 12345678/karen@k.dk": (
        "[e-mail fjernet]: [telefonnummer fjernet]/[e-mail fjernet]",
        ("email", "phone"),
    ),
    "010190-1234 12 34 56 78 8000 Aarhus": (
        "[CPR-nummer fjernet] [telefonnummer fjernet] 8000 Aarhus",
        ("cpr", "phone"),
    ),
    "010190-1234-12345678": ("[CPR-nummer fjernet]-[telefonnummer fjernet]", ("cpr", "phone")),
    "[CPR-nummer fjernet], 12345678": ("[CPR-nummer fjernet], [telefonnummer fjernet]", ("phone",)),
}


@pytest.mark.parametrize(
    ("kind", "marked"),
    [(kind, marked) for kind, table in (("cpr", CPR), ("phone", PHONE), ("email", EMAIL)) for marked in table],
)
def test_a_find_goes_and_the_sentence_stays(kind: str, marked: str) -> None:
    """Only what stands in «» is replaced; spaces, points and line breaks round it stay."""
    masked = mask(re.sub("[«»]", "", marked))
    assert masked.text == re.sub("«[^»]*»", PLACEHOLDERS[kind], marked)
    assert masked.kinds == (kind,)
    assert mask(masked.text) == type(masked)(masked.text, ())


@pytest.mark.parametrize("text", SURVIVES)
def test_other_numbers_survive(text: str) -> None:
    """Dates, amounts, case numbers and the like are what a leader's answer is about."""
    assert mask(text).text == text
    assert mask(text).kinds == ()


@pytest.mark.parametrize("text", MIXED)
def test_several_kinds_in_one_message(text: str) -> None:
    """Each kind is told once, in the fixed order."""
    masked = mask(text)
    assert (masked.text, masked.kinds) == MIXED[text]


def test_the_tables_are_long_enough() -> None:
    """Sixty of each at least."""
    assert len({*CPR, *PHONE, *EMAIL}) >= 60
    assert len(set(SURVIVES)) >= 60


# Each nearly is an address or a number, again and again.
HOSTILE = (
    "a|a.|a@|@a.|'|-|+|(| |\n|\u200b|1|1 |12 |123 |1.|0101 |01-|01-01-|a punktum |a snabel-a |a at a dot |DK12 |sag |tlf. "
    "|ring til mig på |https://a|og |CVR "
).split("|")


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_lengths_are_read_in_one_go(unit: str) -> None:
    """A hundred thousand characters that almost match: a pattern that tries twice over would not come back."""
    text = (unit * 100_000)[:100_000]
    masked = mask(f"{text}! 010190-1234")
    assert masked.text.endswith("! [CPR-nummer fjernet]")
    assert "cpr" in masked.kinds


_CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cf", "Mn", "Me"])
_PIECES = st.sampled_from(
    (
        " |-|–|.|/|,|:|@|(|)|[|]|+|_|\n|%|  | - |\u00a0|\u200b|٣|1|5|00|01|12|34|56|78|90|45|1990|2023|1234|010190|12345678"
        "|20192023|0101901234|+45 |(+45)|0045|sag |sagsnr. |CVR |P-nummer |konto |kr. | kr.|den |født |cpr |tlf. |ring på "
        "| og |maj | borgere|(CVR|DK|a|navn@kommune.dk|navn|kommune|.dk| snabel-a | punktum |dk|https://| at | dot |(at)"
    ).split("|")
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(_CHARACTERS, max_size=60))


@given(_TEXTS)
@example("010190-1234-12345678")
@example("navn@kommune.dk-navn@kommune.dk45")
@example("https://navn@kommune.dk12345678")
@example("12345678,12 34 56 78")
@settings(max_examples=600, deadline=None)
def test_masking_again_changes_nothing(text: str) -> None:
    """What is cut out gives no new meaning to what is left."""
    once = mask(text)
    again = mask(once.text)
    assert again.text == once.text
    assert again.kinds == ()
    assert bool(once.kinds) == (once.text != text)


_DATES = st.tuples(st.integers(1, 31), st.integers(1, 12), st.integers(0, 99), st.sampled_from([0, 60])).map(
    lambda parts: f"{parts[0] + parts[3]:02}{parts[1]:02}{parts[2]:02}"
)
_SERIALS = st.integers(0, 9999).map(lambda number: f"{number:04}")
_LOOKS_LIKE_CPR = re.compile(r"(?<!\d)(?:[0-2]\d|3[01]|[6-8]\d|9[01])(?:0[1-9]|1[0-2])\d\d ?[-–] ?\d{4}(?!\d)")


@example("https://+", "610100", "0000", "-", "")  # taken for a telephone number that an address keeps
@example("faktura +", "610100", "0000", "-", "")
@example("sag 0045 ", "010100", "0000", "-", "")
@given(_TEXTS, _DATES, _SERIALS, st.sampled_from(["-", "–", " - "]), _TEXTS)
@settings(max_examples=600, deadline=None)
def test_nothing_left_looks_like_a_cpr_number(before: str, day: str, serial: str, hyphen: str, after: str) -> None:
    """Whatever stands round it, and whatever the words say: with a hyphen it is gone."""
    seen = mask(f"{before}{day}{hyphen}{serial}{after}").text.replace("\u200b", "")
    left = [match.group() for match in _LOOKS_LIKE_CPR.finditer(seen)]
    assert [found for found in left if found[:2] not in ("00", "60")] == []


@given(_DATES, _SERIALS, st.sampled_from(["", " ", "-", "–", "\u2011", " – ", ".", "/", "\u00a0"]), st.data())
@settings(max_examples=500, deadline=None)
def test_no_script_or_invisible_character_hides_a_cpr_number(
    day: str, serial: str, split: str, data: st.DataObject
) -> None:
    """Digits of any script, and what is not seen between them."""
    nought = data.draw(st.sampled_from("0０٠۰०𝟎"))
    unseen = data.draw(st.sampled_from(["", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u200d"]))
    number = unseen.join(chr(ord(nought) + int(digit)) for digit in day + serial)
    cut = 6 * (1 + len(unseen))
    masked = mask(f"Borgeren {number[:cut]}{split}{number[cut:]} har klaget.")
    assert masked.text == "Borgeren [CPR-nummer fjernet] har klaget."
    assert masked.kinds == ("cpr",)
