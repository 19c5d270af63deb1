"""Errors in the words of the domain, turned into a reply, a status code or an exit once, at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class LederdialogError(Exception):
    """The root: whatever goes wrong in our own rooms."""


class SettingsError(LederdialogError):
    """A value in the environment or in .env cannot be used."""


class StoreError(LederdialogError):
    """The database did not take or give what was asked."""


class NotSaved(StoreError):
    """What the leader said is not in the database; the dialogue must not move on."""


class UnknownItem(LederdialogError):
    """An id that the catalogue does not hold."""


class AccountRefused(LederdialogError):
    """What was asked of an account cannot be; `code` names the sentence in data/page/console.yml, the text is the operator's."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


class ServiceUnavailable(LederdialogError):
    """Rasa or the action server does not answer, or answers with nothing."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file, for the person who edits it.

    Attributes:
        file: path as the trainer knows it, relative to the project's root.
        line: 1-based line, or 0 where the whole file is meant.
        what: what is wrong, in Danish.
        remedy: what to do about it, in Danish.
    """

    file: Path
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{where}: {self.what} {self.remedy}"


class KnowledgeError(LederdialogError):
    """The knowledge files hold mistakes; `problems` names each with file, line and remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
