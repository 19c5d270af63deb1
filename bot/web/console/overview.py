"""What shared conversations have in common: figures with a plot and a table each, leading to the list."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.knowledge.catalogue import catalogue
from bot.language.numbers import say_number, say_share
from bot.review.overview import FEWEST, Cell, Figure, Row, overview
from bot.review.plots import Bar, Series, draw_rows, draw_weeks
from bot.store.database import store
from bot.store.talk_lists import count_facets
from bot.web.console.guard import COACH, TRAINER, allow
from bot.web.console.pages import page, title_of, words

_SHARE, _WEEKS = "share", "unclear"


@dataclass(frozen=True)
class _Shown:
    """A figure as the page shows it: its plot (empty when all is withheld), and rows of a title and cells."""

    name: str
    columns: tuple[str, ...]
    drawn: tuple[int, ...]
    plot: Markup
    rows: list[tuple[str, list[tuple[str, str]]]]


def _say(cell: Cell, column: str) -> str:
    says = words()["overview"]
    if cell.value is None:
        return str(says["withheld"].format(fewest=FEWEST))
    text = say_share(cell.value) if column == _SHARE else say_number(cell.value)
    return str(says["least"].format(count=text)) if cell.is_least else text


def _title(figure: Figure, row: Row) -> str:
    says = words()["overview"]
    if figure.name == _WEEKS:
        return str(says["week"].format(week=int(row.key[6:]), year=row.key[:4]))
    own = {"outcomes": words()["outcomes"], "returned": says["rows"]}.get(figure.name, {})
    return own[row.key][:1].upper() + own[row.key][1:] if own else title_of(row.key)


def _link(row: Row) -> str:
    query = next((cell.query for cell in row.cells if cell.query), "")
    return f"/coach?{query}" if query else ""


def _share_axis(bars: tuple[Bar, ...]) -> tuple[tuple[float, str], ...]:
    highest = max((bar.value or 0 for bar in bars), default=0)
    step = next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if highest <= 5 * step), 0.2)
    return tuple((step * place, say_share(step * place)) for place in range(6))


def _plot(figure: Figure) -> Markup:
    """The plot, drawn anew only when a number has changed."""
    headers = words()["overview"]["columns"]
    is_weeks = figure.name == _WEEKS
    rows = [row for row in figure.rows if is_weeks or row.cells[0].value is not None]
    if all(row.cells[0].value is None for row in rows):
        return Markup()
    series = tuple(
        Series(
            headers[figure.columns[place]],
            tuple(
                Bar(
                    row.cells[place].value,
                    _say(row.cells[place], figure.columns[place]),
                    _link(row) if is_weeks else f"/coach?{query}" if (query := row.cells[place].query) else "",
                )
                for row in rows
            ),
        )
        for place in figure.drawn
    )
    if is_weeks:
        weeks = tuple(str(int(row.key[6:])) for row in rows)
        return Markup(draw_weeks(weeks, series[0], _share_axis(series[0].bars)))
    return Markup(draw_rows(tuple(_title(figure, row) for row in rows), series, figure.of))


def _shown(figure: Figure) -> _Shown:
    rows = [
        (
            _title(figure, row),
            [(_say(cell, column), cell.query) for cell, column in zip(row.cells, figure.columns, strict=True)],
        )
        for row in figure.rows
    ]
    return _Shown(figure.name, figure.columns, figure.drawn, _plot(figure), rows)


@allow(COACH, TRAINER)
def show(request: Request) -> Response:
    """All figures."""
    leaders, figures = overview(count_facets(store()), catalogue())
    return page(
        request,
        "overview.html",
        leaders=leaders,
        fewest=FEWEST,
        say_number=say_number,
        figures=[_shown(figure) for figure in figures],
    )


routes = [Route("/coach/overview", show, methods=["GET"])]
