"""The summary as a Word document."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from bot.language.dates import say_date
from bot.web.summary.parts import (
    SelfAssessment,
    Summary,
    Wording,
    action_lines,
    assessment_head,
    assessment_intro,
    assessment_row,
    because_line,
    chosen,
)
from bot.web.word import as_bytes, new_document, paragraphs


def _word_table(document: WordDocument, assessment: SelfAssessment, words: Wording) -> None:
    head = assessment_head(assessment, words)
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # read out, and repeated on the next page
    for line in assessment.lines:
        for cell, text in zip(table.add_row().cells, assessment_row(line, assessment, words), strict=True):
            cell.text = text
    widths = [Cm(16 - 3 * (len(head) - 1)), *[Cm(3)] * (len(head) - 1)]
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(3)
    document.add_paragraph()


def word_bytes(summary: Summary, words: Wording) -> bytes:
    """The summary as a Word document: Title, Heading 1 for a section, 2 for a question, 3 for a deeper one."""
    summary = chosen(summary)
    document = new_document(words["file_title"], summary.day)
    document.add_paragraph(say_date(summary.day))
    if summary.is_empty:
        document.add_paragraph(words["file_nothing"])
    for theme in summary.themes:
        document.add_heading(theme.title, 1)
        for answer in theme.answers:
            document.add_heading(answer.title, 3 if answer.is_deeper else 2)
            if answer.question:
                document.add_paragraph(answer.question, style="Question")
            for text in paragraphs(answer.text):
                document.add_paragraph(text)
    if summary.assessment:
        document.add_heading(words["assessment"], 1)
        document.add_paragraph(assessment_intro(summary.assessment, summary, words))
        _word_table(document, summary.assessment, words)
    if summary.readiness:
        document.add_heading(words["readiness"], 1)
        document.add_paragraph(words["readiness_intro"].format(date=say_date(summary.readiness_on or summary.day)))
        for point in summary.readiness:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{point.title}: ").bold = True
            paragraph.add_run(words[f"level_{point.level}"])
            if point.note.strip():
                paragraph.add_run("\n" + point.note.strip())
    if summary.suggestions:
        document.add_heading(words["suggestions"], 1)
        for suggestion in summary.suggestions:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(suggestion.title).bold = True
            paragraph.add_run(f"\n{because_line(suggestion, words)}")
            paragraph.add_run("\n" + words["source"].format(source=suggestion.source))
    if summary.actions:
        document.add_heading(words["actions"], 1)
        for action in summary.actions:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(action.text.strip()).bold = True
            for line in action_lines(action, words):
                paragraph.add_run(f"\n{line}")
    if summary.notes:
        document.add_heading(words["notes"], 1)
        for text in paragraphs(summary.notes):
            document.add_paragraph(text)
    return as_bytes(document)
