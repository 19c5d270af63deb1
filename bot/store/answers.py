"""Answers in the leader's own words: each version is kept, the newest counts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.errors import UnknownItem
from bot.reflection.records import OwnAnswer
from bot.store.database import Store, now
from bot.store.leaders import current_reflection, find_leader, newest_reflection
from bot.store.tables import Answer, AnswerVersion, Leader, Reflection, Suggestion


def _slot(session: Session, sender_id: str, question_id: str, theme: str) -> Answer:
    reflection = current_reflection(session, sender_id)
    answer = session.scalar(
        sa.select(Answer).where(Answer.reflection_id == reflection.id, Answer.question_id == question_id)
    )
    if answer is None:
        answer = Answer(reflection_id=reflection.id, question_id=question_id, theme=theme)
        session.add(answer)
        session.flush()
    return answer


def _write(answer: Answer, text: str) -> None:
    answer.skipped_at = None
    if not answer.versions or answer.versions[-1].text != text:  # the same text sent twice is one version
        answer.versions.append(AnswerVersion(text=text, written_at=now()))


def save_answer(store: Store, sender_id: str, question_id: str, theme: str, text: str) -> None:
    """Keep the text as the newest version of the answer; when this returns, it is committed.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        _write(_slot(session, sender_id, question_id, theme), text)


def add_to_answer(store: Store, sender_id: str, question_id: str, theme: str, text: str) -> None:
    """Add a paragraph to the answer, as a new version; the same paragraph sent twice is added once.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        answer = _slot(session, sender_id, question_id, theme)
        newest = answer.versions[-1].text if answer.versions else ""
        if newest.split("\n")[-1] != text:
            _write(answer, f"{newest}\n{text}" if newest else text)


def skip_question(store: Store, sender_id: str, question_id: str, theme: str) -> None:
    """Note that the question was passed over; an answer that is already there stays.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        answer = _slot(session, sender_id, question_id, theme)
        if not answer.versions:
            answer.skipped_at = now()


def forget_skips(store: Store, sender_id: str, theme: str) -> None:
    """Let the questions of the theme that were passed over be asked again.

    Raises:
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        reflection = current_reflection(session, sender_id)
        session.execute(
            sa.delete(Answer).where(
                Answer.reflection_id == reflection.id, Answer.theme == theme, Answer.skipped_at.is_not(None)
            )
        )


def own_answers(store: Store, sender_id: str) -> list[OwnAnswer]:
    """All that the leader has answered, in every reflection, oldest first.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        leader = find_leader(session, sender_id)
        if leader is None:
            return []
        newest = session.scalar(sa.select(sa.func.max(Reflection.id)).where(Reflection.leader_id == leader.id))
        rows = session.scalars(
            sa.select(Answer)
            .join(Reflection)
            .where(Reflection.leader_id == leader.id, Answer.skipped_at.is_(None))
            .options(selectinload(Answer.versions))
            .order_by(Answer.id)
        )
        return [
            OwnAnswer(
                row.question_id,
                row.theme,
                row.versions[-1].text,
                row.versions[-1].written_at,
                row.reflection_id == newest,
                row.id,
            )
            for row in rows
            if row.versions
        ]


def skipped_questions(store: Store, sender_id: str) -> frozenset[str]:
    """Ids of the questions passed over in the present reflection.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.reading() as session:
        newest = newest_reflection(sender_id)
        return frozenset(
            session.scalars(
                sa.select(Answer.question_id).where(Answer.reflection_id == newest, Answer.skipped_at.is_not(None))
            )
        )


def _take_out(session: Session, sender_id: str, answer_id: int, instead: str | None = None) -> tuple[Answer, list[str]]:
    """An answer of this leader's whose texts are to go, and those texts; `instead` stays where it stands already."""
    answer = session.scalar(
        sa.select(Answer).join(Reflection).join(Leader).where(Leader.sender_id == sender_id, Answer.id == answer_id)
    )
    if answer is None:
        raise UnknownItem(f"answer {answer_id}")
    gone = [version.text for version in answer.versions if version.text != instead]
    written = " ".join(gone).casefold()  # a suggestion's reason quotes words of hers: they go with the answer
    for shown in session.scalars(sa.select(Suggestion).where(Suggestion.reflection_id == answer.reflection_id)):
        if any(word and word.casefold() in written for word in shown.because.split(", ")):
            shown.because = ""
    return answer, gone


def rewrite_answer(store: Store, sender_id: str, answer_id: int, text: str) -> list[str]:
    """Put a new text in place of an answer; unlike a change of mind in the dialogue, no earlier version is kept.

    Returns:
        The texts that are gone.

    Raises:
        UnknownItem: this leader has no such answer.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        answer, gone = _take_out(session, sender_id, answer_id, instead=text)
        for version in list(answer.versions):
            session.delete(version)
        session.flush()
        session.add(AnswerVersion(answer_id=answer.id, text=text, written_at=now()))
        answer.skipped_at = None
    return gone


def delete_answer(store: Store, sender_id: str, answer_id: int) -> list[str]:
    """Erase an answer with all its versions; its question is open again.

    Returns:
        The texts that are gone.

    Raises:
        UnknownItem: this leader has no such answer.
        NotSaved: the database did not take it.
    """
    with store.writing() as session:
        answer, gone = _take_out(session, sender_id, answer_id)
        session.execute(sa.delete(Answer).where(Answer.id == answer.id))
    return gone
