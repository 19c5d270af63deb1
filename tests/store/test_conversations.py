"""Rasa's log of events: read as a conversation, and rid of what a leader has erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.conversations import (
    ASSISTANT,
    LEADER,
    delete_events,
    newest_slot,
    quiet_senders,
    read_conversation,
    strike_out,
)
from bot.store.database import Store, now
from tests.store.event_log import EventLog, bot, slot, user

WHO, OTHER = "conversation-1", "conversation-2"
TEXT = "Vi mødes i kælderstuen hver onsdag, og alle er med."
GONE = "[slettet]"


@pytest.fixture
def log(store: Store) -> EventLog:
    """Rasa's events, on each database."""
    return EventLog(store.url)


def test_a_conversation_is_read_in_order_with_what_belongs_to_it(log: EventLog) -> None:
    """Who, when, buttons, cards, the page's id of a message; nothing of other conversations, no empty messages."""
    card = {"kind": "advice", "title": "Øv jer"}
    log.write(OTHER, user("noget andet"))
    log.write(WHO, user("hej", {"id": "one", "by": "typed"}), slot("theme", "mindset"), ago=timedelta(minutes=2))
    log.write(
        WHO, bot("Velkommen.", [("Ja", "/affirm")]), bot("Et råd.", card=card), bot("  "), ago=timedelta(minutes=1)
    )
    first, second, third = read_conversation(log.url, WHO)
    assert (first.who, first.text, first.message_id) == (LEADER, "hej", "one")
    assert (second.who, second.text, second.buttons, second.card) == (
        ASSISTANT,
        "Velkommen.",
        (("Ja", "/affirm"),),
        None,
    )
    assert (third.card, third.buttons) == (card, ())
    assert timedelta(minutes=1) < now() - first.at < timedelta(minutes=3)
    assert first.at < second.at


def test_the_newest_messages_are_read_when_it_is_only_some(log: EventLog) -> None:
    """Oldest of them first."""
    log.write(WHO, *(user(f"{i}") for i in range(9)), slot("theme", "mindset"))
    assert [said.text for said in read_conversation(log.url, WHO, 3)] == ["6", "7", "8"]


@pytest.mark.parametrize(
    ("metadata", "is_pressed"), [({"by": "typed"}, False), ({"by": "pressed"}, True), ({}, True), (None, True)]
)
def test_a_typed_command_is_no_button(log: EventLog, metadata: dict[str, str] | None, is_pressed: bool) -> None:
    """Only a payload that was pressed is shown by its title."""
    log.write(WHO, user("/affirm", metadata), user("ja", metadata))
    assert [said.is_pressed for said in read_conversation(log.url, WHO)] == [is_pressed, False]


def test_the_newest_value_of_a_slot(log: EventLog) -> None:
    """None where it was never set; another's does not count."""
    log.write(WHO, slot("theme", "mindset"), slot("theme", "employees"), slot("sector", "state"))
    log.write(OTHER, slot("theme", "environment"), slot("question", "x"))
    assert newest_slot(log.url, WHO, "theme") == "employees"
    assert newest_slot(log.url, WHO, "question") is None
    log.write(WHO, slot("theme", None))
    assert newest_slot(log.url, WHO, "theme") is None


def test_events_are_deleted_and_messages_counted(log: EventLog) -> None:
    """Up to a moment, or all of them; others keep theirs."""
    log.write(WHO, user("før"), bot("ja"), slot("theme", "mindset"), ago=timedelta(minutes=5))
    log.write(WHO, user("efter"))
    log.write(OTHER, user("noget andet"))
    assert delete_events(log.url, WHO, now() - timedelta(minutes=1)) == 2
    assert [event["text"] for event in log.of(WHO)] == ["efter"]
    assert delete_events(log.url, WHO) == 1
    assert (log.of(WHO), len(log.of(OTHER))) == ([], 1)


def test_who_has_been_quiet(log: EventLog) -> None:
    """By the newest event of each conversation."""
    log.write("quiet", user("hej"), ago=timedelta(hours=2))
    log.write("woke up", user("hej"), ago=timedelta(hours=2))
    log.write("woke up", user("igen"))
    assert quiet_senders(log.url, now() - timedelta(hours=1)) == ["quiet"]


def test_an_erased_text_is_struck_out_wherever_it_is_repeated(log: EventLog) -> None:
    """Her message, what Rasa made of it, slots, sentences of ours, cards; nothing else, and nobody else's."""
    card = {"kind": "recall", "date": "i går", "answer": TEXT}
    log.write(
        WHO, user(TEXT, {"id": "one"}), slot("answer", TEXT), bot(f"Du skrev: «{TEXT}»", [("Ja", "/affirm")], card)
    )
    log.write(
        WHO, bot("Tak. Jeg hæfter mig ved «Kælderstuen» og «hver onsdag»."), bot("Skriv «næste» for at gå videre.")
    )
    log.write(OTHER, user(TEXT), bot(f"Du skrev: «{TEXT}»"))
    before = log.of(OTHER)
    assert strike_out(log.url, WHO, [TEXT], GONE) == 4
    message, kept, sentence, mirror, ours = log.of(WHO)
    assert (message["text"], message["parse_data"]["text"], message["metadata"]) == (GONE, GONE, {"id": "one"})
    assert kept["value"] == GONE
    assert sentence["text"] == f"Du skrev: «{GONE}»"
    assert sentence["data"]["buttons"] == [{"title": "Ja", "payload": "/affirm"}]
    assert sentence["data"]["custom"]["card"] == {"kind": "recall", "date": "i går", "answer": GONE}
    assert mirror["text"] == f"Tak. Jeg hæfter mig ved «{GONE}» og «{GONE}»."
    assert ours["text"] == "Skriv «næste» for at gå videre."
    assert log.of(OTHER) == before
    assert strike_out(log.url, WHO, [TEXT], GONE) == 0


@pytest.mark.parametrize(
    "quoted",
    [
        "Vi mødes i kælderstuen …",
        "Vi mødes i kælderstuen hver onsdag, og alle er med. Og vi spiser rundstykker",
        "VI MØDES I KÆLDERSTUEN",
    ],
    ids=["cut short", "two lines on one", "letters of another size"],
)
def test_a_quote_is_struck_out_however_it_was_set(log: EventLog, quoted: str) -> None:
    """A summary puts an answer on one line and cuts it short."""
    log.write(WHO, bot(f"• Tryghed: «{quoted}»\n• Andet: «noget helt andet»"))
    strike_out(log.url, WHO, [f"{TEXT}\nOg vi spiser rundstykker", TEXT, "Og vi spiser rundstykker"], GONE)
    text = log.of(WHO)[0]["text"].casefold()
    assert [word for word in ("kælderstuen", "rundstykker") if word in text] == []
    assert text.endswith("\n• andet: «noget helt andet»")


def test_a_message_with_letters_that_are_not_seen_is_struck_out(log: EventLog) -> None:
    """The log keeps a message as it came, our tables keep it readable: it is the same message."""
    log.write(
        WHO, *(user(f"{TEXT[:9]}{unseen}{TEXT[9:]}") for unseen in ("\u00ad", "\u200b", "\x07", "\r", "\x1b[31m"))
    )
    strike_out(log.url, WHO, [TEXT], GONE)
    assert [event["text"] for event in log.of(WHO) if "onsdag" in event["text"]] == []


def test_the_words_that_a_suggestion_gives_as_its_reason_are_struck_out(log: EventLog) -> None:
    """They are hers; what is suggested is ours."""
    card = {"kind": "advice", "title": "Øv jer", "text": "Øv jer ofte."}
    log.write(WHO, bot("Fordi du skrev «kælderstuen» og «onsdag», kom jeg i tanker om det."), bot("Øv jer.", card=card))
    strike_out(log.url, WHO, [TEXT], GONE)
    reason, suggestion = log.of(WHO)
    assert reason["text"] == f"Fordi du skrev «{GONE}» og «{GONE}», kom jeg i tanker om det."
    assert suggestion["data"]["custom"]["card"] == card


def test_a_short_answer_is_not_struck_out_of_sentences_of_ours(log: EventLog) -> None:
    """ "ja" as her message goes, "ja" inside our words stays."""
    log.write(WHO, user("ja"), bot("Svar ja eller nej. I jagten på tid …"))
    strike_out(log.url, WHO, ["ja", " ", ""], GONE)
    message, ours = log.of(WHO)
    assert message["text"] == GONE
    assert ours["text"] == "Svar ja eller nej. I jagten på tid …"


def test_a_log_that_is_not_there_is_a_store_error(tmp_path: Path) -> None:
    """Not a traceback of a library, and no word of hers in it."""
    for url in ("postgresql://nobody@127.0.0.1:1/none", f"sqlite:///{tmp_path / 'empty.db'}"):
        for call in (
            lambda url: read_conversation(url, WHO),
            lambda url: delete_events(url, WHO),
            lambda url: newest_slot(url, WHO, "theme"),
            lambda url: strike_out(url, WHO, [TEXT], GONE),
        ):
            with pytest.raises(StoreError) as raised:
                call(url)
            assert "kælderstuen" not in str(raised.value)
