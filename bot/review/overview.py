"""What many leaders' conversations have in common, as figures. Pure: counts in, figures out; no figure is about one person.

A number over fewer than `FEWEST` leaders is withheld, zero too. So is a number that would give such a one away: where the
rest of a whole is between one and four leaders, the smallest part that is shown becomes "at least so many".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.knowledge.catalogue import Advice, Case, Catalogue, Deeper, Question, Theme

FEWEST = 5
WEEKS = 26  # the newest half year
_OUTCOMES = ("done", "partly", "not", "open")
Counted = Mapping[str, Mapping[str, tuple[int, int]]]  # see bot.store.talks.count_facets


@dataclass(frozen=True)
class Cell:
    """One number of a figure.

    Attributes:
        value: a number of leaders or actions, or a share from 0 to 1; None when it is withheld.
        is_least: it may be more: the exact number is withheld.
        query: the list's filter for exactly these leaders; empty when the number is not exact.
    """

    value: float | None = None
    is_least: bool = False
    query: str = ""


@dataclass(frozen=True)
class Row:
    """The numbers of one theme, question, suggestion, outcome or week; `key` is its id."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Figure:
    """A table that can be drawn.

    Attributes:
        name: key of its wording.
        columns: keys of its columns' wording; a column "share" holds shares.
        rows: in the catalogue's order, or in time.
        drawn: places of the columns that a plot shows.
        of: how many leaders the plot's axis ends with; None for as many as there are.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    drawn: tuple[int, ...] = (0,)
    of: int | None = None


def guard(parts: Mapping[str, int], whole: int) -> dict[str, Cell]:
    """Parts of a whole such that none over fewer than five leaders is shown, nor can be taken away from the whole.

    Args:
        parts: key → leaders; nobody is in two of them, and some of the whole may be in none.
        whole: how many leaders there are in all, which the reader is taken to know.
    """
    shown = {key: count for key, count in parts.items() if count >= FEWEST}
    cells = {key: Cell(shown.get(key)) for key in parts}
    if shown and 0 < whole - sum(shown.values()) < FEWEST:
        smallest = min(shown, key=lambda key: shown[key])
        left = whole - sum(shown.values()) + shown[smallest]
        cells[smallest] = Cell(max(FEWEST, left - FEWEST + 1), is_least=True)
    return cells


def _linked(cell: Cell, name: str, key: str) -> Cell:
    is_exact = cell.value is not None and not cell.is_least
    return replace(cell, query=f"{name}={key}") if is_exact else cell


class _Counts:
    """How many leaders, and how often, by kind and key."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self.all = self.leaders("", "")

    def leaders(self, kind: str, key: str) -> int:
        return self._counted.get(kind, {}).get(key, (0, 0))[0]

    def times(self, kind: str, key: str) -> int:
        return self._counted.get(kind, {}).get(key, (0, 0))[1]

    def keys(self, kind: str) -> list[str]:
        return sorted(self._counted.get(kind, {}))

    def cell(self, kind: str, key: str, name: str) -> Cell:
        """How many of all leaders."""
        return _linked(guard({key: self.leaders(kind, key)}, self.all)[key], name, key)

    def within(self, kinds: Sequence[str], key: str, outer: str, outer_cell: Cell) -> list[Cell]:
        """How many of those for whom the outer kind holds; of all where that number itself is not exact."""
        whole = self.leaders(outer, key) if outer_cell.query else self.all
        cells = guard({kind: self.leaders(kind, key) for kind in kinds}, whole)
        return [_linked(cells[kind], kind, key) for kind in kinds]


def _wheel(counts: _Counts, known: Catalogue) -> Figure:
    rows = []
    for theme in known.of(Theme):
        begun = counts.cell("begun", theme.id, "begun")
        rows.append(Row(theme.id, (begun, *counts.within(["finished"], theme.id, "begun", begun))))
    return Figure("wheel", ("begun", "finished"), tuple(rows), (0, 1), counts.all)


def _by_question(cells: Mapping[str, Cell], known: Catalogue) -> tuple[Row, ...]:
    """All questions of the wheel; deeper ones, and those that are gone from it, only where there is something to show."""
    wheel = [item.id for item in known.of(Question)]
    others = [*(item.id for item in known.of(Deeper)), *cells]
    more = [key for key in dict.fromkeys(others) if key not in wheel and cells.get(key, Cell()).value is not None]
    return tuple(Row(key, (cells.get(key, Cell()),)) for key in (*wheel, *more))


def _stopped(counts: _Counts, known: Catalogue) -> Figure:
    parts = guard({key: counts.leaders("stopped", key) for key in counts.keys("stopped")}, counts.all)
    cells = {key: _linked(cell, "stopped", key) for key, cell in parts.items()}
    return Figure("stopped", ("leaders",), _by_question(cells, known))


def _dwelt(counts: _Counts, known: Catalogue) -> Figure:
    cells = {key: counts.cell("dwelt", key, "dwelt") for key in counts.keys("dwelt")}
    return Figure("dwelt", ("leaders",), _by_question(cells, known))


def _suggestions(counts: _Counts, known: Catalogue) -> Figure:
    rows = []
    for item in (*known.of(Advice), *known.of(Case)):
        shown = counts.cell("shown", item.id, "shown")
        rows.append(Row(item.id, (shown, *counts.within(["kept", "rejected"], item.id, "shown", shown))))
    return Figure("suggestions", ("shown", "kept", "rejected"), tuple(rows), (0, 1, 2))


def _weeks(written: Iterable[str]) -> list[str]:
    """The newest weeks up to the last one in which somebody wrote, also those in which nobody did."""
    days = sorted(date.fromisocalendar(int(week[:4]), int(week[6:]), 1) for week in written)
    if not days:
        return []
    first = max(days[0], days[-1] - timedelta(weeks=WEEKS - 1))
    mondays = [first + timedelta(weeks=place) for place in range((days[-1] - first).days // 7 + 1)]
    return [f"{monday.isocalendar().year}-W{monday.isocalendar().week:02}" for monday in mondays]


def _unclear(counts: _Counts, _known: Catalogue) -> Figure:
    rows = []
    for week in _weeks(counts.keys("turns")):
        wrote = counts.cell("turns", week, "week")
        share = Cell()
        if wrote.value is not None:  # in whole percent: nobody counts messages back from it
            share = Cell(round(counts.times("unclear", week) / counts.times("turns", week), 2))
        rows.append(Row(week, (wrote, share)))
    return Figure("unclear", ("wrote", "share"), tuple(rows), (1,))


def _returned(counts: _Counts, _known: Catalogue) -> Figure:
    cell = counts.cell("returned", "yes", "returned")
    cell = replace(cell, query="returned=1") if cell.query else cell
    return Figure("returned", ("leaders",), (Row("yes", (cell,)),), of=counts.all)


def _outcomes(counts: _Counts, _known: Catalogue) -> Figure:
    rows = []
    for key in _OUTCOMES:
        leaders = counts.cell("outcome", key, "outcome")
        times = Cell() if leaders.value is None else Cell(counts.times("outcome", key))
        rows.append(Row(key, (leaders, times)))
    return Figure("outcomes", ("leaders", "actions"), tuple(rows))


def overview(counted: Counted, known: Catalogue) -> tuple[int, tuple[Figure, ...]]:
    """How many leaders share, and the figures; none when they are fewer than five.

    Args:
        counted: see `bot.store.talks.count_facets`.
        known: the catalogue, for what there is to count and in which order.
    """
    counts = _Counts(counted)
    if counts.all < FEWEST:
        return counts.all, ()
    made = (_wheel, _stopped, _dwelt, _suggestions, _outcomes, _returned, _unclear)
    return counts.all, tuple(make(counts, known) for make in made)
