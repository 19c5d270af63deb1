"""What the assistant says: each answer written once, used somewhere, and its words in {braces} known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.errors import Problem
from bot.files.located import Fields
from bot.files.source import Source, did_you_mean
from bot.settings import ROOT
from bot.training.checks.tree import Tree
from bot.training.checks.uses import names_in_talks

_BRACES = re.compile(r"\{(\w+)\}")


def check_responses(tree: Tree) -> list[Problem]:
    """Answers written twice (Rasa lets the last one win without a word), never said, or with a word that nothing fills in."""
    return [*_twice(tree), *_unused(tree), *_unfilled(tree)]


def _written(tree: Tree) -> Iterator[tuple[Source, int, str]]:
    for source, responses in tree.under("responses"):
        if isinstance(responses, Fields):
            for name in responses:
                yield source, responses.line_of(name), name


def _twice(tree: Tree) -> Iterator[Problem]:
    first: dict[str, str] = {name: f"domain.yml:{line}" for name, line in tree.in_domain("responses").items()}
    for source, line, name in _written(tree):
        if name in first:
            what = f"«{name}» er også skrevet i {first[name]}, og kun det ene bliver brugt."
            yield source.problem(line, what, "Slet det ene.")
        first.setdefault(name, f"{source.file}:{line}")


@lru_cache(maxsize=1)
def _code() -> str:
    """What the program's own actions say: a copy of the data is checked against the program that will use it."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "actions").glob("*.py")))


def _unused(tree: Tree) -> Iterator[Problem]:
    said = {use.name for use in names_in_talks(tree) if use.kind == "action"}
    said |= set(re.findall(r"\butter_\w+", _code()))
    said |= {f"utter_ask_{slot}" for slot in tree.in_domain("slots")}
    said |= {f"utter_ask_{form}_{slot}" for form in tree.in_domain("forms") for slot in tree.in_domain("slots")}
    patterns = [re.escape(each).replace(r"\{", "{") for each in re.findall(r'f"(utter_[^"]*\{[^"]*)"', _code())]
    families = [re.compile(re.sub(r"\{[^}]*\}", r"\\w+", pattern)) for pattern in patterns]
    for source, line, name in _written(tree):
        if name not in said and not any(family.fullmatch(name) for family in families):
            meant = did_you_mean(name, sorted(each for each in said if each.startswith("utter_")))
            remedy = (
                f"{meant} Ellers slet det." if meant.startswith("Mente") else "Slet det, eller brug det i en regel."
            )
            yield source.problem(line, f"Svaret «{name}» bliver aldrig sagt.", remedy)


def _unfilled(tree: Tree) -> Iterator[Problem]:
    """A word in braces is a slot, or something that an action gives under that name."""
    filled = set(re.findall(r"\w+", _code())) | set(tree.in_domain("slots"))
    for source, responses in tree.under("responses"):
        for name, variants in responses.items() if isinstance(responses, Fields) else ():
            for variant in variants:
                text, line = str(variant.get("text") or ""), variant.line_of("text")
                unknown = [
                    word for word in _BRACES.findall(text.replace("{{", "").replace("}}", "")) if word not in filled
                ]
                if unknown:
                    what = f"«{{{unknown[0]}}}» i «{name}» bliver ikke fyldt ud."
                    yield source.problem(line, what, did_you_mean(unknown[0], _words_elsewhere(tree)))
                elif text.count("{") != text.count("}"):
                    yield source.problem(line, f"En klamme i «{name}» bliver ikke lukket.", "Skriv ordet som {ord}.")


def _words_elsewhere(tree: Tree) -> list[str]:
    texts = [str(responses) for _, responses in tree.under("responses")]
    common = re.findall(r"\{(\w+)\}", " ".join(texts))
    return sorted({word for word in common if word in _code()} | set(tree.in_domain("slots")))
