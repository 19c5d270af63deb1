"""One shared conversation: what it shows to whom, what is put on it and taken back, and when it is not shown at all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store.access import looks_at
from bot.store.assessments import save_point
from bot.store.commitments import save_commitment
from bot.store.database import store
from bot.store.leaders import look_up
from bot.store.letters import letters_to, note_letters_shown, reply_to_letter
from bot.store.reviews import notes
from bot.store.sessions import set_remembered
from bot.store.suggestions import note_shown
from bot.store.talks import find_talk
from tests.web.conftest import Site
from tests.web.talkers import Reader, Talker, words
from tests.web.visitor import on_disk

SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'
CPR = "010190-1234"
FORMS = (
    "notes notes/remove notes/restore tags tags/take flags flags/take mark letters letters/recall".split()
)  # all that can be posted to a conversation


@pytest.fixture
def coach(site: Site) -> Reader:
    """A coach."""
    return Reader(site.url, "Coach Et", "coach")


@pytest.fixture
def trainer(site: Site) -> Reader:
    """A trainer."""
    return Reader(site.url, "Træner Et", "trainer")


@pytest.fixture
def talker(site: Site) -> Talker:
    """A leader with an answer, a deeper one, and one in another theme, in two visits."""
    talker = Talker().answers("employees", "employees-safety", "Vi øver os hver onsdag.", hours=50)
    talker.answers("employees", "deeper-ethics-limit", "Ikke ved svære samtaler.", hours=50)
    return talker.answers("mindset", "mindset-curiosity", "Jeg spørger de unge.").says(
        "og hvad så?", "explain_question"
    )


def _leader_id(talker: Talker) -> str:
    visit = look_up(store(), talker.sender)
    assert visit
    return visit.leader_id


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_the_newest_visit_first_and_all_of_them_on_demand(coach: Reader, talker: Talker) -> None:
    """Each under its visit and day; a broken number of a visit shows the newest."""
    sign = talker.share()
    said = coach.text(f"/coach/talks/{sign}")
    assert f"Leder {sign}, social og sundhed" in said
    assert "og hvad så?" in said
    assert "Om employees-safety?" not in said
    assert "Om employees-safety?" in coach.text(f"/coach/talks/{sign}?visit=1")
    whole = coach.text(f"/coach/talks/{sign}?visit=all")
    assert whole.index("Om employees-safety?") < whole.index("og hvad så?")
    for broken in ("9", "-1", "x", "", "²", "99999999999999999999"):
        assert "Om employees-safety?" not in coach.text(f"/coach/talks/{sign}?visit={broken}")


def test_answers_by_theme_in_the_wheels_order_deeper_ones_with_their_question(coach: Reader, talker: Talker) -> None:
    """However they came; what became of actions and suggestions stands beside."""
    save_commitment(store(), talker.sender, "employees", "Jeg ringer til it.", None, "inden jul")
    note_shown(store(), talker.sender, "advice", "advice-03", "employees", "onsdag")
    said = coach.text(f"/coach/talks/{talker.share()}")
    answers = said[said.index("Svar Digitalt mindset") :]
    places = [answers.index(text) for text in ("Jeg spørger", "Medarbejderne", "onsdag", "Ikke ved svære samtaler.")]
    assert places == sorted(places)
    assert '<div class="deeper">' in coach.page.text
    assert "Jeg ringer til it." in said
    assert "til inden jul" in said
    assert "endnu åben" in said
    assert "fordi lederen skrev: onsdag" in said


def test_what_was_searched_for_is_marked_and_each_find_leads_to_the_next(coach: Reader, talker: Talker) -> None:
    """In all visits, in what she wrote; a phrase only where its words stand together."""
    talker.says("Onsdage er gode.", hours=49).says("god onsdag")
    sign = talker.share()
    page = coach.get(f"/coach/talks/{sign}?q=onsdag").text
    talk = page.split('<div class="aside">')[0]
    found = [
        key for text in ("Vi øver os hver onsdag.", "Onsdage er gode.", "god onsdag") for key in talker.events(text)
    ]
    assert re.findall(r"<mark>(.*?)</mark>", talk) == ["onsdag", "Onsdage", "onsdag"]
    assert re.findall(r'href="#turn-(\d+)"', talk) == [str(key) for key in (found[0], *found[1:], found[0])]
    assert "Første fund (3)" in page
    quoted = coach.get(f"/coach/talks/{sign}?q=%22hver+onsdag%22").text.split('<div class="aside">')[0]
    assert re.findall(r"<mark>(.*?)</mark>", quoted) == ["hver", "onsdag"]


def test_what_is_for_her_alone_is_never_shown_found_or_exported_here(
    coach: Reader, trainer: Reader, talker: Talker
) -> None:
    """Self-assessment and readiness: not the messages, not the points, not by search."""
    talker.keeps_to_herself("Ledelsen hos os er en rodebutik.")
    save_point(store(), talker.sender, "readiness", "readiness-story", "no", "Fortællingen er en rodebutik.")
    sign = talker.share()
    for reader in (coach, trainer):
        said = reader.text(f"/coach/talks/{sign}?visit=all")
        assert "rodebutik" not in said
        assert "Er I parate?" not in said
        assert reader.signs("?q=rodebutik") == []
    key = talker.events("Ledelsen hos os er en rodebutik.")[0]
    assert coach.post(f"/coach/talks/{sign}/notes", event=str(key), text="hov").status_code == 404
    assert coach.post(f"/coach/talks/{sign}/flags", event=str(key), kind="misunderstood").status_code == 404


def test_a_trainer_sees_intents_and_no_notes_or_letters_a_coach_the_other_way_round(
    coach: Reader, trainer: Reader, talker: Talker
) -> None:
    """Confidence in per cent, the intent in a trainer's words."""
    sign = talker.share()
    coach.post(f"/coach/talks/{sign}/notes", text="Kun for coaches.")
    coach.post(f"/coach/talks/{sign}/letters", text="Kære leder, skal vi tales ved?")
    seen = trainer.text(f"/coach/talks/{sign}?visit=all")
    assert "Forstået som Forstår ikke spørgsmålet (90 %)" in seen
    assert "Kun for coaches." not in seen
    assert "skal vi tales ved" not in seen
    assert 'name="text"' not in trainer.page.text
    mine = coach.text(f"/coach/talks/{sign}?visit=all")
    assert "Forstået som" not in mine
    assert "Kun for coaches." in mine
    for form in ("notes", "letters", "mark", "notes/remove", "notes/restore", "letters/recall"):
        refused = trainer.post(f"/coach/talks/{sign}/{form}", text="hej", state="reviewed", note="1", letter="1")
        assert refused.status_code == 403


# --- What is put on it, and taken back --------------------------------------------------------------------------------


def test_a_note_on_the_talk_or_a_message_is_removed_put_back_and_removed(coach: Reader, talker: Talker) -> None:
    """With author and day; each step is undone beside what was done."""
    sign = talker.share()
    key = talker.events("og hvad så?")[0]
    for where in ({}, {"event": str(key)}):
        coach.post(f"/coach/talks/{sign}/notes", {"text": "Spørg ind til det.", **where})
        assert coach.done == "Noten er gemt."
        assert "Note af Coach Et, " in words(coach.page)
        coach.undo()
        assert "Spørg ind til det." not in coach.page.text
        coach.undo()
        assert coach.done == "Noten er tilbage."
        assert "Spørg ind til det." in coach.page.text
        coach.post(f"/coach/talks/{sign}/notes/remove", note=str(notes(store(), _leader_id(talker))[0].id))
        assert "Spørg ind til det." not in coach.page.text


def test_a_form_comes_back_to_where_it_was_with_filter_and_visit(coach: Reader, talker: Talker) -> None:
    """The element, the visit and the list that the coach came from."""
    sign, key = talker.share(), talker.events("Vi øver os hver onsdag.")[0]
    coach.client.follow_redirects = False
    answer = coach.post(
        f"/coach/talks/{sign}/notes", event=str(key), text="x", query="theme=employees&visit=1&evil=//x"
    )
    there = answer.headers["location"]
    assert there.startswith(f"/coach/talks/{sign}?theme=employees&visit=1&done=note_added")
    assert there.endswith(f"#turn-{key}")
    assert "evil" not in there


def test_tags_flags_and_gone_through_are_undone(coach: Reader, trainer: Reader, talker: Talker) -> None:
    """Put, taken, put again; a tag is small letters and stands in the list; who put it stands beside."""
    sign, key = talker.share(), talker.events("og hvad så?")[0]
    coach.post(f"/coach/talks/{sign}/tags", tag="  Opfølgning   snart ")
    assert "opfølgning snart Coach Et" in words(coach.page)
    assert coach.signs("?tag=opf%C3%B8lgning+snart") == [sign]
    coach.post(f"/coach/talks/{sign}/tags/take", tag="opfølgning snart")
    coach.undo()
    assert coach.done == "Mærket er sat på."
    coach.undo()
    assert coach.signs("?tag=opf%C3%B8lgning+snart") == []
    coach.post(f"/coach/talks/{sign}/flags", event=str(key), kind="misunderstood")
    assert "Meldt til trænerne: misforstået. Coach Et, " in words(coach.page)
    assert "og hvad så?" in trainer.text("/trainer")
    coach.undo()
    assert "Meldt til trænerne: misforstået" not in words(coach.page)
    assert "og hvad så?" not in trainer.text("/trainer")
    coach.undo()
    assert "og hvad så?" in trainer.text("/trainer")
    assert coach.signs("?flagged=1") == [sign]
    coach.post(f"/coach/talks/{sign}/mark", state="reviewed")
    assert coach.signs("?unreviewed=1") == []
    talker.says("mere").share()
    assert coach.signs("?unreviewed=1") == [sign]
    assert "der er skrevet mere siden" in coach.text(f"/coach/talks/{sign}")
    coach.post(f"/coach/talks/{sign}/mark", state="not_reviewed")
    assert "Ingen har gennemgået den endnu." in words(coach.page)


def test_what_was_there_already_is_not_taken_away_by_an_undo(coach: Reader, site: Site, talker: Talker) -> None:
    """A second coach who puts the same tag or flag has nothing of her own to take back."""
    sign, key = talker.share(), talker.events("og hvad så?")[0]
    other = Reader(site.url, "Coach To", "coach")
    for form, fields in (("tags", {"tag": "snart"}), ("flags", {"event": str(key), "kind": "poor_wording"})):
        coach.post(f"/coach/talks/{sign}/{form}", fields)
        other.post(f"/coach/talks/{sign}/{form}", fields)
        with pytest.raises(AssertionError, match="no undo"):
            other.undo()
    assert "snart Coach Et" in words(other.page)


def test_another_coachs_note_and_letter_stay(coach: Reader, site: Site, talker: Talker) -> None:
    """They can be read; forged forms to take them away find nothing."""
    sign = talker.share()
    coach.post(f"/coach/talks/{sign}/notes", text="Min egen note.")
    coach.post(f"/coach/talks/{sign}/letters", text="Min egen besked.")
    other = Reader(site.url, "Coach To", "coach")
    assert "Min egen note." in other.text(f"/coach/talks/{sign}")
    assert "notes/remove" not in other.page.text
    assert "letters/recall" not in other.page.text
    for form, field in (("notes/remove", "note"), ("notes/restore", "note"), ("letters/recall", "letter")):
        assert other.post(f"/coach/talks/{sign}/{form}", {field: "1"}).status_code == 404
    strange = Talker().says("hej").share()
    assert coach.post(f"/coach/talks/{strange}/notes/remove", note="1").status_code == 404
    said = other.text(f"/coach/talks/{sign}")
    assert "Min egen note." in said
    assert "Min egen besked." in said


def test_a_letter_can_be_taken_back_until_she_has_seen_it(coach: Reader, talker: Talker) -> None:
    """Then her answer or her no thanks stands there instead."""
    sign = talker.share()
    coach.post(f"/coach/talks/{sign}/letters", text="Ring på 12 34 56 78, hvis du vil.")
    assert "Ring på 12 34 56 78" in words(coach.page)  # a coach may want to be rung up
    assert "endnu ikke set" in words(coach.page)
    coach.undo()
    assert coach.done == "Beskeden er taget tilbage. Den slettes helt i morgen."
    assert not letters_to(store(), _leader_id(talker))
    coach.undo()
    assert [each.text for each in letters_to(store(), _leader_id(talker))] == ["Ring på 12 34 56 78, hvis du vil."]
    coach.undo()
    coach.post(f"/coach/talks/{sign}/letters", text="Skal vi tales ved?")
    leader = _leader_id(talker)
    key = letters_to(store(), leader)[0].id
    note_letters_shown(store(), leader, key)
    assert coach.post(f"/coach/talks/{sign}/letters/recall", letter=str(key)).status_code == 404
    reply_to_letter(store(), leader, key, f"Ja tak. {SCRIPT}")
    assert "Ja tak. <script>" in coach.text(f"/coach/talks/{sign}")
    reply_to_letter(store(), leader, key, None)
    assert "Nej tak, " in coach.text(f"/coach/talks/{sign}")


def test_two_coaches_write_at_the_same_moment(site: Site, talker: Talker) -> None:
    """No note is lost, each has its author."""
    sign = talker.share()
    readers = [Reader(site.url, f"Coach {number}", "coach") for number in range(4)]
    tokens = [reader.csrf() for reader in readers]

    def write(number: int) -> int:
        sent = {"csrf": tokens[number % 4], "text": f"note {number}"}
        return readers[number % 4].client.post(f"/coach/talks/{sign}/notes", data=sent).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(write, range(16))) == {200}
    written = notes(store(), _leader_id(talker))
    assert {(each.what, each.by) for each in written} == {(f"note {n}", f"Coach {n % 4}") for n in range(16)}


# --- Bad input --------------------------------------------------------------------------------------------------------


def test_markup_is_text_everywhere(coach: Reader, site: Site) -> None:
    """In her message, her answer, a note, a tag, a letter, and in a coach's name."""
    talker = Talker().answers("employees", "employees-safety", SCRIPT)
    save_commitment(store(), talker.sender, "employees", SCRIPT, None, SCRIPT)
    sign = talker.share()
    rogue = Reader(site.url, f"Coach {SCRIPT}", "coach")
    rogue.post(f"/coach/talks/{sign}/notes", text=SCRIPT)
    rogue.post(f"/coach/talks/{sign}/letters", text=SCRIPT)
    rogue.post(f"/coach/talks/{sign}/tags", tag="<script>x</script>")
    rogue.post("/coach/searches", name="<script>x</script>", query="q=<script>")
    for path in (f"/coach/talks/{sign}?visit=all&q=script", "/coach?q=script", "/coach"):
        for reader in (coach, rogue):
            page = reader.get(path)
            assert page.status_code == 200
            assert "<script>" not in page.text
            assert "<img" not in page.text


def test_cpr_numbers_reach_no_disk(coach: Reader, site: Site, talker: Talker) -> None:
    """Not in a note, a letter, a tag or the name of a search."""
    sign = talker.share()
    coach.post(f"/coach/talks/{sign}/notes", text=f"Hun sagde {CPR}.")
    coach.post(f"/coach/talks/{sign}/letters", text=f"Er dit nummer {CPR}?")
    coach.post(f"/coach/talks/{sign}/tags", tag=f"nr {CPR}")
    coach.post("/coach/searches", name=f"nr {CPR}", query=f"q={CPR}")
    assert words(coach.page)
    assert "[CPR-nummer fjernet]" in coach.text(f"/coach/talks/{sign}")
    assert CPR.encode() not in on_disk(site.folder)


BAD = ["", "   ", "\x00", "a" * 4_001, "a" * 300_000]


@pytest.mark.parametrize("form", ["notes", "letters", "tags"])
def test_empty_and_huge_texts_are_refused_in_danish(coach: Reader, talker: Talker, form: str) -> None:
    """Nothing is saved; what can be handed back is handed back."""
    sign = talker.share()
    for text in BAD:
        answer = coach.post(f"/coach/talks/{sign}/{form}", text=text, tag=text)
        assert answer.status_code in (413, 422)
        assert '<html lang="da">' in answer.text
    refused = coach.post(f"/coach/talks/{sign}/notes", text="ord " * 1_500)
    assert "Det er for langt" in refused.text
    assert "ord ord ord" in refused.text
    assert not notes(store(), _leader_id(talker))


def test_odd_text_is_kept_as_it_is(coach: Reader, talker: Talker) -> None:
    """Emoji, several lines, a lone half of a letter, other scripts, what a spreadsheet would compute."""
    sign = talker.share()
    for text in ("🦒" * 1_000, "første\r\n\r\nanden", "=1+1", "שלום", "{{ 7 * 7 }}", "%s %(x)s"):
        assert coach.post(f"/coach/talks/{sign}/notes", text=text).status_code == 200
        assert notes(store(), _leader_id(talker))[-1].what == text.replace("\r\n", "\n")
    assert coach.post(f"/coach/talks/{sign}/notes", text=b"\xff\xfe\x00abc").status_code in (200, 400)
    assert coach.get(f"/coach/talks/{sign}").status_code == 200


def test_forged_and_stale_forms_are_refused_and_nothing_written_is_lost(
    coach: Reader, site: Site, talker: Talker
) -> None:
    """Without the session's token, with another's, after logging out; the page shows what was written."""
    sign = talker.share()
    other = Reader(site.url, "Coach To", "coach")
    for token in ("", "x", other.csrf(), "æ"):
        answer = coach.client.post(f"/coach/talks/{sign}/notes", data={"csrf": token, "text": "Min lange note."})
        assert answer.status_code == 403
        assert "Min lange note." in answer.text
    coach.client.cookies.clear()
    answer = coach.client.post(f"/coach/talks/{sign}/letters", data={"text": "Min lange besked."})
    assert answer.status_code == 401
    assert "Min lange besked." in answer.text
    assert coach.client.post(f"/coach/talks/{sign}/notes", headers={"Origin": "http://x"}).status_code == 403
    assert not notes(store(), _leader_id(talker))


def test_forms_that_name_what_is_not_there(coach: Reader, talker: Talker) -> None:
    """Another conversation's message, no key, no kind, no state."""
    sign = talker.share()
    stranger = Talker().says("hemmeligt")
    elsewhere = str(stranger.events("hemmeligt")[0])
    for form, fields, status in (
        ("notes", {"text": "x", "event": elsewhere}, 404),
        ("notes", {"text": "x", "event": "x"}, 404),
        ("flags", {"event": elsewhere, "kind": "misunderstood"}, 404),
        ("flags", {"event": str(talker.events("og hvad så?")[0]), "kind": "stupid"}, 404),
        ("flags", {"kind": "misunderstood"}, 404),
        ("flags/take", {"event": "-1"}, 404),
        ("notes/remove", {"note": "99999999999"}, 404),
        ("letters/recall", {}, 404),
        ("mark", {"state": "best"}, 400),
    ):
        assert coach.post(f"/coach/talks/{sign}/{form}", fields).status_code == status


# --- When it is not shown ---------------------------------------------------------------------------------------------


def test_unshared_and_invented_signs_look_the_same(coach: Reader, talker: Talker) -> None:
    """Nobody learns whether there is such a leader."""
    sign = talker.share()
    talker.withdraw()
    gone = coach.get(f"/coach/talks/{sign}")
    invented = coach.get("/coach/talks/FFFF")
    assert gone.status_code == invented.status_code == 404
    assert gone.text == invented.text
    for odd in ("%00", "..%2f..", "a" * 3_000, "%F0%9F%A6%92", "' OR 1=1 --"):
        assert coach.get(f"/coach/talks/{odd}").status_code == 404


def test_withdrawn_sharing_ends_everything_at_once(coach: Reader, trainer: Reader, talker: Talker) -> None:
    """The page that is still open in a browser can send nothing any more, and nothing turns up elsewhere."""
    key = talker.puzzles("en helt særlig giraf").events("en helt særlig giraf")[0]
    sign = talker.share()
    coach.post(f"/coach/talks/{sign}/tags", tag="kun hendes")
    assert "giraf" in trainer.text("/trainer")
    talker.withdraw()
    fields = {"text": "x", "tag": "x", "event": str(key), "kind": "misunderstood", "state": "reviewed", "note": "1"}
    for form in FORMS:
        assert coach.post(f"/coach/talks/{sign}/{form}", fields).status_code == 404, form
    assert "giraf" not in trainer.text("/trainer")
    assert "kun hendes" not in coach.get("/coach").text
    assert find_talk(store(), sign) is None


def test_an_admin_reads_no_conversation_and_nobody_without_a_session(site: Site, talker: Talker) -> None:
    """An admin's page says so; a stranger is led to the log-in page, a stranger's form refused."""
    sign = talker.share()
    admin = Reader(site.url, "Admin", "admin")
    assert admin.get(f"/coach/talks/{sign}").status_code == 403
    assert admin.get("/coach").status_code == 403
    stranger = site.visitor()
    assert stranger.get(f"/coach/talks/{sign}").status_code == 303
    assert stranger.client.post(f"/coach/talks/{sign}/notes", data={"text": "x"}).status_code == 401


def test_each_look_is_logged_before_anything_is_shown(coach: Reader, site: Site, talker: Talker) -> None:
    """By whom and in what role; when the log cannot be written, nothing is shown."""
    sign = talker.share()
    coach.get(f"/coach/talks/{sign}")
    looks = looks_at(store(), _leader_id(talker))
    assert [(look.by, look.role, look.what, look.sign) for look in looks] == [("Coach Et", "coach", "read", sign)]
    with sqlite3.connect(site.database) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON accesses BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    refused = coach.get(f"/coach/talks/{sign}")
    assert refused.status_code == 503
    assert "og hvad så?" not in refused.text
    assert "Vi øver os" not in refused.text


def test_without_the_databases_the_page_says_so_politely(open_site: Callable[..., Site], talker: Talker) -> None:
    """Our own tables locked or gone, or Rasa's log gone: a Danish page and no trace of what went wrong inside."""
    sign = talker.share()
    site = open_site()
    coach = Reader(site.url, "Coach Et", "coach")
    with sqlite3.connect(site.conversations) as connection:
        connection.execute("DROP TABLE events")
    gone = coach.get(f"/coach/talks/{sign}")
    assert gone.status_code == 503
    assert "Databasen svarer ikke lige nu" in gone.text
    token = coach.csrf()
    with sqlite3.connect(site.database) as connection:
        connection.execute("DROP TABLE notes")
    lost = coach.client.post(f"/coach/talks/{sign}/notes", data={"csrf": token, "text": "Min note."})
    assert lost.status_code == 503
    assert "Det blev ikke gemt" in lost.text
    assert "Min note." in lost.text
    with sqlite3.connect(site.database) as connection:
        connection.execute("DROP TABLE account_sessions")
    assert "Databasen svarer ikke lige nu" in coach.get("/coach").text


def test_what_is_marked_can_be_taken_back(coach: Reader, talker: Talker) -> None:
    """Gone through, and unread again."""
    sign = talker.share()
    coach.post(f"/coach/talks/{sign}/mark", state="reviewed")
    coach.undo()
    assert coach.done == "Samtalen er ikke længere gennemgået."
    coach.undo()
    assert coach.done == "Samtalen er gennemgået."
    coach.post(f"/coach/talks/{sign}/mark", state="unread")
    assert coach.signs("?unread=1") == [sign]
    coach.post(f"/coach/talks/{sign}/mark", state="unread")
    coach.undo()
    assert coach.done == "Samtalen er ikke længere ulæst."
    assert coach.signs("?unread=1") == []


def test_a_note_that_was_begun_is_kept_when_the_message_is_flagged(coach: Reader, talker: Talker) -> None:
    """Both stand in one form; a trainer, who writes no notes, can only flag."""
    sign = talker.says("Vi øver os.").share()
    event = str(talker.events("Vi øver os.")[0])
    coach.post(f"/coach/talks/{sign}/flags", event=event, kind="misunderstood", text="Spørg ind til det.")
    assert "gemt som note" in coach.done
    assert [note.what for note in notes(store(), _leader_id(talker))] == ["Spørg ind til det."]
    coach.undo()
    assert "taget tilbage" in coach.done


def test_how_long_a_conversation_lasts_is_told(coach: Reader, talker: Talker) -> None:
    """An hour when she does not want to be remembered; nothing is said of one that stays."""
    sign = talker.share()
    assert "Husk mig" not in coach.text(f"/coach/talks/{sign}")
    set_remembered(store(), talker.sender, None)
    assert "har ikke valgt «Husk mig»" in coach.text(f"/coach/talks/{sign}")


def test_a_reply_is_new_until_a_coach_has_seen_it(coach: Reader, talker: Talker, site: Site) -> None:
    """Whichever coach; trainers neither see nor find it."""
    sign, leader = talker.share(), _leader_id(talker)
    coach.post(f"/coach/talks/{sign}/letters", text="Skal vi tales ved?")
    assert coach.signs("?replied=1") == []
    trainer = Reader(site.url, "Træner Et", "trainer")
    other = Reader(site.url, "Coach To", "coach")
    for answer in ("Ja tak.", None):
        reply_to_letter(store(), leader, letters_to(store(), leader)[0].id, answer)
        assert coach.signs("?replied=1") == [sign]
        assert "nyt svar" in coach.text("/coach")
        assert "nyt svar" not in trainer.text("/coach")
        assert trainer.signs("?replied=1") == []
        trainer.get(f"/coach/talks/{sign}")
        assert "nyt svar" in other.text(f"/coach/talks/{sign}")
        assert coach.signs("?replied=1") == []
