"""Everything stored about a leader as a text that she can read and keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.web.console.pages import leader_name
from bot.web.wording import wording

Line = dict[str, Any]


def as_lines(data: Line) -> str:
    """The export, see `bot.web.my_data`, section by section; an empty section says that it is."""
    names = wording()["my_data"]
    head = [names["title"], f"{names['since']}: {data['since'][:10]}"]
    if data["sign"]:
        head.append(leader_name(data["sign"], data["sector"]))
    lines = [*head, ""]
    for name, rows in _sections(data).items():
        lines += [names[name].upper(), *(list(rows) or [names["none"]]), ""]
    return "\n".join(lines)


def _sections(data: Line) -> dict[str, Iterable[str]]:
    names, flags = wording()["my_data"], wording()["console"]["talk"]["flags"]
    return {
        "answers": _answers(data["answers"]),
        "skipped": (f"{each['skipped_at'][:10]}  {each['question']}" for each in data["skipped"]),
        "actions": _actions(data["actions"]),
        "suggestions": (
            f"{each['shown_at'][:10]}  {each['title']}" + (f" («{each['because']}»)" if each["because"] else "")
            for each in data["suggestions"]
        ),
        "assessments": _assessments(data["assessments"]),
        "messages": (f"{each['at'][:16]}  {names[each['from']]}: {each['text']}" for each in data["messages"]),
        "accesses": (
            f"{each['at'][:16]}  {each['by']}, {_value(each['role'])}: {_value(each['what'])}"
            for each in data["accesses"]
        ),
        "letters": _letters(data["letters"]),
        "notes": _notes(data["notes"]),
        "marks": (
            f"{each['put_at'][:10]}  {each['by']}: {each.get('text') or flags[each['kind']]}"
            for each in (*data["tags"], *data["flags"])
        ),
        "reviews": (f"{(each['reviewed_at'] or names['not_yet'])[:10]}  {each['by']}" for each in data["reviews"]),
        "unclear": _unclear(data["unclear"]),
        "brief": [names["brief_line"].format(**data["brief"])] if data["brief"] else [],
    }


def _value(value: str) -> str:
    return str(wording()["words"].get(f"value_{value}", value))


def _answers(answers: list[Line]) -> Iterable[str]:
    earlier = wording()["my_data"]["earlier"]
    for each in answers:
        yield f"{each['written_at'][:10]}  {each['theme']}: {each['question']}"
        yield f"    {each['text']}"
        for old in each["earlier_versions"]:
            yield f"    ({earlier} {old['written_at'][:10]}: {old['text']})"


def _actions(actions: list[Line]) -> Iterable[str]:
    names = wording()["my_data"]
    for each in actions:
        due = dict.fromkeys(filter(None, (each["due"], each["due_in_your_words"])))
        yield f"{each['made_at'][:10]}  {each['text']}" + "".join(f" ({when})" for when in due)
        for report in each["reports"]:
            note = f": {report['text']}" if report["text"] else ""
            yield f"    {report['reported_at'][:10]}  {names[report['outcome']]}{note}"


def _assessments(assessments: list[Line]) -> Iterable[str]:
    names = wording()["my_data"]
    for each in assessments:
        yield f"{each['started_at'][:10]}  {names[each['kind']]}"
        for point in each["points"]:
            note = f" ({point['note']})" if point["note"] else ""
            yield f"    {point['title']}: {names.get(point['value'], point['value'])}{note}"


def _letters(letters: list[Line]) -> Iterable[str]:
    names = wording()["my_data"]
    for each in letters:
        gone = f" ({names['removed']} {each['recalled_at'][:10]})" if each["recalled_at"] else ""
        yield f"{each['sent_at'][:16]}  {each['by']}: {each['text']}{gone}"
        if each["answer"]:
            yield f"    {each['answered_at'][:16]}  {names['leader']}: {each['answer']}"
        if each["declined_at"]:
            yield f"    {each['declined_at'][:16]}  {names['declined']}"


def _notes(notes: list[Line]) -> Iterable[str]:
    removed = wording()["my_data"]["removed"]
    for each in notes:
        gone = f" ({removed} {each['removed_at'][:10]})" if each["removed_at"] else ""
        yield f"{each['written_at'][:16]}  {each['by']}: {each['text']}{gone}"


def _unclear(turns: list[Line]) -> Iterable[str]:
    names = wording()["my_data"]
    for each in turns:
        yield f"{each['at'][:16]}  {each['text']}"
        for verdict in each["verdicts"]:
            meant = verdict["intent"] or names["set_aside"]
            taken = f", {names['harvested']} {verdict['harvested_at'][:10]}" if verdict["harvested_at"] else ""
            yield f"    {verdict['decided_at'][:10]}  {verdict['by']}: {meant}{taken}"
