"""The page's sentences: everything under data/page, read once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from bot.settings import ROOT, settings

PAGES = ROOT / "data" / "page"


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """All of data/page as one mapping: top-level key → sentences.

    Raises:
        OSError, ruamel.yaml.error.YAMLError: a file cannot be read; `make check` says what is wrong with it.
    """
    merged: dict[str, Any] = {}
    for file in sorted(PAGES.glob("*.yml")):
        merged |= YAML(typ="safe", pure=True).load(file) or {}
    return merged


def sentence(group: str, key: str) -> str:
    """One sentence, e.g. `sentence("errors", "too_long")`."""
    return str(wording()[group][key])


@lru_cache(maxsize=1)
def page_wording() -> dict[str, Any]:
    """What the page fetches once: `words` (key → sentence) and `notice` (sections with `title` and `text`)."""
    known = settings().facts
    notice = [
        {"title": section["title"].format(**known), "text": section["text"].strip().format(**known)}
        for section in wording()["notice"]
    ]
    return {"words": wording()["words"], "notice": notice}
