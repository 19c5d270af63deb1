"""The overview's figures: counted right, and none that is about fewer than five leaders."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from bot.knowledge.catalogue import Advice, Case, Question, Theme, catalogue
from bot.review.overview import FEWEST, WEEKS, Cell, Figure, guard, overview

QUESTIONS = [item.id for item in catalogue().of(Question)]
HIDDEN = Cell()
Counts = dict[str, dict[str, tuple[int, int]]]


def figures(leaders: int, **kinds: dict[str, tuple[int, int] | int]) -> dict[str, Figure]:
    """The figures by name; a bare number of leaders stands for as many times."""
    counted: Counts = {
        kind: {key: each if isinstance(each, tuple) else (each, each) for key, each in keys.items()}
        for kind, keys in kinds.items()
    }
    _, made = overview(counted | {"": {"": (leaders, leaders)}}, catalogue())
    return {figure.name: figure for figure in made}


def cells(figure: Figure) -> dict[str, tuple[Cell, ...]]:
    """Its numbers by row."""
    return {row.key: row.cells for row in figure.rows}


# --- What is counted ----------------------------------------------------------------------------------------------------


def test_the_wheel_counts_begun_and_finished_for_each_theme_in_its_order() -> None:
    """A number leads to exactly the conversations that it counts."""
    wheel = figures(40, begun={"mindset": (30, 70), "employees": 12}, finished={"mindset": 9})["wheel"]
    assert [row.key for row in wheel.rows] == [theme.id for theme in catalogue().of(Theme)]
    assert cells(wheel)["mindset"] == (Cell(30, query="begun=mindset"), Cell(9, query="finished=mindset"))
    assert cells(wheel)["employees"] == (Cell(12, query="begun=employees"), HIDDEN)
    assert cells(wheel)["organisation"] == (HIDDEN, HIDDEN)


def test_questions_stand_in_the_wheels_order_and_deeper_ones_after_them() -> None:
    """Not by size: the overview is no ranking. A question that a trainer has taken away is still counted."""
    more = {"deeper-five-years": 8, "gone-since": 6, "deeper-old-systems": 2}
    for kind, name in (("stopped", "stopped"), ("dwelt", "dwelt")):
        figure = figures(90, **{kind: {QUESTIONS[3]: 7, QUESTIONS[9]: 20, **more}})[name]
        assert [row.key for row in figure.rows] == [*QUESTIONS, "deeper-five-years", "gone-since"]
        assert cells(figure)[QUESTIONS[9]] == (Cell(20, query=f"{kind}={QUESTIONS[9]}"),)
        assert cells(figure)[QUESTIONS[0]] == (HIDDEN,)


def test_suggestions_count_shown_kept_and_rejected() -> None:
    """Every piece of advice and every case has a row."""
    counted = {"shown": {"advice-02": 30}, "kept": {"advice-02": 14}, "rejected": {"advice-02": 7}}
    figure = figures(50, **counted)["suggestions"]
    assert [row.key for row in figure.rows] == [item.id for item in (*catalogue().of(Advice), *catalogue().of(Case))]
    expected = tuple(
        Cell(count[0] if isinstance(count, tuple) else count, query=f"{kind}=advice-02")
        for kind, keys in counted.items()
        for count in keys.values()
    )
    assert cells(figure)["advice-02"] == expected


def test_actions_count_leaders_and_actions() -> None:
    """A leader may have several."""
    outcomes = cells(figures(50, outcome={"done": (12, 19), "open": (31, 44), "not": (4, 9)})["outcomes"])
    assert list(outcomes) == ["done", "partly", "not", "open"]
    assert outcomes["done"] == (Cell(12, query="outcome=done"), Cell(19))
    assert outcomes["open"] == (Cell(31, query="outcome=open"), Cell(44))
    assert outcomes["not"] == outcomes["partly"] == (HIDDEN, HIDDEN)


def test_returns_count_leaders_however_often_they_came() -> None:
    """The list's filter is called `returned`."""
    assert cells(figures(50, returned={"yes": (20, 55)})["returned"]) == {"yes": (Cell(20, query="returned=1"),)}


def test_weeks_follow_one_another_across_a_new_year() -> None:
    """A week in which nobody wrote is there, too; the share is of the week's messages."""
    figure = figures(50, turns={"2026-W52": (8, 200), "2027-W01": (9, 300)}, unclear={"2027-W01": (2, 10)})["unclear"]
    assert [row.key for row in figure.rows] == ["2026-W52", "2026-W53", "2027-W01"]
    assert cells(figure)["2026-W52"] == (Cell(8, query="week=2026-W52"), Cell(0.0))
    assert cells(figure)["2026-W53"] == (HIDDEN, HIDDEN)
    assert cells(figure)["2027-W01"] == (Cell(9, query="week=2027-W01"), Cell(0.03))


def test_weeks_go_back_half_a_year() -> None:
    """Whatever came before is left out."""
    figure = figures(50, turns={"2025-W01": 20, "2026-W20": 20})["unclear"]
    assert len(figure.rows) == WEEKS
    assert figure.rows[-1].key == "2026-W20"


def test_nobody_has_written_yet() -> None:
    """No week, no mistake."""
    assert figures(FEWEST)["unclear"].rows == ()


# --- What is withheld ---------------------------------------------------------------------------------------------------


def test_fewer_than_five_leaders_give_no_figure_at_all() -> None:
    """The page then says when there will be some."""
    counted: Counts = {"": {"": (4, 4)}, "begun": {"mindset": (4, 9)}}
    assert overview(counted, catalogue()) == (4, ())
    assert overview({"": {"": (0, 0)}}, catalogue()) == (0, ())


def test_a_number_over_fewer_than_five_is_withheld_and_leads_nowhere() -> None:
    """Zero, too: else what is withheld would be known to be some."""
    assert guard({"a": 0, "b": 1, "c": 4, "d": 5}, 100) == {"a": HIDDEN, "b": HIDDEN, "c": HIDDEN, "d": Cell(5)}


def test_the_rest_of_a_whole_cannot_be_taken_away_from_it() -> None:
    """Twenty leaders, three parts, one of two leaders: the next smallest is told as a lower bound only."""
    assert guard({"a": 12, "b": 6, "c": 2}, 20) == {"a": Cell(12), "b": Cell(5, is_least=True), "c": HIDDEN}
    assert guard({"a": 28}, 30) == {"a": Cell(26, is_least=True)}
    assert guard({"a": 30}, 30) == {"a": Cell(30)}
    assert guard({"a": 25}, 30) == {"a": Cell(25)}


def test_a_row_that_is_no_row_of_the_page_still_counts_as_part_of_the_whole() -> None:
    """Three leaders stopped at a deeper question whose row is left out."""
    stopped = cells(figures(20, stopped={QUESTIONS[0]: 9, QUESTIONS[1]: 8, "deeper-five-years": 3})["stopped"])
    assert stopped[QUESTIONS[0]] == (Cell(9, query=f"stopped={QUESTIONS[0]}"),)
    assert stopped[QUESTIONS[1]] == (Cell(7, is_least=True),)


def test_numbers_that_lie_within_one_another_do_not_give_the_difference_away() -> None:
    """Of 20 who began 18 finished: two did not. Of 30 leaders 28 began: two did not, whatever came of it."""
    wheel = cells(
        figures(30, begun={"mindset": 20, "employees": 28}, finished={"mindset": 18, "employees": 28})["wheel"]
    )
    assert wheel["mindset"] == (Cell(20, query="begun=mindset"), Cell(16, is_least=True))
    assert wheel["employees"] == (Cell(26, is_least=True), Cell(26, is_least=True))
    shown = cells(
        figures(90, shown={"advice-02": 20}, kept={"advice-02": 10}, rejected={"advice-02": 8})["suggestions"]
    )
    assert shown["advice-02"] == (
        Cell(20, query="shown=advice-02"),
        Cell(10, query="kept=advice-02"),
        Cell(6, is_least=True),
    )


def _wholes() -> Iterator[tuple[tuple[int, ...], int]]:
    for parts in itertools.product(range(8), repeat=3):
        for rest in range(7):
            if (whole := sum(parts) + rest) >= FEWEST:
                yield parts, whole


def _fits(cell: Cell, count: int) -> bool:
    if cell.value is None:
        return count < FEWEST
    return count >= cell.value if cell.is_least else count == cell.value


@pytest.mark.parametrize("place", range(3))
def test_no_small_part_can_be_worked_out_from_what_is_shown(place: int) -> None:
    """Whoever knows the whole and all shown parts is left with several numbers that a part of 1 to 4 might be."""
    for parts, whole in _wholes():
        if not 0 < parts[place] < FEWEST:
            continue
        shown = list(guard(dict(zip("abc", parts, strict=True)), whole).values())
        known = sum(int(cell.value) for cell in shown if cell.value is not None and not cell.is_least)
        unknown = [cell for cell in shown if cell.value is None or cell.is_least]
        possible = set()
        for guess in itertools.product(range(whole - known + 1), repeat=len(unknown)):
            if sum(guess) <= whole - known and all(map(_fits, unknown, guess)):
                possible.add(guess[unknown.index(shown[place])])
        assert len(possible) > 1, (parts, whole, shown)


def test_a_lower_bound_is_never_too_high() -> None:
    """ "At least" is true."""
    for parts, whole in _wholes():
        cells_of = guard(dict(zip("abc", parts, strict=True)), whole)
        assert all(_fits(cell, count) for cell, count in zip(cells_of.values(), parts, strict=True))
