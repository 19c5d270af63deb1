"""Exports: what the filter shows and the role may see, logged first, harmless in a spreadsheet, never half and looking whole."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from docx import Document

from bot.review.export import csv_text, harmless
from bot.store.accounts import find_account
from bot.store.database import now, store
from bot.store.leaders import set_sharing
from bot.store.letters import send_letter
from bot.store.reviews import add_note, put_tag
from bot.store.talks import find_talk
from bot.web.console import export
from tests.store.event_log import bot, slot, user
from tests.web.conftest import Site
from tests.web.shared_talks import QUESTION, reader, turn, write_talk
from tests.web.visitor import rows

FILES = ["talks.csv", "answers.csv", "talks.json"]
ONE = ["word", "print"]
SCRIPT = "<script>alert('hej')</script>"


def fetch(client: httpx.Client, name: str, query: str = "") -> str:
    """A file's text."""
    answer = client.get(f"/coach/export/{name}{'?' + query if query else ''}")
    assert answer.status_code == 200
    return answer.content.decode("utf-8")


def table(text: str) -> list[dict[str, str]]:
    """A CSV file as a spreadsheet reads it."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def records(text: str) -> list[dict[str, Any]]:
    """The JSON file's conversations."""
    return list(json.loads(text))


def exported(site: Site) -> list[tuple[str, str, str]]:
    """Sign, by whom, how: of all looks, the newest first."""
    query = (
        "SELECT l.sign, a.account_name, a.what FROM accesses a JOIN leaders l ON l.id = a.leader_id ORDER BY a.id DESC"
    )
    return [(str(sign), str(name), str(what)) for sign, name, what in rows(site.database, query)]


# --- What is in them ------------------------------------------------------------------------------------------------------


def test_a_line_for_each_conversation(site: Site) -> None:
    """Every column, in Danish, times as they are in Denmark."""
    sign = write_talk(site, "s1", action="Holde et møde", events=turn("🙂", intent="nlu_fallback"))
    client = reader(site)
    account = find_account(store(), "Inge")
    assert account
    talk = find_talk(store(), sign)
    assert talk
    put_tag(store(), talk.leader_id, account.id, "nysgerrig")
    answer = client.get("/coach/export/talks.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="lederdialog-samtaler-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"]
    )
    [line] = table(answer.content.decode())
    begun, last = line.pop("Begyndt"), line.pop("Sidst skrevet")
    assert begun[:10] in last
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", begun)
    assert line == {
        "Leder": f"Leder {sign}",
        "Område": "Social og sundhed",
        "Er ved tema": "Medarbejderne",
        "Beskeder": "2",
        "Besøg": "1",
        "Ikke forstået": "1",
        "Åbne handlinger": "1",
        "Færdig med": "",
        "Stoppet ved": "tryghed og faglig mening",
        "Mærker": "nysgerrig",
    }


def test_a_line_for_each_answer_whatever_is_written_in_it(site: Site) -> None:
    """Semicolons, quotation marks, line breaks and markup come back as they were."""
    text = f'Vi sagde: "ja; nej"\r\nog så; {SCRIPT}\nslut'
    sign = write_talk(site, "s1", answer=text)
    write_talk(site, "s1", answer="Nu siger vi noget andet.")
    [line] = table(fetch(reader(site, "trainer"), "answers.csv"))
    assert (line["Leder"], line["Tema"], line["Spørgsmålets id"]) == (f"Leder {sign}", "Medarbejderne", QUESTION)
    assert line["Svar"] == "Nu siger vi noget andet."
    assert (line["Slags"], line["Tidligere udgaver"]) == ("", "1")
    write_talk(site, "s2", answer=text)
    assert text in [each["Svar"] for each in table(fetch(reader(site, name="Ib"), "answers.csv"))]


def test_whole_conversations_for_a_coach(site: Site) -> None:
    """Turns, answers, suggestions, actions, tags, notes, letters; what the assistant made of a message is the trainer's."""
    client, sign = reader(site), write_talk(site, "s1", action="Holde et møde", shown="advice-02")
    account, talk = find_account(store(), "Inge"), find_talk(store(), sign)
    assert account
    assert talk
    add_note(store(), talk.leader_id, account.id, "Spørg til onsdag.", None)
    send_letter(store(), talk.leader_id, account.id, "Godt gået.")
    [record] = records(fetch(client, "talks.json"))
    assert record["pseudonym"] == f"Leder {sign}, social og sundhed"
    assert [line["text"] for line in record["turns"]] == ["Vi øver os hver onsdag.", "Tak."]
    assert record["answers"][0]["text"] == "Vi øver os hver onsdag."
    assert record["actions"][0]["text"] == "Holde et møde"
    assert record["suggestions"][0]["title"] == "Tal om projekterne, ikke om det store ord"
    assert [note["text"] for note in record["notes"]] == ["Spørg til onsdag."]
    assert [letter["text"] for letter in record["letters"]] == ["Godt gået."]
    assert "intent" not in record["turns"][0]


def test_whole_conversations_for_a_trainer(site: Site) -> None:
    """Intent and confidence, but neither notes nor letters, nor a word of them in any file."""
    reader(site)
    sign = write_talk(site, "s1")
    account, talk = find_account(store(), "Inge"), find_talk(store(), sign)
    assert account
    assert talk
    add_note(store(), talk.leader_id, account.id, "Kun for coaches.", None)
    send_letter(store(), talk.leader_id, account.id, "Kun for lederen.")
    client = reader(site, "trainer", "Tove")
    [record] = records(fetch(client, "talks.json"))
    assert (record["turns"][0]["intent"], record["turns"][0]["confidence"]) == ("answer_question", 0.9)
    assert not {"notes", "letters"} & set(record)
    files = [fetch(client, name) for name in FILES]
    files.append(client.get(f"/coach/talks/{sign}/print").text)
    files += [each.text for each in Document(io.BytesIO(client.get(f"/coach/talks/{sign}/word").content)).paragraphs]
    assert not [text for text in files if "Kun for" in text]


def test_what_is_for_the_leaders_own_eyes_is_in_no_file(site: Site) -> None:
    """The self-assessment stays out, for coach and trainer, in every format."""
    private = [{"event": "active_loop", "name": "assessment_form"}, user("hemmeligt firetal"), bot("Skala, hemmelig.")]
    over = [{"event": "active_loop", "name": None}, *turn("Og nu videre.")]
    sign = write_talk(site, "s1", events=[*private, *over])
    for role in ("coach", "trainer"):
        client = reader(site, role, role)
        files = [fetch(client, name) for name in FILES] + [client.get(f"/coach/talks/{sign}/print").text]
        document = Document(io.BytesIO(client.get(f"/coach/talks/{sign}/word").content))
        files.append("\n".join(each.text for each in document.paragraphs))
        assert "Og nu videre." in files[-1]
        assert not [text for text in files if "hemmelig" in text]


def test_only_what_the_filter_shows(site: Site) -> None:
    """The address is the list's."""
    write_talk(site, "s1", answer="Vi taler om vindmøller.", events=turn("Vi taler om vindmøller."))
    sign = write_talk(site, "s2", stopped="employees-ethics", answer="Noget om etik.")
    client = reader(site)
    for name in FILES:
        text = fetch(client, name, "stopped=employees-ethics&page=9&order=length")
        assert sign in text
        assert "vindmøller" not in text
    assert {each for each, _, _ in exported(site)} == {sign}


def test_nothing_to_show_is_a_file_all_the_same(site: Site) -> None:
    """Headers alone, an empty array; nobody is logged."""
    write_talk(site, "s1")
    client = reader(site)
    assert len(fetch(client, "talks.csv", "tag=findes-ikke").splitlines()) == 1
    assert len(fetch(client, "answers.csv", "tag=findes-ikke").splitlines()) == 1
    assert records(fetch(client, "talks.json", "tag=findes-ikke")) == []
    assert exported(site) == []


def test_a_monstrous_filter_is_read_as_the_list_reads_it(site: Site) -> None:
    """What cannot be understood is left out; nothing breaks."""
    write_talk(site, "s1")
    query = "stopped=" + "x" * 5_000 + "&q=" + "%22" * 900 + "&since=9999-99-99&page=-1&week=%00"
    for name in FILES:
        assert fetch(reader(site, name=name), name, query)


# --- Spreadsheets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u00a0@"])
def test_no_text_is_taken_for_a_formula(first: str) -> None:
    """OWASP, CSV Injection: an apostrophe goes before it, and the text stays readable."""
    assert harmless(f"{first}1+1") == f"'{first}1+1"


def test_numbers_stay_numbers_and_text_stays_text() -> None:
    """Also for a spreadsheet that parts cells by commas: text stands in quotation marks throughout."""
    assert csv_text([['Møde; "nu"', -3, "a,=1+1", ""]]) == '"Møde; ""nu""";-3;"a,=1+1";""\r\n'
    assert harmless("Vi er 3-4 stykker") == "Vi er 3-4 stykker"


def test_a_leaders_formula_is_harmless_in_the_file(site: Site) -> None:
    """As somebody might write it into an answer."""
    write_talk(site, "s1", answer='=HYPERLINK("http://evil.example";"klik")')
    [line] = table(fetch(reader(site), "answers.csv"))
    assert line["Svar"] == '\'=HYPERLINK("http://evil.example";"klik")'


# --- Who may, and what is noted -------------------------------------------------------------------------------------------


def test_every_leader_in_a_file_is_logged(site: Site) -> None:
    """Once for each file, with name and role; unshared ones are neither in it nor logged."""
    signs = {write_talk(site, f"s{number}") for number in range(3)}
    unshared = write_talk(site, "s9", is_shared=False)
    client = reader(site)
    for times, name in enumerate(FILES, start=1):
        text = fetch(client, name)
        assert unshared not in text
        assert sorted(exported(site)) == sorted((sign, "Inge", "export") for sign in signs for _ in range(times))


def test_the_log_comes_before_the_first_byte(site: Site) -> None:
    """Where it cannot be written, nothing is exported."""
    write_talk(site, "s1", answer="Vindmøller.")
    client = reader(site)
    with store().writing() as session:
        session.execute(sa.text("DROP TABLE accesses"))
    for name in FILES:
        answer = client.get(f"/coach/export/{name}")
        assert answer.status_code == 503
        assert "Vindmøller" not in answer.text


def test_one_conversation_is_logged_as_what_it_was(site: Site) -> None:
    """Word as an export, the page for print as print."""
    sign, client = write_talk(site, "s1"), reader(site)
    client.get(f"/coach/talks/{sign}/word")
    assert exported(site) == [(sign, "Inge", "export")]
    client.get(f"/coach/talks/{sign}/print")
    assert exported(site)[0] == (sign, "Inge", "print")


@pytest.mark.parametrize(
    "path", [*(f"/coach/export/{name}" for name in FILES), *(f"/coach/talks/%s/{each}" for each in ONE)]
)
def test_others_get_nothing(site: Site, path: str) -> None:
    """Admins, strangers, and a form in place of a link."""
    address = path.replace("%s", write_talk(site, "s1"))
    assert reader(site, "admin").get(address).status_code == 403
    assert site.visitor().get(address).status_code == 303
    assert reader(site, name="Ib").post(address).status_code in (403, 405)
    assert exported(site) == []


@pytest.mark.parametrize("each", ONE)
def test_an_unshared_or_invented_sign_is_not_found(site: Site, each: str) -> None:
    """Whether there is such a leader is not told."""
    unshared, client = write_talk(site, "s1", is_shared=False), reader(site)
    for sign in (unshared, "FFFF", "..", "%00", "x" * 500):
        assert client.get(f"/coach/talks/{sign}/{each}").status_code == 404
    assert exported(site) == []


# --- In the middle --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_whoever_stops_sharing_meanwhile_is_left_out(name: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """She withdraws after the file was begun and before it was her turn."""
    signs = [write_talk(site, f"s{number}", answer=f"Svar {number}.") for number in range(3)]
    monkeypatch.setattr(export, "_AT_A_TIME", 1)
    client, whole = reader(site), ""
    writers = {"talks.csv": export._talks_csv, "answers.csv": export._answers_csv, "talks.json": export._talks_json}
    account = find_account(store(), "Inge")
    assert account
    pieces = writers[name](signs, account)
    while f"Leder {signs[0]}" not in whole:
        whole += next(pieces)
    set_sharing(store(), "s1", False)
    whole += "".join(pieces)
    assert signs[1] not in whole
    assert signs[2] in whole
    assert signs[1] not in fetch(client, name)


@pytest.mark.parametrize("name", ["answers.csv", "talks.json"])
def test_a_failure_in_the_middle_breaks_the_connection(name: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes half a file for a whole one."""
    for number in range(3):
        write_talk(site, f"s{number}")
    gather, seen = export.gather, []

    def fail_late(talk: Any) -> dict[str, Any]:
        seen.append(talk)
        if len(seen) == 3:
            raise OSError("the disk is gone")
        return gather(talk)

    monkeypatch.setattr(export, "gather", fail_late)
    with pytest.raises(httpx.RemoteProtocolError):
        reader(site).get(f"/coach/export/{name}")


def test_one_conversation_is_in_memory_at_a_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next is read only when the one before has been taken."""
    signs = [write_talk(site, f"s{number}") for number in range(3)]
    read: list[str] = []
    gather = export.gather
    monkeypatch.setattr(export, "gather", lambda talk: read.append(talk.sign) or gather(talk))
    reader(site)
    account = find_account(store(), "Inge")
    assert account
    for number, _piece in enumerate(export._talks_json(signs, account)):
        assert read == signs[: number + 1]


# --- Word and print -------------------------------------------------------------------------------------------------------


def test_word_has_real_headings_and_all_visits(site: Site) -> None:
    """Also where an answer holds what XML does not take."""
    text = f"Første afsnit.\n\nAndet \x0b {SCRIPT}"
    sign = write_talk(
        site, "s1", answer=text, action="Holde et møde", outcome="done", shown="advice-02", verdict="useful"
    )
    answer = reader(site).get(f"/coach/talks/{sign}/word")
    assert re.search(rf'filename="lederdialog-{sign}-\d{{4}}-\d\d-\d\d\.docx"', answer.headers["content-disposition"])
    document = Document(io.BytesIO(answer.content))
    headings = [
        (each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith(("Title", "Head"))
    ]
    assert headings[0] == ("Title", f"Leder {sign}, social og sundhed")
    for title in ("Samtalen", "Svar", "Handlinger", "Forslag", "Mærker", "Noter"):
        assert ("Heading 1", title) in headings
    assert any(style == "Heading 2" and text.startswith("Besøg 1") for style, text in headings)
    texts = [each.text for each in document.paragraphs]
    assert "Første afsnit." in texts
    assert "gennemført" in "\n".join(texts)


def test_the_page_for_print_shows_all_visits_and_runs_nothing(site: Site) -> None:
    """Markup in an answer is text."""
    write_talk(site, "s1", answer=SCRIPT, ago=now() - now().replace(year=2025))
    sign = write_talk(site, "s1", answer=SCRIPT, events=[slot("theme", "employees")])
    page = reader(site).get(f"/coach/talks/{sign}/print").text
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(" in page
    assert "Besøg 1" in page
    assert "Besøg 2" in page


def test_the_list_and_the_conversation_lead_to_the_files(site: Site) -> None:
    """With the filter, and with the sentence that tells of the log."""
    sign, client = write_talk(site, "s1"), reader(site)
    listed = client.get(f"/coach?stopped={QUESTION}").text
    for name in FILES:
        assert f'href="/coach/export/{name}?stopped={QUESTION}"' in listed
    assert "kan se, at du har hentet hendes samtale" in listed
    shown = client.get(f"/coach/talks/{sign}").text
    for each in ONE:
        assert f'href="/coach/talks/{sign}/{each}"' in shown
    assert "kan se, at du har hentet eller udskrevet" in shown
