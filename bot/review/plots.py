"""Bars as SVG for a page with a strict Content-Security-Policy: no style, no script, no id; colours come from its CSS.

A plot is for the eye: the table beside it says the same, so its links stay out of the keyboard's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pygal
from pygal.style import Style

from bot.language.numbers import say_number

_TEXT = 14  # units; static/console.css makes sixteen of them one rem
_WIDTH, _UPRIGHT = 704, 300
_ROW, _GAP, _AXIS = 22, 14, 44
_LONGEST_LABEL = 46
_BESIDE = 76  # for what is written at the longest bar
_STYLE = Style(label_font_size=_TEXT, major_label_font_size=_TEXT, value_font_size=_TEXT)
_LINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class Bar:
    """How long a bar is (None: there is none), what is written at it, and where it leads (empty: nowhere)."""

    value: float | None
    text: str = ""
    link: str = ""


@dataclass(frozen=True)
class Series:
    """Bars of one kind, one for each label; the page's legend names them by their place."""

    name: str
    bars: tuple[Bar, ...]


def _is_unused(element: Any) -> bool:
    if not isinstance(element.tag, str):  # a comment
        return True
    kinds = element.get("class", "").split()
    return element.tag.rpartition("}")[2] in ("defs", "title") or "overlay" in kinds or "tooltip-overlay" in kinds


def _bare(root: Any) -> Any:
    """The drawing without what the page's policy forbids and without what only pygal's script would use."""
    for element in [each for each in root.iter() if _is_unused(each)]:
        element.getparent().remove(element)
    for element in root.iter():
        for name in ("id", "style"):
            element.attrib.pop(name, None)
        if link := element.attrib.pop(_LINK, None):
            element.attrib.pop("target", None)
            element.attrib.update({"href": link, "tabindex": "-1"})
    for element in [each for each in root.iter() if each.tag == "desc"]:
        if element.get("class") == "x_label":
            element.tag = "title"  # what a mouse that rests on the bar is told
            element.attrib.clear()
        else:
            element.getparent().remove(element)
    root.attrib.update({"aria-hidden": "true", "focusable": "false"})
    return root


def _values(bars: Sequence[Bar]) -> list[dict[str, Any] | None]:
    return [
        None
        if bar.value is None
        else {"value": bar.value, "formatter": lambda _value, text=bar.text: text}
        | ({"xlink": {"href": bar.link}} if bar.link else {})
        for bar in bars
    ]


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"


@lru_cache(maxsize=64)
def draw_rows(labels: tuple[str, ...], series: tuple[Series, ...], most: float | None = None) -> str:
    """Bars from left to right, each label on a line of its own; `most` is where the axis ends."""
    height = _AXIS + len(labels) * (_ROW * len(series) + _GAP)
    chart = _chart(pygal.HorizontalBar, height, most)
    chart.x_labels = [_short(label) for label in reversed(labels)]  # pygal begins at the bottom
    chart.margin_right = _BESIDE
    chart.print_values, chart.print_values_position = True, "top"
    for each in series:
        chart.add(each.name, _values(each.bars[::-1]))
    return str(chart.render(is_unicode=True))


@lru_cache(maxsize=16)
def draw_weeks(labels: tuple[str, ...], series: Series, axis: tuple[tuple[float, str], ...]) -> str:
    """Upright bars side by side; `axis` gives the heights that are marked, with what is written there."""
    chart = _chart(pygal.Bar, _UPRIGHT, axis[-1][0])
    chart.x_labels = labels
    chart.y_labels = [{"value": value, "label": text} for value, text in axis]
    chart.add(series.name, _values(series.bars))
    return str(chart.render(is_unicode=True))


def _chart(kind: Any, height: int, most: float | None) -> Any:
    chart = kind(
        width=_WIDTH,
        height=height,
        style=_STYLE,
        js=[],
        no_prefix=True,
        disable_xml_declaration=True,
        show_legend=False,
        margin=8,
        max_scale=8,
        truncate_label=-1,
        formatter=say_number,
    )
    if most:
        chart.range = (0, most)
    chart.add_xml_filter(_bare)
    return chart
