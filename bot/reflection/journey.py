"""Which question comes next, which came before, and how far the leader has come. Pure: no wording, no storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ThemeProgress:
    """How many of a theme's dialogue questions are answered and passed over, out of how many."""

    theme: str
    answered: int
    skipped: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether each question of the theme has been met."""
        return self.answered + self.skipped == self.total

    @property
    def is_begun(self) -> bool:
        """Whether any question of the theme has been met."""
        return self.answered + self.skipped > 0


@dataclass(frozen=True)
class Journey:
    """The wheel's questions and what has become of each in this reflection.

    Attributes:
        questions: theme id → its dialogue questions, both in the order in which they are asked.
        answered: ids of answered questions, deeper ones too.
        skipped: ids of questions that were passed over.
    """

    questions: Mapping[str, Sequence[str]]
    answered: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def next_question(self, theme: str) -> str | None:
        """The theme's first question that is neither answered nor passed over; None when there is none."""
        met = self.answered | self.skipped
        return next((question for question in self.questions[theme] if question not in met), None)

    def previous_question(self, theme: str, current: str | None) -> str | None:
        """The question met before `current` (or the theme's last one met); None at the beginning."""
        order = list(self.questions[theme])
        before = order[: order.index(current)] if current in order else order
        met = self.answered | self.skipped
        return next((question for question in reversed(before) if question in met), None)

    def progress(self) -> list[ThemeProgress]:
        """The progress of every theme, in the wheel's order."""
        return [
            ThemeProgress(
                theme,
                sum(question in self.answered for question in order),
                sum(question in self.skipped for question in order),
                len(order),
            )
            for theme, order in self.questions.items()
        ]

    def pick_theme(self) -> str:
        """A theme for the leader who leaves the choice to us: one begun, else the first untouched, else the first."""
        unfinished = [part for part in self.progress() if not part.is_done]
        begun = [part for part in unfinished if part.is_begun]
        return (begun or unfinished or self.progress())[0].theme

    @property
    def is_complete(self) -> bool:
        """Whether every question of the wheel has been met."""
        return all(part.is_done for part in self.progress())
