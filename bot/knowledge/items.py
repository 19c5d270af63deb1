"""What the assistant knows, kind by kind: the schema of the YAML files under data/knowledge/."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConstrainedStr, Extra

if TYPE_CHECKING:  # once they are checked they are texts like any other
    Text = str
    Id = str
    IntentName = str
else:

    class Text(ConstrainedStr):
        """A text that says something."""

        strip_whitespace = True
        min_length = 1

    class Id(ConstrainedStr):
        """An id: small letters, figures, hyphens."""

        regex = r"^[a-z0-9]+(-[a-z0-9]+)*$"

    class IntentName(ConstrainedStr):
        """The name of an intent: small letters and underscores."""

        regex = r"^[a-z]+(_[a-z]+)*$"


class Item(BaseModel):
    """What every item has. `kind` is the top-level key of its file, `prefix` the beginning of its ids."""

    kind: ClassVar[str]
    prefix: ClassVar[str] = ""
    asks: ClassVar[tuple[str, ...]] = ()  # fields that must hold exactly one question

    id: Id
    title: Text

    class Config:
        extra = Extra.forbid
        frozen = True


class Source(Item):
    """A publication behind the knowledge; its `key` is what the items name as `source`."""

    kind = "sources"
    publisher: Text
    year: int | None = None

    @property
    def citation(self) -> str:
        """How the source is named to a leader: title, publisher, year."""
        parts = [f"«{self.title}»", self.publisher, str(self.year) if self.year else ""]
        return ", ".join(part for part in parts if part)


class Sector(Item):
    """An area of the public sector that a leader can lead."""

    kind = "sectors"
    text: Text


class Theme(Item):
    """One of the wheel's fields."""

    kind = "themes"
    text: Text
    source: Text

    @property
    def button(self) -> dict[str, str]:
        """The button that chooses it: `title` and `payload`."""
        return {"title": self.title, "payload": f'/choose_theme{{"theme": "{self.id}"}}'}


class Sourced(Item):
    """An item that is shown to a leader: its text, its themes and its source."""

    text: Text
    source: Text
    themes: tuple[Text, ...] = ()
    sectors: tuple[Text, ...] = ()
    technologies: tuple[Text, ...] = ()
    situations: tuple[Text, ...] = ()


class Dilemma(Sourced):
    """A dilemma of leading in a digital time."""

    kind = "dilemmas"
    prefix = "dilemma-"


class Wave(Sourced):
    """One of the three digital waves."""

    kind = "waves"
    prefix = "wave-"


class Question(Sourced):
    """A dialogue question; `title` fits after the word "om"."""

    kind = "questions"
    asks = ("text",)
    theme: Text
    lead_in: Text
    explanation: Text


class Deeper(Sourced):
    """A follow-up that the leader can choose after an answer in its theme."""

    kind = "deeper"
    prefix = "deeper-"
    asks = ("text",)
    theme: Text
    explanation: Text


class Statement(Sourced):
    """A statement of the self-assessment, agreed with from 1 to 5."""

    kind = "statements"
    prefix = "statement-"


class Readiness(Sourced):
    """A point of the readiness check: yes, partly or no."""

    kind = "readiness"
    prefix = "readiness-"
    asks = ("text",)
    explanation: Text


class Advice(Sourced):
    """A piece of advice, with the question that turns it back on the leader."""

    kind = "advice"
    prefix = "advice-"
    asks = ("question",)
    question: Text


class Case(Sourced):
    """What happened somewhere, what was done there, what to take from it."""

    kind = "cases"
    prefix = "case-"
    done: Text
    lesson: Text


class Topic(Sourced):
    """A thing to explain when asked."""

    kind = "topics"
    prefix = "topic-"


class Command(Item):
    """Something that a leader can ask for; its id is the intent, its title the button when we guess at it."""

    kind = "commands"
    id: IntentName  # type: ignore[assignment]

    @property
    def button(self) -> dict[str, str]:
        """The button that asks for it: `title` and `payload`."""
        return {"title": self.title, "payload": f"/{self.id}"}


KINDS: dict[str, type[Item]] = {
    model.kind: model
    for model in (
        Source,
        Sector,
        Theme,
        Dilemma,
        Wave,
        Question,
        Deeper,
        Statement,
        Readiness,
        Advice,
        Case,
        Topic,
        Command,
    )
}
