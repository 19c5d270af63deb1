"""The summary as files: opened again, they hold what the leader wrote, and nothing that she did not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.document import Document as WordDocument
from icalendar import Calendar
from markdown_it import MarkdownIt

from bot.web.radar import Axis, radar
from bot.web.summary.calendar_file import calendar_bytes
from bot.web.summary.contents import summary_words
from bot.web.summary.markdown_file import escape_markdown, markdown_text
from bot.web.summary.parts import (
    ActionPart,
    AnswerPart,
    ReadinessPart,
    SelfAssessment,
    StatementLine,
    SuggestionPart,
    Summary,
    ThemePart,
    chosen,
)
from bot.web.summary.word_file import word_bytes

WORDS = summary_words()
DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
KEY = "action-" + "0a" * 10
TRICKY = """# Ikke en overskrift
- ikke en liste
+ heller ikke
1. ikke et tal
    ikke kode
===
---
> ikke et citat
| a | b |
[et link](javascript:alert(1)) ![billede](http://x.dk/y.png)
*fed* _kursiv_ `kode` ~~væk~~ <b>html</b> &lt; <!-- skjult
```
Slut med skråstreg \\"""
FORMS = set(
    "blockquote_open fence code_block code_inline hr table_open link_open image html_inline html_block "
    "ordered_list_open s_open".split()
)


def summary_with(**parts: object) -> Summary:
    """A summary of the day with these parts."""
    return replace(Summary(DAY), **parts)


def answered(*texts: str, **fields: object) -> Summary:
    """A summary with one theme and these answers."""
    answers = tuple(
        replace(AnswerPart(f"q-{number}", f"Titel {number}", f"Spørgsmål {number}?", text), **fields)
        for number, text in enumerate(texts, 1)
    )
    return summary_with(themes=(ThemePart("Digitalt mindset", answers),))


FULL = summary_with(
    themes=(
        ThemePart(
            "Digitalt mindset",
            (
                AnswerPart("a", "Din nysgerrighed", "Hvordan?", "Blåbærgrød æøå 🙂\nny linje\n\nnyt afsnit"),
                AnswerPart("b", "Huller i viden", "Hvor?", "Her", is_deeper=True),
            ),
        ),
    ),
    assessment=SelfAssessment(
        DAY,
        date(2026, 5, 1),
        (
            StatementLine("s1", "Kompetencer", "Jeg følger med.", 4, 3),
            StatementLine("s2", "Mening", "Jeg kan forklare.", None, 2),
            StatementLine("s3", "Værdi", "Det gavner.", 5, None),
        ),
    ),
    readiness_on=DAY,
    readiness=(ReadinessPart("r1", "Styring", "Er det klart?", "partly", "næsten"),),
    suggestions=(SuggestionPart("advice-01", "Gå foran", "«Bogen», KL, 2020", ("frygt", "tid")),),
    actions=(
        ActionPart(KEY, "Holde møde", date(2026, 12, 4), "næste møde", "", True),
        ActionPart("action-" + "b" * 20, "Tænke videre", None, "når systemet er her", "partly", True),
    ),
    notes="Husk kaffe",
)


def opened(summary: Summary) -> WordDocument:
    """The Word file, read again."""
    return Document(io.BytesIO(word_bytes(summary, WORDS)))


def headings(document: WordDocument) -> list[tuple[str, str]]:
    """Style and text of each heading."""
    return [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith(("Heading", "Title"))
    ]


def words_of(document: WordDocument) -> str:
    """All the text of the paragraphs."""
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def blocks(markdown: str) -> list[tuple[str, str]]:
    """Block and inline kinds of a Markdown text as a reader understands it, with the plain text."""
    found = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        found.append((token.type, token.tag))
        found += [(child.type, child.content) for child in token.children or ()]
    return found


def test_word_has_real_headings_and_lists() -> None:
    """A screen reader can walk it: title, sections, questions, deeper questions; actions as a list."""
    document = opened(FULL)
    assert headings(document) == [
        ("Title", WORDS["file_title"]),
        ("Heading 1", "Digitalt mindset"),
        ("Heading 2", "Din nysgerrighed"),
        ("Heading 3", "Huller i viden"),
        ("Heading 1", WORDS["assessment"]),
        ("Heading 1", WORDS["readiness"]),
        ("Heading 1", WORDS["suggestions"]),
        ("Heading 1", WORDS["actions"]),
        ("Heading 1", WORDS["notes"]),
    ]
    bullets = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "List Bullet"]
    assert [line.split("\n")[0] for line in bullets] == [
        "Styring: Delvist på plads",
        "Gå foran",
        "Holde møde",
        "Tænke videre",
    ]
    assert "«frygt» og «tid»" in bullets[1]
    assert "4. december 2026" in bullets[2]
    assert "næste møde" not in bullets[2]  # the day says it
    assert "når systemet er her" in bullets[3]
    assert "Blåbærgrød æøå 🙂\nny linje" in words_of(document)
    assert "nyt afsnit" in [paragraph.text for paragraph in document.paragraphs]


def test_word_shows_the_self_assessment_as_a_table_without_a_sum() -> None:
    """The header row is marked as one; no total, no average."""
    table = opened(FULL).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["Udsagn", "Nu", "Sidst (1. maj 2026)"],
        ["Jeg følger med.", "4", "3"],
        ["Jeg kan forklare.", "ikke besvaret", "2"],
        ["Det gavner.", "5", "ikke besvaret"],
    ]
    assert "tblHeader" in table.rows[0]._tr.xml


def test_word_is_danish_and_names_nobody() -> None:
    """The proofing language is Danish; the author fields are empty, the library's name is gone."""
    content = word_bytes(FULL, WORDS)
    properties = Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.language) == (WORDS["file_title"], "da-DK")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b'w:val="da-DK"' in parts.read("word/styles.xml")
        assert b'w:lang w:val="en-US"' not in parts.read("word/styles.xml")
        assert not any(b"python-docx" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize(
    "text", [TRICKY, "x" * 20_000, "én\n\n\n\n\nto", "<script>alert(1)</script>", "«tid»\tæøå 👩‍⚕️"]
)
def test_word_takes_any_text(text: str) -> None:
    """Nothing of it becomes a heading, and nothing of it is lost."""
    document = opened(answered(text))
    assert len(headings(document)) == 3
    assert "".join(text.split()) in "".join(words_of(document).split())


def test_markdown_has_the_same_structure() -> None:
    """One title, sections, questions, deeper questions, a table and lists."""
    text = markdown_text(FULL, WORDS)
    lines = [line for line in text.splitlines() if line.startswith("#")]
    assert lines[:4] == [
        f"# {WORDS['file_title']}",
        "## Digitalt mindset",
        "### Din nysgerrighed",
        "#### Huller i viden",
    ]
    found = blocks(text)
    assert found.count(("table_open", "table")) == 1
    assert found.count(("bullet_list_open", "ul")) == 3
    assert "Blåbærgrød æøå 🙂" in text


def test_markdown_shows_an_answer_as_it_was_written() -> None:
    """Special characters make no heading, list, quote, code, table, link, picture or HTML; every line comes out."""
    for summary, headings_of_ours in (
        (answered(TRICKY), 3),
        (summary_with(notes=TRICKY), 2),
        (summary_with(actions=(ActionPart(KEY, TRICKY, DAY, "", ""),)), 2),
    ):
        found = blocks(markdown_text(summary, WORDS))
        kinds = [token for token, _ in found]
        assert kinds.count("heading_open") == headings_of_ours
        assert kinds.count("list_item_open") == len(summary.actions)
        assert not set(kinds) & FORMS
        shown = "".join(content for token, content in found if token == "text")
        assert "".join(TRICKY.split()) in "".join(shown.split())


def test_markdown_keeps_list_items_whole() -> None:
    """An action of two paragraphs is one item, and what follows is the next."""
    actions = (
        ActionPart(KEY, "første\n\n# andet afsnit\n- tredje", DAY, "", ""),
        ActionPart("action-" + "c" * 20, "næste", None, "", ""),
    )
    found = blocks(markdown_text(summary_with(actions=actions), WORDS))
    assert found.count(("list_item_open", "li")) == 2
    assert found.count(("bullet_list_open", "ul")) == 1


@pytest.mark.parametrize("line", ["2020 var året", "e-mail og R&D", "50 % (halvdelen)", "Hvad nu? Ja!", "kl. 8.30"])
def test_markdown_leaves_plain_words_alone(line: str) -> None:
    """No needless backslashes for those who read the file as it is."""
    assert escape_markdown(line) == line


def test_what_is_not_ticked_or_empty_is_in_no_file() -> None:
    """Answers, points, suggestions, actions, the self-assessment."""
    assert FULL.assessment is not None
    none = replace(
        FULL,
        themes=tuple(
            replace(theme, answers=tuple(replace(answer, taken=False) for answer in theme.answers))
            for theme in FULL.themes
        ),
        assessment=replace(FULL.assessment, taken=False),
        readiness=tuple(replace(point, taken=False) for point in FULL.readiness),
        suggestions=tuple(replace(suggestion, taken=False) for suggestion in FULL.suggestions),
        actions=tuple(replace(action, taken=False) for action in FULL.actions),
        notes="  ",
    )
    assert headings(opened(none)) == [("Title", WORDS["file_title"])]
    assert WORDS["file_nothing"] in words_of(opened(none))
    assert WORDS["file_nothing"] in markdown_text(none, WORDS)
    assert not opened(none).tables
    assert not Calendar.from_ical(calendar_bytes(none, WORDS, NOW)).walk("VEVENT")
    assert chosen(answered("  \n ")).themes == ()


def test_a_deeper_answer_whose_question_is_left_out_stands_alone() -> None:
    """It must not seem to belong to the question before."""
    first = AnswerPart("a", "Første", "?", "ja")
    second = AnswerPart("b", "Anden", "?", "ja", taken=False)
    deeper = AnswerPart("c", "Uddybet", "?", "ja", is_deeper=True)
    document = opened(summary_with(themes=(ThemePart("Tema", (first, second, deeper)),)))
    assert headings(document)[2:] == [("Heading 2", "Første"), ("Heading 2", "Uddybet")]


def test_the_calendar_reminds_at_eight_in_the_morning_in_summer_and_winter() -> None:
    """Before the start, since Outlook knows no other reminder; private, and no time is taken."""
    actions = (
        ActionPart(KEY, "Vinter: møde, og;\nmere", date(2026, 12, 4), "", ""),
        ActionPart("action-" + "c" * 20, "Sommer", date(2027, 6, 1), "", "not"),
    )
    events = Calendar.from_ical(calendar_bytes(summary_with(actions=actions), WORDS, NOW)).walk("VEVENT")
    reminders = []
    for event in events:
        (alarm,) = event.walk("VALARM")
        assert alarm["trigger"].dt < timedelta(0)
        reminders.append(event["dtstart"].dt + alarm["trigger"].dt)
        assert (event["class"], event["transp"]) == ("PRIVATE", "TRANSPARENT")
    assert reminders == [
        datetime(2026, 12, 4, 7, tzinfo=timezone.utc),
        datetime(2027, 6, 1, 6, tzinfo=timezone.utc),
    ]
    assert events[0]["summary"] == "Vinter: møde, og; mere"
    assert events[0]["description"].startswith("Vinter: møde, og;\nmere")


def test_the_calendar_leaves_out_what_has_no_day_or_is_done() -> None:
    """One entry is left."""
    actions = (
        ActionPart(KEY, "Med", DAY, "", "partly"),
        ActionPart("action-" + "c" * 20, "Uden dato", None, "snart", ""),
        ActionPart("action-" + "d" * 20, "Gjort", DAY, "", "done"),
    )
    events = Calendar.from_ical(calendar_bytes(summary_with(actions=actions), WORDS, NOW)).walk("VEVENT")
    assert [event["summary"] for event in events] == ["Med"]


def test_the_same_action_has_the_same_uid_also_when_mended() -> None:
    """So that a calendar replaces it; no line break in it can begin another entry."""
    later = NOW + timedelta(days=1)
    before = summary_with(actions=(ActionPart(KEY, "Møde", DAY, "", ""),))
    after = summary_with(actions=(ActionPart(KEY, "Møde\nEND:VEVENT\nBEGIN:VEVENT", DAY, "", ""),))
    (first,) = Calendar.from_ical(calendar_bytes(before, WORDS, NOW)).walk("VEVENT")
    (second,) = Calendar.from_ical(calendar_bytes(after, WORDS, later)).walk("VEVENT")
    assert first["uid"] == second["uid"] == f"{KEY}@lederdialog"
    assert first["dtstamp"].dt < second["dtstamp"].dt


def test_a_very_long_action_has_a_short_subject() -> None:
    """Outlook cuts subjects; the whole text is in the description."""
    actions = (ActionPart(KEY, "ø" * 4000, DAY, "", ""),)
    (event,) = Calendar.from_ical(calendar_bytes(summary_with(actions=actions), WORDS, NOW)).walk("VEVENT")
    assert len(event["summary"]) == 200
    assert "ø" * 4000 in event["description"]


def test_the_radar_says_itself_in_words_and_keeps_to_the_content_security_policy() -> None:
    """Title and description; both rounds; no style attribute; text is escaped."""
    axes = [Axis("Kompetencer <b>", 4, 3), Axis("Mening", 5, 2), Axis("Værdi", 1, 1)]
    svg = ElementTree.fromstring(radar(axes, "Figur", "Kompetencer 4"))
    assert svg.get("role") == "img"
    assert [svg.findtext("title"), svg.findtext("desc")] == ["Figur", "Kompetencer 4"]
    assert not any("style" in element.attrib for element in svg.iter())
    classes = [element.get("class") for element in svg.iter("polygon")]
    assert classes == ["radar-ring"] * 5 + ["radar-before", "radar-now"]
    assert len(list(svg.iter("text"))) == 3


def test_the_radar_draws_no_value_that_was_not_given() -> None:
    """Gaps stay gaps; fewer than three statements make no figure."""
    axes = [Axis("a", 4, None), Axis("b", None, None), Axis("c", 2, None), Axis("d", 3, None)]
    svg = ElementTree.fromstring(radar(axes, "t", "d"))
    assert not [element for element in svg.iter("polygon") if element.get("class") != "radar-ring"]
    assert len(list(svg.iter("circle"))) == 3
    assert len(list(svg.iter("polyline"))) == 2
    assert radar(axes[:2], "t", "d") == ""
