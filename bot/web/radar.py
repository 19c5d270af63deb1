"""The self-assessment as a small SVG radar. Pure: values in, markup out; colours are the stylesheet's.

It shows the leader's own figures side by side: nothing is added up, and nobody else is in the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

HIGHEST = 5
_WIDTH, _HEIGHT = 400, 300
_CENTRE_X, _CENTRE_Y, _RADIUS = 200.0, 158.0, 94.0
_LABEL_GAP, _LABEL_LETTERS, _LINE_HEIGHT = 12, 12, 17


@dataclass(frozen=True)
class Axis:
    """A statement: its title, the newest value and the one before, 1 to 5 or None where she gave none."""

    title: str
    now: int | None
    before: int | None


def _point(index: int, count: int, value: float) -> tuple[float, float]:
    """Where a value lies; the first axis points up, the rest follow clockwise."""
    angle = 2 * math.pi * index / count - math.pi / 2
    reach = _RADIUS * value / HIGHEST
    return _CENTRE_X + reach * math.cos(angle), _CENTRE_Y + reach * math.sin(angle)


def _pair(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _ring(count: int, value: float) -> str:
    return " ".join(_pair(_point(index, count, value)) for index in range(count))


def _round(parent: Element, values: Sequence[int | None], name: str) -> None:
    """One round: a closed shape when every value is there, else a line between neighbours that both have one."""
    count = len(values)
    places = [None if value is None else _point(index, count, value) for index, value in enumerate(values)]
    known = [place for place in places if place is not None]
    if len(known) == count:
        SubElement(parent, "polygon", {"class": f"radar-{name}", "points": " ".join(map(_pair, known))})
    else:
        for here, there in zip(places, [*places[1:], *places[:1]], strict=True):
            if here and there:
                SubElement(
                    parent, "polyline", {"class": f"radar-{name} radar-open", "points": f"{_pair(here)} {_pair(there)}"}
                )
    for place in known:
        x, y = place
        SubElement(parent, "circle", {"class": f"radar-{name}-dot", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4"})


def _label(parent: Element, title: str, place: tuple[float, float]) -> None:
    """The axis' title outside its tip, in short lines that grow away from the figure."""
    x, y = place
    lines = wrap(title, _LABEL_LETTERS, break_long_words=False)[:3]
    side = "middle" if abs(x - _CENTRE_X) < 1 else "start" if x > _CENTRE_X else "end"
    above = y < _CENTRE_Y - _RADIUS
    first = y - _LINE_HEIGHT * (len(lines) - 1) if above else y + 4
    text = SubElement(parent, "text", {"class": "radar-label", "text-anchor": side})
    for number, line in enumerate(lines):
        SubElement(text, "tspan", {"x": f"{x:.1f}", "y": f"{first + number * _LINE_HEIGHT:.1f}"}).text = line


def radar(axes: Sequence[Axis], title: str, description: str) -> Markup:
    """The radar as an `<svg>` element with a title and a description.

    Args:
        axes: the statements, clockwise from the top; at least three, or there is nothing to draw.
        title: what the picture is, for those who do not see it.
        description: its values in words.

    Returns:
        Markup, every text in it escaped; empty for fewer than three axes.
    """
    if len(axes) < 3:
        return Markup("")
    count = len(axes)
    svg = Element(
        "svg",
        {
            "class": "radar",
            "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
            "role": "img",
            "aria-labelledby": "radar-title",
            "aria-describedby": "radar-desc",
        },
    )
    SubElement(svg, "title", {"id": "radar-title"}).text = title
    SubElement(svg, "desc", {"id": "radar-desc"}).text = description
    for value in range(1, HIGHEST + 1):
        SubElement(svg, "polygon", {"class": "radar-ring", "points": _ring(count, value)})
    for index, axis in enumerate(axes):
        x, y = _point(index, count, HIGHEST)
        SubElement(
            svg,
            "line",
            {"class": "radar-axis", "x1": f"{_CENTRE_X}", "y1": f"{_CENTRE_Y}", "x2": f"{x:.1f}", "y2": f"{y:.1f}"},
        )
        _label(svg, axis.title, _point(index, count, HIGHEST * (1 + _LABEL_GAP / _RADIUS)))
    if any(axis.before is not None for axis in axes):
        _round(svg, [axis.before for axis in axes], "before")
    _round(svg, [axis.now for axis in axes], "now")
    return Markup(tostring(svg, encoding="unicode"))
