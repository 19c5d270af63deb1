"""Word documents as this house makes them: A4, Danish, real headings, our colours."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timezone

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

LANGUAGE = "da-DK"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_INK = RGBColor(0x1F, 0x4F, 0x4D)
_LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NOT_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML, thus Word, refuses these


def clean(text: str) -> str:
    """The text with line breaks as `\\n` and without characters that are no text."""
    return _NOT_TEXT.sub("", _LINE_BREAK.sub("\n", text))


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs, which stand apart by an empty line."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _prepare(document: WordDocument, title: str, day: date) -> None:
    """A4, Danish, Word's present layout, our colours; the template's own author and remark are wiped."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)

    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for fonts in defaults.iter(qn("w:rFonts")):  # the template's theme font for text is Cambria
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), "Calibri")
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # 14 would open as "kompatibilitetstilstand"

    for name, size in (("Title", 24), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11.5)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size, style.font.color.rgb = Pt(size), _INK
    question = document.styles.add_style("Question", WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(question, ParagraphStyle)
    question.base_style = document.styles["Normal"]
    question.font.italic = True
    question.paragraph_format.keep_with_next = True

    moment = datetime.combine(day, time(12), timezone.utc)
    properties = document.core_properties
    properties.title, properties.language = title, LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = moment


def new_document(title: str, day: date) -> WordDocument:
    """A document that begins with its title, styled; a paragraph of style "Question" stays with the next."""
    document = Document()
    _prepare(document, title, day)
    document.add_heading(title, 0)
    return document


def as_bytes(document: WordDocument) -> bytes:
    """The document as a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
