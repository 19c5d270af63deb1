"""What changes with another model, in Danish: as sections of plain rows that a terminal and a page both can show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.training.phrases import Phrase
from bot.training.scores import (
    FLOORS,
    NAMES,
    Figures,
    Flip,
    Heard,
    decimal,
    figures,
    flips,
    hijacks,
    intent_scores,
    is_hijacked,
    is_right,
    milliseconds,
    share,
    under_floor,
)

NOT_FOR_TRAINING = (
    "Sætninger fra et prøvesæt måler assistenten. Skriv dem ikke ind i data, heller ikke med andre ord: "
    "så måler de ikke mere."
)
_FLIP_COLUMNS = ("sætning", "betyder", "åbent spørgsmål", "før hørt som", "nu hørt som", "kilde")


@dataclass(frozen=True)
class Contender:
    """One of two models: its name, the size of its package in megabytes, and how it took each phrase."""

    name: str
    megabytes: float
    heard: list[Heard]


@dataclass(frozen=True)
class Section:
    """A heading, sentences under it, and a table; a section without rows has no table."""

    title: str
    text: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two models that heard the same phrases, the held-out ones first.

    Attributes:
        heldout: phrases that the figures and the floors are about.
        reviewed: phrases of real talks whose meaning a person has settled.
        before, after: the model that is live (or another one to compare with), and the new one.
    """

    heldout: list[Phrase]
    reviewed: list[Phrase]
    before: Contender
    after: Contender

    @property
    def phrases(self) -> list[Phrase]:
        """All of them."""
        return [*self.heldout, *self.reviewed]

    @cached_property
    def flips(self) -> tuple[list[Flip], list[Flip]]:
        """No longer understood, and now understood."""
        return flips(self.phrases, self.before.heard, self.after.heard)

    def figures_of(self, contender: Contender) -> Figures | None:
        """On the held-out phrases; None where there are none."""
        pairs = list(zip(self.heldout, contender.heard, strict=False))
        return figures(pairs) if pairs else None

    def sections(self) -> list[Section]:
        """The whole report."""
        return [
            self._in_short(),
            self._figures(),
            self._hijacks(),
            self._flipped("Ikke længere forstået", self.flips[0]),
            self._flipped("Nu forstået", self.flips[1]),
            self._intents(),
            self._sources(),
        ]

    def _in_short(self) -> Section:
        worse, better = map(len, self.flips)
        text = (
            f"{self.after.name} er holdt op mod {self.before.name} på {len(self.phrases)} sætninger: {better} bliver nu "
            f"forstået og blev det ikke før; {worse} blev forstået og bliver det ikke mere. "
        )
        reached = self.figures_of(self.after)
        if reached is None:
            text += "Prøvesætningerne (tests/nlu/heldout*.yml) mangler her, så modellen kan ikke holdes op mod gulvet."
        elif missed := under_floor(reached):
            text += f"Den kan ikke tages i brug: under gulvet er {', '.join(NAMES[name] for name in missed)}."
        else:
            text += f"Alle tal er over gulvet. Sæt den i drift med: python -m bot use {self.after.name}"
        return Section("Kort fortalt", text)

    def _figures(self) -> Section:
        rows = []
        before, after = self.figures_of(self.before), self.figures_of(self.after)
        if before and after:
            old, new, floors = asdict(before), asdict(after), asdict(FLOORS)
            rows = [
                (label, decimal(old[name]), decimal(new[name]), _change(old[name], new[name]), decimal(floors[name]))
                for name, label in NAMES.items()
            ]
        spent = milliseconds(self.before.heard), milliseconds(self.after.heard)
        sizes = self.before.megabytes, self.after.megabytes
        for label, (old_number, new_number) in {"millisekunder pr. besked": spent, "megabyte": sizes}.items():
            numbers = decimal(old_number, 1), decimal(new_number, 1)
            rows.append((label, *numbers, decimal(new_number - old_number, 1), "–"))
        text = "1,000 er alt. Tallene er fra prøvesættene; tiden er medianen, målt på begge modeller i samme omgang."
        return Section("Tal", text, ("", "før", "nu", "ændring", "gulv"), tuple(rows))

    def _hijacks(self) -> Section:
        found = hijacks(self.phrases, self.before.heard, self.after.heard)
        rows = tuple(
            (
                flip.phrase.text,
                flip.after.intent,
                "ja" if is_hijacked(flip.phrase, flip.before) else "nej, det er nyt",
                flip.phrase.source,
            )
            for flip in found
        )
        text = "En leder svarede, og assistenten ville gøre noget andet." if rows else "Ingen."
        columns = ("svar", "taget for", "også før", "kilde")
        return Section(f"Svar, der bliver taget for en kommando ({len(rows)})", text, columns, rows)

    @staticmethod
    def _flipped(title: str, found: list[Flip]) -> Section:
        rows = tuple(
            (
                flip.phrase.text,
                flip.phrase.intent,
                "ja" if flip.phrase.open_question else "nej",
                flip.before.intent,
                flip.after.intent,
                flip.phrase.source,
            )
            for flip in found
        )
        text = NOT_FOR_TRAINING if rows else "Ingen."
        return Section(f"{title} ({len(rows)})", text, _FLIP_COLUMNS, rows)

    def _intents(self) -> Section:
        rows = tuple(
            (row.intent, str(row.count), decimal(row.before), decimal(row.after), _change(row.before, row.after))
            for row in intent_scores(self.phrases, self.before.heard, self.after.heard)
        )
        text = "F1: både hvor mange den finder, og hvor tit den har ret. Den, der er gået mest tilbage, står først."
        return Section("Hensigt for hensigt", text, ("hensigt", "sætninger", "F1 før", "F1 nu", "ændring"), rows)

    def _sources(self) -> Section:
        rows = []
        for source in dict.fromkeys(phrase.source for phrase in self.phrases):
            places = [place for place, phrase in enumerate(self.phrases) if phrase.source == source]
            shares = [
                share(is_right(self.phrases[place], each.heard[place]) for place in places)
                for each in (self.before, self.after)
            ]
            rows.append((source, str(len(places)), *map(decimal, shares), _change(*shares)))
        return Section(
            "Kilde for kilde", "", ("kilde", "sætninger", "forstået før", "forstået nu", "ændring"), tuple(rows)
        )


def _change(before: float, after: float) -> str:
    difference = round(after, 3) - round(before, 3)  # as whoever reads both figures would reckon it
    if round(difference, 3) == 0:
        return "uændret"
    return f"{'bedre' if difference > 0 else 'dårligere'} {'+' if difference > 0 else '−'}{decimal(abs(difference))}"


def as_html(comparison: Comparison, written: str) -> str:
    """The report as one file that needs nothing else; `written` says when, in Danish."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = pages.get_template("report.html")
    return template.render(comparison=comparison, sections=comparison.sections(), written=written)
