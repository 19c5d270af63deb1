"""What the assistant would suggest: one statement a line on standard input, one JSON array a line on standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from bot.knowledge.catalogue import Sector, Theme, catalogue
from bot.knowledge.suggest import KINDS, Match, suggester


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--kind, --top, --theme, --sector."""
    parser.add_argument("--kind", required=True, choices=KINDS)
    parser.add_argument("--top", type=int, default=3, metavar="N", help="how many suggestions a line (default 3)")
    parser.add_argument("--theme", choices=[theme.id for theme in catalogue().of(Theme)])
    parser.add_argument("--sector", choices=[sector.id for sector in catalogue().of(Sector)])
    parser.add_argument("--json", action="store_true", help="JSON (the only format)")


def why(match: Match) -> str:
    """The reason in Danish: the statement's own words, or the situation that comes closest."""
    words = " og ".join(f"«{word}»" for word in match.words)
    return f"fordi du skrev {words}" if words else f"det ligner: «{match.situation}»"


def suggest(
    statements: Iterable[str], kind: str, top: int, theme: str | None = None, sector: str | None = None
) -> Iterator[list[dict[str, Any]]]:
    """For each statement the best items: id, score (shares that sum to 1 over all items) and why."""
    ranker = suggester(kind)
    for statement in statements:
        matches = ranker.rank(statement, theme, sector, most=top)
        yield [{"id": match.item_id, "score": match.score, "why": why(match)} for match in matches]


def main(arguments: argparse.Namespace) -> int:
    """Suggest until the end of standard input."""
    lines = (line.rstrip("\n") for line in sys.stdin)
    for row in suggest(lines, arguments.kind, max(1, arguments.top), arguments.theme, arguments.sector):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0
