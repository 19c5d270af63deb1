"""A summary's parts from the store: answers by theme, self-assessment, readiness, what was useful, actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from bot.errors import UnknownItem
from bot.knowledge.catalogue import Advice, Case, Catalogue, Deeper, Question, Readiness, Statement, Theme
from bot.language.dates import local_day
from bot.reflection.records import OwnAnswer, Promise, Round, ShownSuggestion
from bot.store.answers import own_answers
from bot.store.assessments import rounds
from bot.store.commitments import promises
from bot.store.database import Store
from bot.store.suggestions import shown_suggestions
from bot.web.summary.parts import (
    ActionPart,
    AnswerPart,
    ReadinessPart,
    SelfAssessment,
    StatementLine,
    SuggestionPart,
    Summary,
    ThemePart,
    Wording,
)
from bot.web.word import clean
from bot.web.wording import wording

STATEMENTS = "statements"
LEVELS = ("yes", "partly", "no")
OUTCOMES = ("done", "partly", "not")


def summary_words() -> Wording:
    """The sentences of data/page/summary.yml."""
    words: Wording = wording()["summary"]
    return words


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def answer_part(knowledge: Catalogue, key: str, text: str, taken: bool = True) -> AnswerPart:
    try:
        question = knowledge.question(key)
    except UnknownItem:  # a trainer has removed it since; the words are still the leader's
        return AnswerPart(key, summary_words()["other_question"], "", text, taken=taken)
    return AnswerPart(key, _capital(question.title), question.text, text, isinstance(question, Deeper), taken)


def _theme_of(knowledge: Catalogue, key: str) -> str | None:
    try:
        return knowledge.question(key).theme
    except UnknownItem:
        return None


def theme_parts(knowledge: Catalogue, parts: Iterable[AnswerPart]) -> tuple[ThemePart, ...]:
    """The answers by theme: questions in the wheel's order, each deeper answer after the question it followed.

    Args:
        knowledge: the catalogue.
        parts: the answers in the order in which they came. A deeper answer belongs to the nearest question of its
            theme before it; the store does not tell more.
    """
    order = {str(item.id): number for number, item in enumerate(knowledge.of(Question))}
    groups: dict[str | None, list[list[AnswerPart]]] = {}
    for part in parts:
        families = groups.setdefault(_theme_of(knowledge, part.key), [])
        if part.is_deeper and families:
            families[-1].append(part)
        else:
            families.append([part])
    themes: list[ThemePart] = []
    for theme_id, title in [*((theme.id, theme.title) for theme in knowledge.of(Theme)), (None, "")]:
        families = sorted(groups.get(theme_id, []), key=lambda family: order.get(family[0].key, len(order)))
        if families:
            answers = tuple(part for family in families for part in family)
            themes.append(ThemePart(title or summary_words()["other_theme"], answers))
    return tuple(themes)


def action_key(sender: str, promise_id: int) -> str:
    """A name for an action that is the same each time and tells nothing of whose it is."""
    return "action-" + sha256(f"action\n{sender}\n{promise_id}".encode()).hexdigest()[:20]


def suggestion_part(
    knowledge: Catalogue, item_id: str, because: Iterable[str], taken: bool = True
) -> SuggestionPart | None:
    for kind in (Advice, Case):
        try:
            item = knowledge.get(kind, item_id)
        except UnknownItem:
            continue
        words = tuple(word for word in (clean(word).strip() for word in because) if word)
        return SuggestionPart(item.id, item.title, knowledge.citation(item), words, taken)
    return None


def grade(value: str | None) -> int | None:
    return int(value) if value in ("1", "2", "3", "4", "5") else None


def _assessment(knowledge: Catalogue, done: list[Round]) -> SelfAssessment | None:
    if not done:
        return None
    newest, before = done[-1], done[-2] if len(done) > 1 else None
    lines = tuple(
        StatementLine(
            item.id,
            item.title,
            item.text,
            grade(newest.values.get(item.id)),
            grade(before.values.get(item.id)) if before else None,
        )
        for item in knowledge.of(Statement)
    )
    return SelfAssessment(local_day(newest.started_at), local_day(before.started_at) if before else None, lines)


def _readiness(knowledge: Catalogue, newest: Round | None) -> tuple[ReadinessPart, ...]:
    if newest is None:
        return ()
    return tuple(
        ReadinessPart(item.id, item.title, item.text, newest.values[item.id], clean(newest.notes.get(item.id) or ""))
        for item in knowledge.of(Readiness)
        if newest.values.get(item.id) in LEVELS
    )


def _suggestions(knowledge: Catalogue, shown: Iterable[ShownSuggestion]) -> tuple[SuggestionPart, ...]:
    kept = {one.item_id: one for one in shown if one.verdict == "useful"}
    parts = (suggestion_part(knowledge, one.item_id, one.because.split(",")) for one in kept.values())
    return tuple(part for part in parts if part)


def _actions(sender: str, made: Iterable[Promise]) -> tuple[ActionPart, ...]:
    return tuple(
        ActionPart(
            action_key(sender, promise.id),
            clean(promise.text),
            promise.due_on,
            clean(promise.due_text or ""),
            promise.outcome if promise.outcome in OUTCOMES else "",
        )
        for promise in made
    )


def read_summary(from_store: Store, sender: str, knowledge: Catalogue, day: date) -> Summary:
    """What the leader has said and chosen in the present reflection, with her newest rounds and all her actions.

    Raises:
        StoreError: the database cannot be read.
    """
    own: list[OwnAnswer] = [answer for answer in own_answers(from_store, sender) if answer.is_current]
    checks = rounds(from_store, sender, "readiness")
    return Summary(
        day=day,
        themes=theme_parts(knowledge, [answer_part(knowledge, one.question_id, clean(one.text)) for one in own]),
        assessment=_assessment(knowledge, rounds(from_store, sender, STATEMENTS)),
        readiness_on=local_day(checks[-1].started_at) if checks else None,
        readiness=_readiness(knowledge, checks[-1] if checks else None),
        suggestions=_suggestions(knowledge, shown_suggestions(from_store, sender)),
        actions=_actions(sender, promises(from_store, sender)),
    )
