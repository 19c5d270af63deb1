"""What can be put right without asking: letters, spaces and exact doubles; comments and order stay."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.files.slips import BOM, CURLY, MERGE, MOJIBAKE, ODD_SPACES
from bot.files.source import read_source
from bot.training.checks.nlu import is_nlu, parse_nlu

_INDENT = re.compile(r"^[ \t]*")
_TABS = re.compile(r" *\t+ *")


@dataclass(frozen=True)
class Change:
    """What was changed, where: `line` is that of the file as it was, 0 where the whole file is meant."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


def fix_tree(root: Path) -> list[Change]:
    """Mend every file under `data/`, `domain.yml` and `config.yml`; nothing else is touched, least of all `tests/`.

    A file that is not UTF-8, or that a merge has left half done, is left alone.
    """
    files = [*sorted((root / "data").rglob("*.yml")), root / "domain.yml", root / "config.yml"]
    return [change for file in files if file.exists() for change in _fix_file(file, root)]


def _fix_file(path: Path, root: Path) -> list[Change]:
    raw, file = path.read_bytes(), path.relative_to(root)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return []
    lines = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(MERGE.match(line) for line in lines):
        return []
    changes = [Change(file, 1, "usynligt mærke (BOM) fjernet.")] if text.startswith(BOM) else []
    changes += [Change(file, 0, "linjeskift fra Windows lavet om.")] if "\r" in text else []
    in_nlu = is_nlu(read_source(path, root))
    for place, line in enumerate(lines):
        lines[place], done = _fix_line(line, lines[place - 1] if place else "", in_nlu)
        changes += [Change(file, place + 1, what) for what in done]
    if changes:
        _write(path, "\n".join(lines))
    if in_nlu:
        changes += _drop_doubles(path, root, lines)
    return changes


def _fix_line(line: str, above: str, in_nlu: bool) -> tuple[str, list[str]]:
    """The line as it should be, and what was done to it."""
    steps: list[tuple[str, Callable[[str], str]]] = [
        ("æ, ø eller å skrevet rigtigt.", _letters),
        ("usynligt tegn lavet om til mellemrum.", _spaces),
        ("tabulator lavet om til mellemrum.", lambda text: _tabs(text, above)),
        ("krøllede anførselstegn lavet om.", lambda text: _quotes(text, in_nlu)),
        ("mellemrum sidst på linjen fjernet.", lambda text: text.rstrip(" \t")),
    ]
    done = []
    for what, step in steps:
        mended = step(line)
        if mended != line:
            done.append(what)
        line = mended
    return line, done


def _letters(line: str) -> str:
    for lost, letter in MOJIBAKE.items():
        line = line.replace(lost, letter)
    return line


def _spaces(line: str) -> str:
    return re.sub("[\u200b\ufeff]", "", re.sub(f"[{ODD_SPACES[:3]}]", " ", line))


def _tabs(line: str, above: str) -> str:
    """Tabs within the text are a space; those before a point of a list are what the point above it has, or the first needs."""
    indent, text = _INDENT.match(line)[0], line.lstrip(" \t")  # type: ignore[index]  # matches every line
    if "\t" in indent and text.startswith("- "):
        start = _INDENT.match(above)[0]  # type: ignore[index]
        if above.lstrip(" ").startswith("- "):
            indent = start
        elif above.rstrip().endswith("examples: |"):
            indent = start + "  "
    return indent + _TABS.sub(" ", text)


def _quotes(line: str, in_nlu: bool) -> str:
    match = CURLY.match(line)
    if not match:
        return line
    before, _, text, _, after = match.groups()
    if in_nlu and before.lstrip().startswith("- ") and ":" not in before:
        return before + text + after  # an example is not quoted
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{before}"{escaped}"{after}'


def _drop_doubles(path: Path, root: Path, lines: list[str]) -> Iterator[Change]:
    """Take out lines that stand a second time, word for word, in the same intent of the same file."""
    source = read_source(path, root)
    blocks, problems = parse_nlu(source)
    seen: dict[tuple[str, str, str], int] = {}
    doubles: list[tuple[int, Change]] = []
    for block in blocks if source.is_read and not problems else ():
        for line, phrase in block.phrases:
            first = seen.setdefault((block.kind, block.name, phrase), line)
            if first != line and len(block.phrases) > 1:
                what = f"«{phrase}» slettet; den står også i linje {first}."
                doubles.append((line, Change(source.file, line, what)))
    if doubles:
        gone = {line for line, _ in doubles}
        _write(path, "\n".join(text for number, text in enumerate(lines, 1) if number not in gone))
    return (change for _, change in doubles)


def _write(path: Path, text: str) -> None:
    """Write all or nothing."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode("utf-8"))
    os.replace(beside, path)
