"""Who may import whom: the house rules of docs/architecture.md, read from the imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ANYONE = {"errors", "settings", "folding"}
# Room → the rooms of ours and the large libraries that it may import.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "settings": {"dotenv"},
    "folding": set(),
    "files": {"ruamel"},
    "validation": {"rasa", "jsonschema"},
    "reflection": set(),
    "language": {"spacy", "wordfreq", "babel", "dateparser", "dateutil", "snowballstemmer"},
    "knowledge": {"files", "language", "models", "reflection", "pydantic", "ruamel", "numpy", "scipy", "sklearn"},
    "store": {"reflection", "sqlalchemy", "alembic"},
    "privacy": {"store", "sqlalchemy", "dateutil"},
    "nlu": {"language", "knowledge", "rasa", "spacy", "sklearn", "joblib", "numpy"},
    "engine": {"privacy", "models", "ear", "rasa", "sanic", "sqlalchemy", "redis", "jsonschema"},
    "talk": {"httpx", "aiohttp"},
    "models": set(),
    "ear": {"knowledge", "rasa"},
    "training": {"files", "language", "knowledge", "store", "privacy"}
    | {"rapidfuzz", "ruamel", "numpy", "sklearn", "jinja2", "watchfiles"},
    "services": {"models", "talk", "training", "httpx"},
    "review": {"language", "reflection", "knowledge", "store", "privacy", "talk", "pygal", "lxml"},
    "web": {
        "reflection",
        "language",
        "knowledge",
        "store",
        "privacy",
        "review",
        "training",
        "talk",
        "models",
        "services",
    }
    | {"argon2", "authlib"}
    | set(
        "starlette throttled aiohttp cachetools jinja2 markupsafe itsdangerous docx icalendar ruamel sqlalchemy".split()
    )
    | {"rjsmin", "rcssmin"},
    "actions": {"language", "reflection", "knowledge", "store", "privacy", "rasa_sdk"},
}
NOBODY_IMPORTS = {"cli", "actions"}


def _room(file: Path) -> str:
    parts = file.relative_to(ROOT).parts
    if parts[0] == "actions":
        return "actions"
    return parts[1].removesuffix(".py")


def _imports(file: Path) -> set[str]:
    """Top-level names that a file imports; our own as the room's name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            modules = [node.module]
        for module in modules:
            parts = module.split(".")
            names.add(parts[1] if parts[0] == "bot" and len(parts) > 1 else parts[0])
    return names


FILES = [*sorted((ROOT / "bot").rglob("*.py")), *sorted((ROOT / "actions").glob("*.py"))]
STDLIB_AND_SELF = set(__import__("sys").stdlib_module_names) | {"bot", "__future__"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_room_imports_only_what_its_rule_allows(file: Path) -> None:
    """Every import is the standard library, the room itself, a room or a library that its rule names."""
    room = _room(file)
    if room in ("__init__", "__main__", "cli"):
        return
    allowed = MAY_IMPORT[room] | ANYONE | STDLIB_AND_SELF | {room}
    assert _imports(file) <= allowed, f"{room} may not import {_imports(file) - allowed}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_imports_the_edges(file: Path) -> None:
    """The command line and the actions are entered from outside only."""
    outward = _imports(file) & NOBODY_IMPORTS
    assert not (outward - {_room(file)}), f"{file} imports {outward}"


def test_actions_hold_no_sentence() -> None:
    """Every Danish sentence that a leader sees lives in YAML: no string in actions/ holds æ, ø or å but in a docstring."""
    for file in sorted((ROOT / "actions").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not set("æøåÆØÅ") & set(node.value), f"{file.name}:{node.lineno}: {node.value!r}"
                assert node.value.count(" ") < 4, f"{file.name}:{node.lineno}: {node.value!r} reads like a sentence"
