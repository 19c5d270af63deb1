"""The summary's page and its forms, through a small app with the page's own routes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from httpx import Response
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import StoreError
from bot.knowledge.catalogue import Readiness, Statement, catalogue
from bot.store import answers, assessments, commitments, leaders, suggestions
from bot.store.database import Store
from bot.web.render import TEMPLATES
from bot.web.summary import contents, pages
from bot.web.summary.contents import action_key, read_summary, summary_words
from bot.web.summary.form import read_day, read_form
from bot.web.word import clean

WHO = "leader-1"
WORDS = summary_words()
TODAY = date(2026, 11, 21)
SCRIPT = "<script>alert('æ')</script> & </textarea>"


class Session:
    """Stands in for the app's middleware: a header names the leader."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            sender = dict(scope["headers"]).get(b"x-sender", b"").decode() or None
            scope.setdefault("state", {})["sender"] = sender
        await self.app(scope, receive, send)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store that the page reads."""
    fresh = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fresh.migrate()
    monkeypatch.setattr(pages, "store", lambda: fresh)
    return fresh


@pytest.fixture
def client(kept: Store) -> Iterator[TestClient]:
    """A browser with a session."""
    app = Starlette(routes=pages.routes, middleware=[Middleware(Session)])
    with TestClient(app, headers={"x-sender": WHO}, follow_redirects=False) as browser:
        yield browser


def fill(kept: Store) -> None:
    """A leader who has done a bit of everything."""
    answers.save_answer(kept, WHO, "mindset-behaviour", "mindset", f"Jeg prøver det selv 🙂 {SCRIPT}")
    answers.save_answer(kept, WHO, "deeper-knowledge-gap", "mindset", "Vi mangler viden om data")
    answers.save_answer(kept, WHO, "mindset-curiosity", "mindset", "Jeg spørger")
    for values in ("23231", "34442"):
        assessments.begin_round(kept, WHO, "statements")
        for item, value in zip(catalogue().of(Statement), values, strict=True):
            assessments.save_point(kept, WHO, "statements", item.id, value, None)
    point = catalogue().of(Readiness)[0]
    assessments.save_point(kept, WHO, "readiness", point.id, "partly", "kun i afdeling B")
    suggestions.note_shown(kept, WHO, "advice", "advice-01", "mindset", "politikere, skærm")
    suggestions.note_verdict(kept, WHO, "useful")
    suggestions.note_shown(kept, WHO, "advice", "advice-02", "mindset", "")
    suggestions.note_verdict(kept, WHO, "irrelevant")
    commitments.save_commitment(kept, WHO, "mindset", "Holde møde om skærmbesøg", date(2026, 12, 4), "næste møde")
    commitments.save_commitment(kept, WHO, "mindset", "Tænke videre", None, "når systemet er her")


def form_of(html: str) -> list[tuple[str, str]]:
    """What a browser without JavaScript would send back, untouched."""
    fields = []
    pattern = re.compile(
        r'<input (?P<attributes>[^>]*)>|<textarea [^>]*name="(?P<area>[^"]+)"[^>]*>\n(?P<text>.*?)</textarea>'
        r'|<select [^>]*name="(?P<select>[^"]+)">(?P<options>.*?)</select>',
        re.DOTALL,
    )
    for found in pattern.finditer(html):
        if found["area"]:
            fields.append((found["area"], unescape(found["text"])))
        elif found["select"]:
            chosen = re.search(r'value="(\w*)" selected', found["options"])
            fields.append((found["select"], chosen[1] if chosen else ""))
        else:
            attributes = dict(re.findall(r'(\w+)="([^"]*)"', found["attributes"]))
            if attributes["type"] != "checkbox" or "checked" in found["attributes"]:
                fields.append((attributes["name"], unescape(attributes["value"])))
    return fields


def post(client: TestClient, kind: str, fields: list[tuple[str, str]]) -> Response:
    """Send the form as the page does, as multipart."""
    return client.post(f"/summary/{kind}", files=[(name, (None, value)) for name, value in fields])


def word_text(content: bytes) -> str:
    """All paragraphs of a Word file."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_without_a_session_it_leads_to_the_conversation(client: TestClient) -> None:
    """No page, no store."""
    answer = client.get("/summary", headers={"x-sender": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_without_an_answer_it_says_so(client: TestClient) -> None:
    """And leads back; there is nothing to fetch."""
    html = client.get("/summary").text
    assert WORDS["empty_title"] in html
    assert 'href="/"' in html
    assert "<form" not in html


def test_all_of_it_is_on_the_page(client: TestClient, kept: Store) -> None:
    """Answers by theme in the wheel's order, deeper ones under theirs, figures, suggestions kept, actions."""
    fill(kept)
    answer = client.get("/summary")
    html = unescape(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    order = [html.index(f'name="answer.{key}"') for key in ("mindset-curiosity", "mindset-behaviour")]
    assert order == sorted(order)
    assert order[1] < html.index('name="answer.deeper-knowledge-gap"')
    assert catalogue().question("mindset-behaviour").text in html
    assert "Gør det digitale vedkommende for politikerne" in html
    assert "«politikere» og «skærm»" in html
    assert "advice-02" not in html
    assert 'value="2026-12-04"' in html
    assert "Du skrev «når systemet er her» om hvornår." in html
    assert "kun i afdeling B" in html
    assert 'class="radar-before"' in html
    assert "Opdaterede kompetencer: 3, sidst 2" in html


def test_the_page_keeps_to_the_content_security_policy(client: TestClient, kept: Store) -> None:
    """No inline script or style, nothing from elsewhere; script in an answer is text."""
    fill(kept)
    html = client.get("/summary").text
    assert "style=" not in html
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/assets/summary.js" defer>']
    assert "alert(" in unescape(html)
    assert html.count("</textarea>") == html.count("<textarea")
    assert not re.search(r'(?:src|href|action)="(?!/|#)', html)


def test_the_form_comes_back_as_it_went(client: TestClient, kept: Store) -> None:
    """The form alone makes the same summary as the store."""
    fill(kept)
    fields = form_of(client.get("/summary").text)
    today = pages._today()
    assert read_form(FormData(fields), catalogue(), today) == read_summary(kept, WHO, catalogue(), today)


@pytest.mark.parametrize("kind", ["word", "markdown"])
def test_edited_text_is_in_the_file_and_what_is_not_ticked_is_not(client: TestClient, kept: Store, kind: str) -> None:
    """The file is what stands on the screen."""
    fill(kept)
    fields = [
        (name, "Rettet: blåbærgrød\r\nog mere" if name == "answer.mindset-curiosity" else value)
        for name, value in form_of(client.get("/summary").text)
        if (name, value) != ("take", "mindset-behaviour") and (name, value) != ("take", "advice-01")
    ] + [("notes", "Egne ord")]
    answer = post(client, kind, fields)
    assert answer.status_code == 200
    text = word_text(answer.content) if kind == "word" else answer.text
    assert "Rettet: blåbærgrød" in text
    assert "Vi mangler viden om data" in text
    assert "Egne ord" in text
    assert "Jeg spørger" not in text
    assert "Jeg prøver det selv" not in text
    assert "politikerne" not in text
    ending = {"word": "docx", "markdown": "md"}[kind]
    assert re.fullmatch(
        rf'attachment; filename="lederdialog-\d{{4}}-\d\d-\d\d\.{ending}"', answer.headers["content-disposition"]
    )


def test_a_new_date_is_in_the_calendar_and_twice_is_once(client: TestClient, kept: Store) -> None:
    """The date as edited; the UID the same each time."""
    fill(kept)
    second = action_key(WHO, 2)
    fields = [
        (name, "2027-01-15" if name == f"due.{second}" else value)
        for name, value in form_of(client.get("/summary").text)
    ]
    files = [post(client, "calendar", fields) for _ in range(2)]
    assert files[0].headers["content-type"] == "text/calendar; charset=utf-8"
    events = [Calendar.from_ical(file.content).walk("VEVENT") for file in files]
    assert [str(event["summary"]) for event in events[0]] == ["Holde møde om skærmbesøg", "Tænke videre"]
    assert events[0][1]["dtstart"].dt.date() == date(2027, 1, 15)
    assert [event["uid"] for event in events[0]] == [event["uid"] for event in events[1]]
    assert WHO not in files[0].text


def test_without_any_date_she_gets_her_page_back_with_her_edits(client: TestClient, kept: Store) -> None:
    """A word about why, and nothing that she wrote is lost."""
    fill(kept)
    fields = [
        (name, "" if name.startswith("due.") else "Rettet <b>" if name.startswith("answer.") else value)
        for name, value in form_of(client.get("/summary").text)
        if (name, value) != ("take", "mindset-behaviour")
    ]
    answer = post(client, "calendar", fields)
    assert answer.status_code == 422
    assert WORDS["sorry_no_dates"] in answer.text
    assert answer.text.count("Rettet &lt;b&gt;") == 3
    assert [field for field in form_of(answer.text) if field[0] != "notes"] == [
        field for field in fields if field[0] != "notes"
    ]


def test_nothing_of_the_form_is_stored(client: TestClient, kept: Store) -> None:
    """The answer in the conversation stays as it was; a stranger's form makes no leader."""
    fill(kept)
    before = answers.own_answers(kept, WHO)
    post(client, "word", [("take", "mindset-curiosity"), ("answer.mindset-curiosity", "Rettet")])
    assert answers.own_answers(kept, WHO) == before
    client.headers["x-sender"] = "another"
    post(client, "word", [("answer.mindset-curiosity", "Rettet")])
    assert leaders.look_up(kept, "another") is None


def test_a_file_can_be_made_after_the_conversation_was_erased(client: TestClient) -> None:
    """What stands on her screen is hers, also when the hour without "husk mig" has passed."""
    client.headers["x-sender"] = ""
    answer = post(client, "markdown", [("take", "mindset-curiosity"), ("answer.mindset-curiosity", "Min tekst")])
    assert "Min tekst" in answer.text


def test_too_much_is_refused_kindly(client: TestClient) -> None:
    """With the length told beforehand, and without."""
    big = [("answer.mindset-curiosity", "x" * 300_000)]
    told = post(client, "word", big)
    assert told.status_code == 413
    assert WORDS["sorry_too_large"] in told.text
    headers = {"content-type": "application/x-www-form-urlencoded"}
    untold = client.post("/summary/word", content=iter([b"notes=" + b"x" * 200_000, b"y" * 100_000]), headers=headers)
    assert untold.status_code == 413


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", "application/json"),
        (b'{"a": 1}', "application/json"),
        (b"\xff\xfe%%%=&&&==", "application/x-www-form-urlencoded"),
        (b"answer.mindset-curiosity=a%00b%0Bc%ED%A0%80&take=mindset-curiosity", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="notes"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"&".join(b"answer.a%d=x" % number for number in range(5000)), "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("kind", ["word", "markdown", "calendar"])
def test_odd_forms_get_a_file_or_a_kind_word(client: TestClient, kind: str, body: bytes, media_type: str) -> None:
    """Never a failure of ours."""
    answer = client.post(f"/summary/{kind}", content=body, headers={"content-type": media_type})
    assert answer.status_code in (200, 400, 413, 422)
    if answer.status_code == 400:
        assert WORDS["sorry_odd"] in answer.text


def test_forged_fields_are_passed_over() -> None:
    """Unknown items, values out of range, names that are none."""
    statement, point = catalogue().of(Statement)[0].id, catalogue().of(Readiness)[0].id
    form = FormData(
        [
            ("action.../../etc", "x"),
            ("action.action-" + "z" * 20, "x"),
            ("because.advice-999", "x"),
            ("because.mindset-curiosity", "x"),
            (f"now.{statement}", "99"),
            ("now.unknown", "3"),
            (f"level.{point}", "very"),
            ("answer.<b>", "x"),
            ("", "x"),
        ]
    )
    summary = read_form(form, catalogue(), TODAY)
    assert (summary.actions, summary.suggestions, summary.readiness, summary.themes) == ((), (), (), ())
    assert summary.assessment is not None
    assert [line.now for line in summary.assessment.lines] == [None]


def test_an_answer_whose_question_is_gone_is_still_hers(client: TestClient, kept: Store) -> None:
    """A trainer may remove a question; the words stay, on the page and in the file."""
    answers.save_answer(kept, WHO, "mindset-gone", "mindset", "Mine ord")
    html = client.get("/summary").text
    assert WORDS["other_question"] in html
    answer = post(client, "markdown", form_of(html))
    assert "Mine ord" in answer.text


def test_only_the_present_reflection_is_shown(client: TestClient, kept: Store) -> None:
    """After starting over, the earlier answers are not mixed in."""
    answers.save_answer(kept, WHO, "mindset-curiosity", "mindset", "Gammelt")
    leaders.start_over(kept, WHO)
    answers.save_answer(kept, WHO, "mindset-curiosity", "mindset", "Nyt")
    html = client.get("/summary").text
    assert "Nyt" in html
    assert "Gammelt" not in html


def test_another_leader_sees_nothing_of_it(client: TestClient, kept: Store) -> None:
    """Neither the text nor the name of the draft."""
    fill(kept)
    mine = re.search(r'data-owner="(\w+)"', client.get("/summary").text)
    answers.save_answer(kept, "other", "mindset-curiosity", "mindset", "En andens ord")
    theirs = client.get("/summary", headers={"x-sender": "other"}).text
    assert "Jeg prøver" not in theirs
    assert mine is not None
    assert mine[1] not in theirs


def test_a_very_long_answer_is_shown_and_fetched_whole(client: TestClient, kept: Store) -> None:
    """The box has room for all of it where no script grows it."""
    text = "ord og æøå " * 364
    answers.save_answer(kept, WHO, "mindset-curiosity", "mindset", text)
    html = client.get("/summary").text
    rows = re.search(r'name="answer.mindset-curiosity" rows="(\d+)"', html)
    assert rows is not None
    assert int(rows[1]) >= len(text) / 60
    assert text.strip() in word_text(post(client, "word", form_of(html)).content)


def test_a_store_that_cannot_be_read_is_told_of(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with a way to try again."""

    def fail(*_: object) -> None:
        raise StoreError("no")

    monkeypatch.setattr(contents, "own_answers", fail)
    answer = client.get("/summary")
    assert answer.status_code == 503
    assert WORDS["sorry_unavailable"] in answer.text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-04", date(2026, 12, 4)),
        (" 4.12.2026 ", date(2026, 12, 4)),
        ("", None),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("2026-02-30", None),
        ("i morgen måske <b>" * 100, date(2026, 11, 22)),
        ("sludder", None),
    ],
)
def test_dates_are_read_as_far_as_they_are_dates(text: str, day: date | None) -> None:
    """A browser without a date field sends words."""
    assert read_day(text, TODAY) == day


def test_text_is_cleaned_of_what_is_no_text() -> None:
    """Word files cannot hold it; line breaks are one kind."""
    assert clean("a\x00b\r\nc\rd\u2028e\x0bf\ud800g\ufffe🙂\tæ") == "ab\nc\nd\ne\nfg🙂\tæ"


def test_every_sentence_is_used_and_none_is_missing() -> None:
    """data/page/summary.yml and the code and template say the same names."""
    files = [*Path(pages.__file__).parent.glob("*.py"), TEMPLATES / "summary.html"]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    built = ("outcome_", "level_")
    unused = [key for key in WORDS if not re.search(rf"\b{key}\b", code) and not key.startswith(built)]
    assert unused == []
