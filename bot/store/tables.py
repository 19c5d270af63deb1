"""The tables: what a leader told us, and nothing that names her."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base, relationship


class UtcDateTime(sa.types.TypeDecorator):
    """A moment in UTC, kept without zone in every database, handed out with zone."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=timezone.utc)


Base: Any = declarative_base(
    metadata=sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)


def _of(table: str, **options: Any) -> sa.Column:
    return sa.Column(sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, index=True, **options)


class Leader(Base):
    """One who talks with the assistant: a random id and the conversation id that Rasa knows her by.

    `last_seen_at` is her last word to an action, `active_at` her last sign of life: storage time counts from the latter.
    """

    __tablename__ = "leaders"
    id: str = sa.Column(sa.String(32), primary_key=True)
    sender_id: str = sa.Column(sa.String(255), nullable=False, unique=True)
    sector: str | None = sa.Column(sa.String(40))
    created_at: datetime = sa.Column(UtcDateTime, nullable=False)
    last_seen_at: datetime = sa.Column(UtcDateTime, nullable=False)
    shared_at: datetime | None = sa.Column(UtcDateTime)
    active_at: datetime = sa.Column(UtcDateTime, nullable=False, index=True)
    is_remembered: bool = sa.Column(sa.Boolean, nullable=False, default=True, server_default=sa.true())
    return_code_hash: str | None = sa.Column(sa.String(64), unique=True)


class PageSession(Base):
    """A browser that talks as a leader; the cookie holds the token, we hold its SHA-256."""

    __tablename__ = "sessions"
    id: int = sa.Column(sa.Integer, primary_key=True)
    token_hash: str = sa.Column(sa.String(64), nullable=False, unique=True)
    leader_id: str = _of("leaders")
    created_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Reflection(Base):
    """One walk round the wheel; starting over begins a new one and keeps the old."""

    __tablename__ = "reflections"
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    started_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Answer(Base):
    """What came of one question in one reflection: answered (see the versions), or passed over."""

    __tablename__ = "answers"
    __table_args__ = (sa.UniqueConstraint("reflection_id", "question_id"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    reflection_id: int = _of("reflections")
    question_id: str = sa.Column(sa.String(60), nullable=False)
    theme: str = sa.Column(sa.String(40), nullable=False)
    skipped_at: datetime | None = sa.Column(UtcDateTime)
    versions: list[AnswerVersion] = relationship("AnswerVersion", order_by="AnswerVersion.id")


class AnswerVersion(Base):
    """An answer's text as it stood from this moment; the newest counts, each is kept."""

    __tablename__ = "answer_versions"
    id: int = sa.Column(sa.Integer, primary_key=True)
    answer_id: int = _of("answers")
    text: str = sa.Column(sa.Text, nullable=False)
    written_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Suggestion(Base):
    """A piece of advice or a case that was shown, why, and what the leader said of it."""

    __tablename__ = "suggestions"
    id: int = sa.Column(sa.Integer, primary_key=True)
    reflection_id: int = _of("reflections")
    kind: str = sa.Column(sa.String(20), nullable=False)
    item_id: str = sa.Column(sa.String(60), nullable=False)
    theme: str | None = sa.Column(sa.String(40))
    because: str = sa.Column(sa.Text, nullable=False)
    verdict: str | None = sa.Column(sa.String(20))
    shown_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Commitment(Base):
    """An action that the leader chose, in her own words, with the day if she named one."""

    __tablename__ = "commitments"
    id: int = sa.Column(sa.Integer, primary_key=True)
    reflection_id: int = _of("reflections")
    theme: str | None = sa.Column(sa.String(40))
    text: str = sa.Column(sa.Text, nullable=False)
    due_on: date | None = sa.Column(sa.Date)
    due_text: str | None = sa.Column(sa.Text)
    made_at: datetime = sa.Column(UtcDateTime, nullable=False)
    reports: list[CommitmentReport] = relationship("CommitmentReport", order_by="CommitmentReport.id")


class CommitmentReport(Base):
    """How the action went: done, partly or not."""

    __tablename__ = "commitment_reports"
    id: int = sa.Column(sa.Integer, primary_key=True)
    commitment_id: int = _of("commitments")
    outcome: str = sa.Column(sa.String(20), nullable=False)
    text: str | None = sa.Column(sa.Text)
    reported_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Assessment(Base):
    """One round through the five statements, or through the readiness check; `kind` tells which."""

    __tablename__ = "assessments"
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    kind: str = sa.Column(sa.String(20), nullable=False)
    started_at: datetime = sa.Column(UtcDateTime, nullable=False)
    points: list[AssessmentPoint] = relationship("AssessmentPoint", order_by="AssessmentPoint.id")


class AssessmentPoint(Base):
    """One statement's 1 to 5, or one readiness point's yes, partly or no with a note."""

    __tablename__ = "assessment_points"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "item_id"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    assessment_id: int = _of("assessments")
    item_id: str = sa.Column(sa.String(60), nullable=False)
    value: str = sa.Column(sa.String(20), nullable=False)
    note: str | None = sa.Column(sa.Text)


class Erasure(Base):
    """An order to delete a conversation from Rasa's log; the row goes with the conversation.

    A final one means that the conversation id is never used again: what a message in flight still writes goes too.
    """

    __tablename__ = "erasures"
    id: int = sa.Column(sa.Integer, primary_key=True)
    sender_id: str = sa.Column(sa.String(255), nullable=False, index=True)
    ordered_at: datetime = sa.Column(UtcDateTime, nullable=False)
    is_final: bool = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())
    counts: str = sa.Column(sa.Text, nullable=False, default="{}", server_default="{}")
