"""The conversation through the web process: what is taken, what is not, and what happens when Rasa fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.web.secrets import new_token, sign
from tests.conftest import wait_until
from tests.store.event_log import EventLog, bot, user
from tests.web.conftest import FakeRasa, Site
from tests.web.visitor import ANSWER, WHEEL, Visitor, dump, messages_of, on_disk, rows, words_of

CPR = "010190-1234"


def test_a_whole_step_as_the_page_takes_it(visitor: Visitor, whole: Site) -> None:
    """Spoken to first, a theme from the wheel, an answer; progress and history say so, and the history survives a reload."""
    visitor.begin()
    assert "maskine" in words_of(visitor.send(payload="/greet"))
    question = messages_of(visitor.send(payload=WHEEL))[-1]["text"]
    lines = visitor.send(text=ANSWER)
    assert [line["type"] for line in lines][-2:] == ["progress", "done"]
    (theme,) = [theme for theme in lines[-2]["themes"] if theme["current"]]
    assert (theme["id"], theme["answered"], theme["payload"]) == ("employees", 1, WHEEL)
    assert visitor.json("/api/progress")["themes"] == lines[-2]["themes"]
    assert visitor.texts() == [ANSWER]
    said = visitor.json("/api/history")["messages"]
    assert [(line["from"], line["text"]) for line in said if line["from"] == "leader"] == [
        ("leader", "Medarbejderne"),
        ("leader", ANSWER),
    ]
    assert said[-1]["text"] == messages_of(lines)[-1]["text"]
    assert said[-1]["buttons"] == messages_of(lines)[-1]["buttons"]
    assert question in [line["text"] for line in said]
    last_of_leader = max(place for place, line in enumerate(said) if line["from"] == "leader")
    assert not any(line.get("buttons") for line in said[:last_of_leader])
    assert all(datetime.fromisoformat(line["at"]).utcoffset() is not None for line in said)


def test_two_leaders_see_nothing_of_each_other(whole: Site) -> None:
    """Not in the history, not in the data, not in the summary, and not by an answer's number."""
    one, two = whole.visitor().begin(), whole.visitor().begin()
    for visitor in (one, two):
        visitor.open_question()
    one.say(ANSWER)
    two.say("Vi taler om teknologi på hvert eneste personalemøde.")
    for path in (
        "/api/history",
        "/api/data",
        "/api/data.json",
        "/api/data.txt",
        "/api/shared",
        "/summary",
        "/api/progress",
    ):
        assert "skærmbesøg" not in two.get(path).text, path
        assert "personalemøde" not in one.get(path).text, path
    key = one.answers()[0]["id"]
    assert two.put(f"/api/answers/{key}", {"text": "overtaget"}).status_code == 404
    assert two.delete(f"/api/answers/{key}").status_code == 404
    assert one.texts() == [ANSWER]


@pytest.mark.parametrize(
    "payload",
    [
        "/delete_my_data",
        '/answer_question{"theme": "mindset"}',
        "/restart",
        "/session_start",
        "/back",
        " /affirm",
        "//affirm",
    ],
)
def test_a_payload_that_was_not_offered_does_nothing(whole: Site, payload: str) -> None:
    """Nothing is asked for, nothing carried out; the question stays open."""
    visitor = whole.visitor().begin()
    question = visitor.open_question()
    visitor.send(payload=payload)
    assert "Ja, slet alt" not in str(visitor.heard)
    assert visitor.texts() == []
    assert visitor.say("gentag spørgsmålet").endswith(question)


def test_a_typed_command_is_text(visitor: Visitor) -> None:
    """Also one that was offered as a button: she who types it sees her own words, and nothing is triggered."""
    visitor.begin().open_question()
    offered = next(button["payload"] for line in visitor.heard for button in line.get("buttons", []))
    for typed in (offered, "/delete_my_data", WHEEL):
        visitor.say(typed)
        assert ("leader", typed) in visitor.history()
    assert visitor.texts() == []
    visitor.say("slet alle mine data")
    yes = next(button["payload"] for button in visitor.heard[-3]["buttons"] if button["title"] == "Ja, slet alt")
    visitor.say(yes)
    assert visitor.me["session"]


def test_the_wheel_can_be_pressed_at_any_time(visitor: Visitor) -> None:
    """As the very first message, and in the middle of another theme, though no button offered it."""
    visitor.begin()
    for theme in ("mindset", "environment", "organisation", "employees"):
        lines = visitor.send(payload=WHEEL.replace("employees", theme))
        assert [each["id"] for each in lines[-2]["themes"] if each["current"]] == [theme]


def test_a_message_sent_again_is_not_taken_again(visitor: Visitor) -> None:
    """Its replies come once more, also after others, and the answer is stored once."""
    visitor.begin().open_question()
    first = visitor.send(id="one", text=ANSWER)
    assert messages_of(visitor.send(id="one", text=ANSWER)) == messages_of(first)
    assert visitor.history().count(("leader", ANSWER)) == 1
    visitor.send(id="two", text="giv mig et råd")
    assert messages_of(visitor.send(id="one", text=ANSWER)) == messages_of(first)
    assert [text for who, text in visitor.history() if who == "leader"][1:] == [ANSWER, "giv mig et råd"]
    assert visitor.texts() == [ANSWER]


def test_the_same_message_several_times_at_once(visitor: Visitor) -> None:
    """An impatient finger on "prøv igen": one message, the same replies for all."""
    visitor.begin().open_question()
    cookie = visitor.cookie

    def send(_time: int) -> str:
        return words_of(Visitor(visitor.url).carry(cookie).send(id="same", text=ANSWER))

    with ThreadPoolExecutor(4) as pool:
        replies = set(pool.map(send, range(4)))
    assert len(replies) == 1
    assert visitor.history().count(("leader", ANSWER)) == 1
    assert visitor.texts() == [ANSWER]


def test_another_leader_may_use_the_same_id(whole: Site) -> None:
    """An id is hers alone: it brings nobody another's replies."""
    one, two = whole.visitor().begin(), whole.visitor().begin()
    one.open_question()
    one.send(id="one", text=ANSWER)
    assert "skærmbesøg" not in words_of(two.send(id="one", payload="/greet"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> vi øver os på skærmbesøg </script>",
        '"; DROP TABLE answers; -- \\" \\u0000 er noget, som it sagde',
        "Vi øver os 👩‍🔧 hver onsdag, og alle er med på det\n\nogså om natten",
    ],
    ids=["html", "sql", "lines"],
)
def test_text_is_text(visitor: Visitor, text: str) -> None:
    """It comes back letter for letter, in answers that no browser takes for a page."""
    visitor.begin().open_question()
    visitor.say(text)
    assert ("leader", text) in visitor.history()
    for path in ("/api/history", "/api/data", "/api/data.json", "/api/shared"):
        response = visitor.get(path)
        assert response.headers["content-type"].startswith("application/json")
        assert response.headers["x-content-type-options"] == "nosniff"
    assert visitor.get("/api/data.txt").headers["content-type"].startswith("text/plain")
    assert "<script>alert" not in visitor.get("/summary").text


def test_the_longest_message_is_taken_whole(visitor: Visitor) -> None:
    """4,000 characters, the last of them too; one more is refused kindly, and nothing of it is kept."""
    visitor.begin().open_question()
    text = ("Vi øver os på det. " * 300)[:3_999] + "Æ"
    refused = visitor.post("/api/chat", {"id": "x", "text": text + "!"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "too_long")
    assert "4.000" in refused.json()["error"]["message"]
    assert visitor.texts() == []
    visitor.say(text)
    assert visitor.texts() == [text]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "\x00 \x00"])
def test_nothing_written_is_nothing_sent(site: Site, text: str) -> None:
    """Whatever it is made of."""
    response = site.visitor().begin().post("/api/chat", {"id": "x", "text": text})
    assert (response.status_code, response.json()["error"]["code"]) == (422, "empty")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'["id", "text"]',
        b"null",
        b'"hej"',
        b"{\"id\": 'x'}",
        b'{"text": "hej"}',
        b'{"id": "x"}',
        b'{"id": 7, "text": "hej"}',
        b'{"id": "x", "text": ["hej"]}',
        b'{"id": "x", "text": null}',
        b'{"id": "x", "payload": {}}',
        b'{"id": "x", "payload": null, "text": "hej"}',
        b"\xff\xfe\x00\xd8",
        b'{"id": "x", "text": "\xe6\xf8\xe5"}',
        b"[" * 30_000,
        b'{"a":' * 10_000,
        b"9" * 20_000,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_message_is_refused(site: Site, body: bytes) -> None:
    """400 in Danish, whatever is wrong with it."""
    visitor = site.visitor().begin()
    response = visitor.client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")


def test_half_letters_and_nul_bytes_do_not_stop_a_message(visitor: Visitor) -> None:
    r"""A lone surrogate or \u0000 in JSON: no database takes it, the rest of the message counts."""
    visitor.begin().open_question()
    body = b'{"id": "x", "text": "Vi \\ud83d\\u00f8ver os \\u0000p\\u00e5 sk\\u00e6rmbes\\u00f8g hver onsdag."}'
    response = visitor.client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert '"done"' in response.text
    assert visitor.texts() == [ANSWER]


def test_personal_numbers_are_on_no_disk(visitor: Visitor, whole: Site) -> None:
    """Typed in the chat, in place of a payload or when mending an answer; a friendly word says what was taken out and why."""
    visitor.begin().open_question()
    lines = visitor.send(text=f"Vi øver os på skærmbesøg med Karen, {CPR}, hver onsdag.")
    assert lines[0]["type"] == "masked"
    assert "[CPR-nummer fjernet]" in lines[0]["text"]
    assert "CPR-nummer" in lines[0]["notice"]
    assert visitor.texts() == [lines[0]["text"]]
    visitor.send(payload=f"mit nummer er {CPR}")
    visitor.send(payload=f"/greet{CPR}")
    mended = visitor.put(f"/api/answers/{visitor.answers()[0]['id']}", {"text": f"Ring til 010190 1234 ({CPR})."})
    assert "[CPR-nummer fjernet]" in mended.json()["text"]
    stored = on_disk(whole.folder)
    assert CPR.encode() not in stored
    assert b"010190 1234" not in stored
    assert CPR not in visitor.get("/api/history").text


def test_mail_and_telephone_are_named_too(visitor: Visitor) -> None:
    """Each with a word of its own; a date stays."""
    visitor.begin().open_question()
    masked, *_ = visitor.send(text="Skriv til karen@eksempel.dk eller ring 22 33 44 55 om mødet den 1. marts 2026.")
    assert "[e-mail fjernet]" in masked["text"]
    assert "[telefonnummer fjernet]" in masked["text"]
    assert "1. marts 2026" in masked["text"]
    assert "e-mailadresse" in masked["notice"]
    assert "telefonnummer" in masked["notice"]


def test_advice_comes_as_a_card_that_says_the_same(visitor: Visitor) -> None:
    """And stays a card in the history."""
    visitor.begin().open_question()
    visitor.say(ANSWER)
    lines = messages_of(visitor.send(text="giv mig et råd"))
    (with_card,) = [line for line in lines if "card" in line]
    card = with_card["card"]
    assert card["kind"] == "advice"
    assert card["source"]
    assert card["title"] in with_card["text"]
    assert card["text"] in with_card["text"]
    assert card in [line.get("card") for line in visitor.json("/api/history")["messages"]]


def test_history_is_cut_at_the_newest_400(site: Site) -> None:
    """Oldest first, the newest last."""
    visitor = site.visitor().begin()
    log, sender = EventLog(site.settings.tracker_url), visitor.sender(site.database)
    log.write(sender, *(event for i in range(210) for event in (user(f"spørgsmål {i}"), bot(f"svar {i}"))))
    history = visitor.history()
    assert len(history) == 400
    assert history[0] == ("leader", "spørgsmål 10")
    assert history[-1] == ("assistant", "svar 209")


def test_a_message_that_got_no_answer_and_was_sent_again_is_shown_once(site: Site) -> None:
    """Rasa keeps what it took although the action server was down; the leader sent one message."""
    visitor = site.visitor().begin()
    log, sender = EventLog(site.settings.tracker_url), visitor.sender(site.database)
    log.write(sender, bot("Hej."), user(ANSWER, {"id": "one"}), user(ANSWER, {"id": "one"}), bot("Gemt."))
    assert visitor.history() == [("assistant", "Hej."), ("leader", ANSWER), ("assistant", "Gemt.")]


# --- when something fails


def test_rasa_down_takes_nothing_and_the_same_message_is_taken_once_when_it_is_back(
    visitor: Visitor, whole: Site, open_site: Callable[..., Site]
) -> None:
    """An error line, nothing stored; "prøv igen" with the same id, twice, is one answer."""
    visitor.begin().open_question()
    before = visitor.history()
    cut_off = open_site(LEDERDIALOG_VAR=str(whole.folder)).visitor().carry(visitor.cookie)
    lines = cut_off.send(id="again", text=ANSWER)
    assert [(line["type"], line.get("code")) for line in lines] == [("error", "unavailable")]
    assert "kom ikke med" in lines[0]["message"]
    assert visitor.history() == before
    assert visitor.texts() == []
    for _ in range(2):
        assert visitor.send(id="again", text=ANSWER)[-1]["type"] == "done"
    assert visitor.texts() == [ANSWER]
    assert visitor.history().count(("leader", ANSWER)) == 1


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, []), (200, [{"text": ""}]), (500, [{"text": "Internal error"}]), (200, [{"recipient_id": "x"}]), (404, [])],
)
def test_rasa_answers_nonsense(
    open_site: Callable[..., Site], rasa: FakeRasa, status: int, answer: list[dict[str, str]]
) -> None:
    """An error line in Danish, and the stream comes to its end."""
    rasa.status, rasa.answer = status, lambda _message: answer
    visitor = open_site(RASA_PORT=str(rasa.port)).visitor().begin()
    assert [(line["type"], line["code"]) for line in visitor.send(text="hej")] == [("error", "unavailable")]


def test_masked_words_reach_nobody(open_site: Callable[..., Site], rasa: FakeRasa) -> None:
    """The number is out before Rasa hears the message."""
    visitor = open_site(RASA_PORT=str(rasa.port)).visitor().begin()
    visitor.send(text=f"jeg hedder {CPR}")
    assert "[CPR-nummer fjernet]" in str(rasa.heard)
    assert CPR not in str(rasa.heard)


def test_one_turn_at_a_time(open_site: Callable[..., Site], rasa: FakeRasa) -> None:
    """Two messages sent at once reach Rasa one after the other, so that neither is answered out of turn."""
    under_way: list[int] = []

    def answer(_message: dict[str, object]) -> list[dict[str, str]]:
        under_way.append(1)
        time.sleep(0.05)
        together = len(under_way)
        under_way.pop()
        return [{"text": f"{together} ad gangen"}]

    rasa.answer = answer
    site = open_site(RASA_PORT=str(rasa.port))
    cookie = site.visitor().begin().cookie
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda text: Visitor(site.url).carry(cookie).say(text), "abc"))
    assert replies == ["1 ad gangen"] * 3
    assert [message["message"] for message in sorted(rasa.heard, key=lambda each: each["message"])] == ["a", "b", "c"]


def test_a_turn_goes_on_when_the_browser_goes_away(open_site: Callable[..., Site], rasa: FakeRasa) -> None:
    """She closed the lid: her message still reaches Rasa, and the sign of life is noted."""
    site = open_site(RASA_PORT=str(rasa.port))
    visitor = site.visitor().begin()
    before = rows(site.database, "SELECT active_at FROM leaders")
    rasa.answer = lambda _message: time.sleep(0.3) or [{"text": "Tak."}]
    with visitor.client.stream("POST", "/api/chat", json={"id": "x", "text": "hej"}):
        pass
    wait_until(lambda: rows(site.database, "SELECT active_at FROM leaders") != before)
    assert len(rasa.heard) == 1


def test_healthz_names_the_part_that_is_down(site: Site, whole: Site) -> None:
    """All up: 200. Rasa and actions down: 503, and the rest still said to work."""
    up = whole.visitor().get("/healthz")
    assert (up.status_code, up.json()) == (200, dict.fromkeys(("web", "rasa", "actions", "database"), "ok"))
    down = site.visitor().get("/healthz")
    assert down.status_code == 503
    assert down.json() == {"web": "ok", "rasa": "down", "actions": "down", "database": "ok"}


def test_a_database_that_is_gone_is_told_kindly(open_site: Callable[..., Site]) -> None:
    """503 with a sentence where something must be read or written; /healthz says which part; the page itself still comes."""
    site = open_site(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    visitor = site.visitor()
    refused = visitor.post("/api/session", {"talk": True})
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "not_saved")
    assert visitor.get("/healthz").json()["database"] == "down"
    visitor.carry(sign(new_token()))
    assert visitor.get("/api/me").json()["error"]["code"] == "unavailable"
    assert visitor.get("/").headers["content-type"].startswith("text/html")


def test_a_crash_in_a_turn_ends_the_stream(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of ours: a last line gives her text back, and neither it nor the log holds what the error says."""

    def broken(*_arguments: object) -> None:
        raise KeyError("hemmeligt")

    monkeypatch.setattr("bot.web.chat.read_conversation", broken)
    visitor = site.visitor().begin()
    lines = visitor.send(text="hej")
    assert [line["type"] for line in lines] == ["error"]
    assert "hemmeligt" not in str(lines)
    assert "hemmeligt" not in caplog.text


def test_too_fast_is_told_with_how_long_to_wait(open_site: Callable[..., Site], rasa: FakeRasa) -> None:
    """Of one session; another at the same address goes on."""
    site = open_site(RASA_PORT=str(rasa.port))
    visitor, other = site.visitor().begin(), site.visitor().begin()
    answers = [visitor.post("/api/chat", {"id": str(i), "text": "hej"}) for i in range(30)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert {answer.status_code for answer in answers[:15]} == {200}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["error"]["code"] == "too_many"
    assert int(refused.headers["retry-after"]) >= 1
    assert len(rasa.heard) == sum(answer.status_code == 200 for answer in answers)
    assert other.say("hej") == "Tak."


def test_looking_changes_nothing(site: Site) -> None:
    """Reading all that can be read writes not one row."""
    visitor = site.visitor().begin()
    before = dump(site.database), dump(site.conversations)
    for path in (
        "/api/me",
        "/api/history",
        "/api/progress",
        "/api/data",
        "/api/data.txt",
        "/api/shared",
        "/api/accesses",
        "/api/letters",
        "/summary",
    ):
        assert visitor.get(path).status_code == 200, path
    assert (dump(site.database), dump(site.conversations)) == before
