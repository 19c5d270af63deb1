"""The trainers' inbox: like messages together, one decision for them, verdicts side by side, taken back, withdrawn."""

from __future__ import annotations

import html
import json
import re

import pytest

from bot.store.access import all_looks
from bot.store.database import store
from bot.store.inbox import InboxTurn, inbox_turns, note_harvested
from tests.store.event_log import bot
from tests.web.conftest import Site
from tests.web.talkers import Reader, Talker, words

ALIKE = ("kan du gemme det her", "kan du gemme det her nu", "Kan du gemme det her?")


@pytest.fixture
def trainer(site: Site) -> Reader:
    """A trainer."""
    return Reader(site.url, "Træner Et", "trainer")


@pytest.fixture
def other(site: Site) -> Reader:
    """Another."""
    return Reader(site.url, "Træner To", "trainer")


@pytest.fixture
def talker(site: Site) -> Talker:
    """A leader who was not understood four times, three times alike, and shares."""
    talker = Talker().asked("employees", "employees-ethics")
    for text in (*ALIKE, "blomkål i onsdags på Rådhuset"):
        talker.puzzles(text)
    talker.share()
    return talker


def _turn(text: str) -> InboxTurn:
    return next(turn for turn in inbox_turns(store()) if turn.text == text)


def _decide(reader: Reader, intent: str, *texts: str, **more: str) -> None:
    reader.post("/trainer/verdicts", turn=[str(_turn(text).id) for text in texts], intent=intent, **more)


def _phrases(reader: Reader, state: str = "open") -> list[str]:
    found = re.findall(r'<h2 id="phrase-\d+" class="words">«(.*?)»</h2>', reader.get(f"/trainer?show={state}").text)
    return [html.unescape(each) for each in found]


def test_like_messages_stand_together_the_largest_group_first(trainer: Reader, talker: Talker) -> None:
    """With what was open then, the reason, the best guesses, and the way to the conversation."""
    said = trainer.text("/trainer")
    assert _phrases(trainer) == [ALIKE[2], "blomkål i onsdags på Rådhuset"]
    assert "3, der ligner hinanden" in said
    assert "mens spørgsmålet var «De etiske spørgsmål»" in said
    assert "Venter (4)" in said
    guesses = re.findall(r'<button class="button small" name="intent" value="(\w+)"', trainer.page.text)
    assert guesses[:2] == ["deny", "affirm"]  # what comes after "not understood"
    key = talker.events(ALIKE[2])[0]
    assert re.search(rf'href="/coach/talks/\w+\?visit=all#turn-{key}"', trainer.page.text)


def test_one_decision_for_a_group_and_its_undo(trainer: Reader, talker: Talker) -> None:
    """The page goes on to the next group; taken back, all of them wait again."""
    following = str(_turn("blomkål i onsdags på Rådhuset").id)
    trainer.client.follow_redirects = False
    _decide(trainer, "ask_privacy", *ALIKE, next=following, page="1")
    assert trainer.page.headers["location"].endswith(f"#group-{following}")
    trainer.client.follow_redirects = True
    trainer.get(trainer.page.headers["location"])
    assert trainer.done == "Afgørelsen er gemt."
    assert _phrases(trainer, "decided") == [ALIKE[2]]
    trainer.get(f"/trainer?done=verdict&undo={'.'.join(str(_turn(text).id) for text in ALIKE)}")
    trainer.undo()
    assert trainer.done == "Afgørelsen er taget tilbage."
    assert not any(turn.opinions for turn in inbox_turns(store()))


def test_who_has_no_tick_is_left_out(trainer: Reader, talker: Talker) -> None:
    """The decision holds for those with a tick alone."""
    _decide(trainer, "ask_privacy", *ALIKE[:2])
    assert _turn(ALIKE[0]).opinions
    assert not _turn(ALIKE[2]).opinions
    assert "Venter (2)" in trainer.text("/trainer")


def test_set_aside_and_decided_anew(trainer: Reader, talker: Talker) -> None:
    """A newer verdict of the same trainer stands in place of her older one."""
    _decide(trainer, "-", "blomkål i onsdags på Rådhuset")
    assert "lagt til side" in trainer.text("/trainer?show=decided")
    _decide(trainer, "out_of_scope", "blomkål i onsdags på Rådhuset", show="decided")
    assert [each.intent for each in _turn("blomkål i onsdags på Rådhuset").opinions] == ["out_of_scope"]
    assert "Spørger om noget helt andet Træner Et" in words(trainer.page)


def test_two_trainers_who_disagree_are_both_shown(trainer: Reader, other: Reader, talker: Talker) -> None:
    """Until one of them gives in."""
    _decide(trainer, "ask_privacy", ALIKE[0])
    _decide(other, "show_my_data", ALIKE[0])
    said = trainer.text("/trainer?show=disputed")
    assert "Uenighed (1)" in said
    assert "Træner Et" in said
    assert "Træner To" in said
    _decide(other, "ask_privacy", ALIKE[0])
    assert _phrases(trainer, "disputed") == []
    assert _phrases(trainer, "decided") == [ALIKE[0]]


def test_words_are_marked_or_said_not_to_be_there(trainer: Reader, talker: Talker) -> None:
    """What does not stand in the message is asked for again, and what was typed stays."""
    phrase = "blomkål i onsdags på Rådhuset"
    _decide(trainer, "state_sector", phrase, **{"words-0": "rådhuset", "entity-0": "sector=administration"})
    assert json.loads(_turn(phrase).opinions[0].entities) == [[21, 29, "sector", "administration"]]
    _decide(trainer, "-", ALIKE[0], **{"words-0": "byrådet <b>", "entity-0": "theme=employees"})
    assert trainer.page.status_code == 422
    assert trainer.done == "De ord, du ville mærke, står ikke i sætningen. Intet er gemt."
    assert 'value="byrådet &lt;b&gt;"' in trainer.page.text
    assert not _turn(ALIKE[0]).opinions


def test_no_intent_or_an_invented_one_saves_nothing(trainer: Reader, talker: Talker) -> None:
    """The page says what is missing, at the message."""
    for intent in ("", "nonsense", "ask_privacy'--", "æ"):
        _decide(trainer, intent, ALIKE[0])
        assert trainer.done == "Vælg, hvad lederen ville. Intet er gemt."
    assert not any(turn.opinions for turn in inbox_turns(store()))


def test_a_verdict_that_adds_nothing_or_goes_against_what_is_known_says_so(trainer: Reader, site: Site) -> None:
    """Compared with the training data as it stands in the files."""
    talker = Talker().puzzles("kan jeg få et råd")
    talker.share()
    assert "som den allerede kender som: Vil have et råd" in trainer.text("/trainer")
    _decide(trainer, "ask_advice", "kan jeg få et råd")
    assert "giver næppe noget nyt" in trainer.done
    _decide(trainer, "goodbye", "kan jeg få et råd")
    assert "går imod en sætning" in trainer.done


def test_unsure_and_flagged_messages_come_too(trainer: Reader, site: Site) -> None:
    """With what the assistant took them for."""
    talker = Talker().says("lav kaffe", "accept_suggestion", 0.22).says("helt fint forstået", "thank", 0.99)
    sign = talker.share()
    said = trainer.text("/trainer")
    assert "I tvivl" in said
    assert "Assistenten tog det som: Siger ja til et forslag (22 %)." in said
    assert "helt fint forstået" not in said
    coach = Reader(site.url, "Coach Et", "coach")
    event = str(talker.events("helt fint forstået")[0])
    coach.post(f"/coach/talks/{sign}/flags", event=event, kind="misunderstood")
    assert "Meldt som misforstået." in trainer.text("/trainer")


def test_a_flag_on_a_reply_says_which_reply_is_meant(trainer: Reader, site: Site) -> None:
    """The trainer decides on the leader's words, and sees what the coach did not like."""
    talker = Talker().says("giv mig et råd", "ask_advice", 0.99).write(bot("Tag frygten alvorligt."))
    sign = talker.share()
    coach = Reader(site.url, "Coach Et", "coach")
    event = str(talker.events("Tag frygten alvorligt.")[0])
    coach.post(f"/coach/talks/{sign}/flags", event=event, kind="poor_suggestion")
    said = trainer.text("/trainer")
    assert "«giv mig et råd»" in said
    assert "Meldt som dårligt forslag. Det gælder Lederdialogs svar: «Tag frygten alvorligt.»" in said


def test_what_is_harvested_is_marked_and_stays(trainer: Reader, talker: Talker) -> None:
    """It stands in the files; neither an undo nor a new verdict changes that."""
    _decide(trainer, "ask_privacy", ALIKE[0])
    note_harvested(store(), [_turn(ALIKE[0]).id])
    assert "hentet ind i træningen" in trainer.text("/trainer?show=decided")
    trainer.post("/trainer/verdicts/take-back", turn=str(_turn(ALIKE[0]).id))
    _decide(trainer, "goodbye", ALIKE[0])
    assert [each.intent for each in _turn(ALIKE[0]).opinions] == ["ask_privacy"]


def test_withdrawn_sharing_takes_message_and_verdict_away(trainer: Reader, talker: Talker) -> None:
    """At once; a form that is still open decides nothing; sharing anew begins without the verdict."""
    _decide(trainer, "ask_privacy", *ALIKE)
    keys = [str(_turn(text).id) for text in ALIKE]
    talker.withdraw()
    assert "Der er ikke noget, der venter." in trainer.text("/trainer")
    assert trainer.post("/trainer/verdicts", turn=keys, intent="goodbye").status_code == 200
    assert inbox_turns(store()) == []
    talker.share()
    assert not any(turn.opinions for turn in inbox_turns(store()))


def test_what_is_hers_alone_never_comes(trainer: Reader, site: Site) -> None:
    """A message in the readiness check that was not understood is for nobody else."""
    talker = Talker().write({"event": "active_loop", "name": "readiness_form"}).puzzles("det rager dig")
    talker.share()
    assert "rager" not in trainer.text("/trainer")


def test_it_is_for_trainers_alone_and_each_look_is_logged(trainer: Reader, site: Site, talker: Talker) -> None:
    """Once a day for each leader whose words are shown."""
    coach = Reader(site.url, "Coach Et", "coach")
    assert coach.get("/trainer").status_code == 403
    assert coach.post("/trainer/verdicts", turn="1", intent="-").status_code == 403
    trainer.get("/trainer")
    trainer.get("/trainer")
    looks, total = all_looks(store())
    assert total == 1
    assert (looks[0].by, looks[0].what) == ("Træner Et", "inbox")


def test_broken_forms_and_addresses(trainer: Reader, talker: Talker) -> None:
    """Refused, or shown as if they were not there; markup stays text."""
    for turn in ("", "x", "-1", "²", "99999999999"):
        assert trainer.post("/trainer/verdicts", turn=turn, intent="-").status_code == 400
        assert trainer.post("/trainer/verdicts/take-back", turn=turn).status_code == 400
    assert trainer.client.post("/trainer/verdicts", data={"turn": "1", "intent": "-"}).status_code == 403
    for query in ("?show=x", "?page=900", "?page=-1", "?page=%00", "?undo=1.x.%3Cscript%3E&done=verdict", "?done=x"):
        assert "blomkål" in trainer.text(f"/trainer{query}")
    Talker().puzzles("<script>alert(1)</script>").share()
    assert "<script>alert" not in trainer.get("/trainer").text
    assert trainer.post("/trainer/verdicts", turn=str(10**8), intent="-").status_code == 200
