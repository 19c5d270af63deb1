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
    `sign` is what a coach knows her by, given when she shares for the first time. `talk_version` counts how often the brief of
    her conversation was kept or taken out, see `bot.store.talks.save_talk`.
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
    sign: str | None = sa.Column(sa.String(16), unique=True, index=True)
    talk_version: int = sa.Column(sa.Integer, nullable=False, default=0, server_default="0")


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


# --- The console: who reads what leaders share, and what they write about it ------------------------------------------


class Account(Base):
    """One who logs in to the console: a coach, a trainer or an admin, by password or through a directory.

    `subject` is her name in the directory; `must_change`: the password came from an admin and opens nothing but its change.
    """

    __tablename__ = "accounts"
    id: int = sa.Column(sa.Integer, primary_key=True)
    name: str = sa.Column(sa.String(80), nullable=False, unique=True)
    role: str = sa.Column(sa.String(20), nullable=False)
    password_hash: str | None = sa.Column(sa.String(255))
    subject: str | None = sa.Column(sa.String(255), unique=True)
    created_at: datetime = sa.Column(UtcDateTime, nullable=False)
    seen_at: datetime | None = sa.Column(UtcDateTime)
    closed_at: datetime | None = sa.Column(UtcDateTime)
    failures: int = sa.Column(sa.Integer, nullable=False, default=0, server_default="0")
    locked_until: datetime | None = sa.Column(UtcDateTime)
    must_change: bool = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())


class AccountSession(Base):
    """A browser in which somebody is logged in to the console; the cookie holds the token, we hold its SHA-256."""

    __tablename__ = "account_sessions"
    id: int = sa.Column(sa.Integer, primary_key=True)
    token_hash: str = sa.Column(sa.String(64), nullable=False, unique=True)
    account_id: int = _of("accounts")
    created_at: datetime = sa.Column(UtcDateTime, nullable=False)
    seen_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Access(Base):
    """One look at a leader's conversation, or one export of it; outlives the leader without naming her."""

    __tablename__ = "accesses"
    id: int = sa.Column(sa.Integer, primary_key=True)
    at: datetime = sa.Column(UtcDateTime, nullable=False, index=True)
    account_id: int | None = sa.Column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    account_name: str = sa.Column(sa.String(80), nullable=False)
    role: str = sa.Column(sa.String(20), nullable=False)
    leader_id: str | None = sa.Column(sa.ForeignKey("leaders.id", ondelete="SET NULL"), index=True)
    what: str = sa.Column(sa.String(20), nullable=False)


class Talk(Base):
    """A shared conversation in brief, read from Rasa's log; there is none for a leader who does not share.

    `event_id` is the newest event that was read, `words` the stems of what the leader wrote, for the search.
    """

    __tablename__ = "talks"
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = sa.Column(sa.ForeignKey("leaders.id", ondelete="CASCADE"), nullable=False, unique=True)
    event_id: int = sa.Column(sa.Integer, nullable=False, index=True)
    first_at: datetime = sa.Column(UtcDateTime, nullable=False)
    last_at: datetime = sa.Column(UtcDateTime, nullable=False, index=True)
    theme: str | None = sa.Column(sa.String(40))
    sector: str | None = sa.Column(sa.String(40), index=True)
    sittings: int = sa.Column(sa.Integer, nullable=False)
    messages: int = sa.Column(sa.Integer, nullable=False, index=True)
    unclear: int = sa.Column(sa.Integer, nullable=False, index=True)
    open_actions: int = sa.Column(sa.Integer, nullable=False, index=True)
    words: str = sa.Column(sa.Text, nullable=False)


class TalkFacet(Base):
    """One thing that is so of a shared conversation, and how often: what filters ask for and the overview counts."""

    __tablename__ = "talk_facets"
    __table_args__ = (sa.Index("ix_talk_facets_kind", "kind", "key", "count", "talk_id"),)
    talk_id: int = sa.Column(sa.ForeignKey("talks.id", ondelete="CASCADE"), primary_key=True)
    kind: str = sa.Column(sa.String(20), primary_key=True)
    key: str = sa.Column(sa.String(60), primary_key=True)
    count: int = sa.Column(sa.Integer, nullable=False)


class UnclearTurn(Base):
    """A leader's message from a shared conversation that was not understood, hardly so, or flagged.

    `flags` is a JSON list of what coaches flagged: kind, and the assistant's words if those are meant.
    """

    __tablename__ = "unclear_turns"
    __table_args__ = (sa.UniqueConstraint("leader_id", "event_id"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    event_id: int = sa.Column(sa.Integer, nullable=False)
    at: datetime = sa.Column(UtcDateTime, nullable=False)
    text: str = sa.Column(sa.Text, nullable=False)
    question_id: str | None = sa.Column(sa.String(60))
    intent: str = sa.Column(sa.String(60), nullable=False)
    confidence: float = sa.Column(sa.Float, nullable=False)
    guesses: str = sa.Column(sa.Text, nullable=False)
    reason: str = sa.Column(sa.String(20), nullable=False)
    flags: str = sa.Column(sa.Text, nullable=False, default="[]", server_default="[]")


class Verdict(Base):
    """What a trainer says that an unclear message means: an intent, or None when it is set aside."""

    __tablename__ = "verdicts"
    __table_args__ = (sa.UniqueConstraint("turn_id", "account_id"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    turn_id: int = _of("unclear_turns")
    account_id: int = _of("accounts")
    intent: str | None = sa.Column(sa.String(60))
    entities: str = sa.Column(sa.Text, nullable=False, default="[]", server_default="[]")
    decided_at: datetime = sa.Column(UtcDateTime, nullable=False)
    harvested_at: datetime | None = sa.Column(UtcDateTime)


class Note(Base):
    """A coach's note on a conversation, or on one message of it."""

    __tablename__ = "notes"
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    event_id: int | None = sa.Column(sa.Integer)
    account_id: int = _of("accounts")
    text: str = sa.Column(sa.Text, nullable=False)
    written_at: datetime = sa.Column(UtcDateTime, nullable=False)
    removed_at: datetime | None = sa.Column(UtcDateTime)


class Tag(Base):
    """A word that a coach has put on a conversation."""

    __tablename__ = "tags"
    __table_args__ = (sa.UniqueConstraint("leader_id", "name"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    account_id: int = _of("accounts")
    name: str = sa.Column(sa.String(40), nullable=False, index=True)
    put_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Flag(Base):
    """A message that a coach wants a trainer to look at, and why: misunderstood, poor_suggestion or poor_wording."""

    __tablename__ = "flags"
    __table_args__ = (sa.UniqueConstraint("leader_id", "event_id", "kind"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    event_id: int = sa.Column(sa.Integer, nullable=False)
    account_id: int = _of("accounts")
    kind: str = sa.Column(sa.String(20), nullable=False)
    put_at: datetime = sa.Column(UtcDateTime, nullable=False)


class Review(Base):
    """How far an account has come with a conversation: the newest message that it has seen, and has gone through."""

    __tablename__ = "reviews"
    __table_args__ = (sa.UniqueConstraint("account_id", "leader_id"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    account_id: int = _of("accounts")
    seen_event_id: int = sa.Column(sa.Integer, nullable=False)
    reviewed_event_id: int | None = sa.Column(sa.Integer)
    reviewed_at: datetime | None = sa.Column(UtcDateTime)


class Letter(Base):
    """A message from a coach to a leader, and what she says to it: `answer`, or `declined_at` for no thanks.

    `reply_seen_at`: when a coach first saw that; `recalled_at`: when its author took it back, before the leader saw it.
    """

    __tablename__ = "letters"
    id: int = sa.Column(sa.Integer, primary_key=True)
    leader_id: str = _of("leaders")
    account_id: int = _of("accounts")
    text: str = sa.Column(sa.Text, nullable=False)
    sent_at: datetime = sa.Column(UtcDateTime, nullable=False)
    shown_at: datetime | None = sa.Column(UtcDateTime)
    answer: str | None = sa.Column(sa.Text)
    answered_at: datetime | None = sa.Column(UtcDateTime)
    declined_at: datetime | None = sa.Column(UtcDateTime)
    reply_seen_at: datetime | None = sa.Column(UtcDateTime)
    recalled_at: datetime | None = sa.Column(UtcDateTime)


class SavedSearch(Base):
    """A filter that an account has given a name."""

    __tablename__ = "saved_searches"
    __table_args__ = (sa.UniqueConstraint("account_id", "name"),)
    id: int = sa.Column(sa.Integer, primary_key=True)
    account_id: int = _of("accounts")
    name: str = sa.Column(sa.String(60), nullable=False)
    query: str = sa.Column(sa.Text, nullable=False)
