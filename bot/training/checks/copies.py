"""Runs of words that our texts share with a source document, where the sources and their checker are at hand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from bot.errors import Problem
from bot.settings import ROOT

CHECKER = ROOT.parent / "shared" / "checks" / "copied_sentences.py"
_FOUND = re.compile(r'^(?P<file>.+?):(?P<line>\d+): "(?P<run>.*)" \((?P<source>.*)\)$')
_TEXTS = ("data/**/*.yml", "data/**/*.md", "docs/**/*.md", "*.md", "*.yml")


def check_copies(root: Path) -> list[Problem]:
    """A problem for each run of words that stands in a source, too; none where there is no checker."""
    if not CHECKER.exists():
        return []
    files = sorted({str(path.relative_to(root)) for pattern in _TEXTS for path in root.glob(pattern)})
    done = subprocess.run([sys.executable, str(CHECKER), *files], cwd=root, capture_output=True, text=True, check=False)
    return [
        Problem(
            Path(match["file"]),
            int(match["line"]),
            f"«{match['run']}» står ordret i en kilde ({match['source']}).",
            "Skriv det med dine egne ord.",
        )
        for match in map(_FOUND.match, done.stdout.splitlines())
        if match
    ]
