"""The quick checks in order: first whether the files can be read, then whether they fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Problem
from bot.knowledge.check import read_items
from bot.training.checks.files import check_files
from bot.training.checks.names import check_names
from bot.training.checks.pages import check_pages
from bot.training.checks.responses import check_responses
from bot.training.checks.shapes import check_form
from bot.training.checks.tree import Tree, read_tree
from bot.training.checks.values import check_values
from bot.training.examples import Example, find_doubles, read_examples, read_file, same


@dataclass(frozen=True)
class Part:
    """One part of the check.

    Attributes:
        name: what the trainer sees.
        check: the problems of a tree.
        waits: for files that can all be read; before that, what one of them holds would seem to be missing.
    """

    name: str
    check: Callable[[Tree], list[Problem]]
    waits: bool = False


_FEWEST_WORDS = 7  # that many words are hardly the same by chance


def _check_doubles(tree: Tree) -> list[Problem]:
    examples = list(read_examples(tree.root / "data"))
    return [*find_doubles(examples, tree.root), *_held_out(examples, tree.root)]


def _held_out(examples: list[Example], root: Path) -> Iterator[Problem]:
    """Phrases of the sets that a model is measured with: one that has learnt them would only seem to have got better."""
    files = sorted((root / "tests" / "nlu").glob("heldout*.yml"))
    held = {same(each.text): each for file in files for each in read_file(file)}
    for example in examples:
        found = held.get(same(example.text))
        if found and len(example.text.split()) >= _FEWEST_WORDS:
            place = f"{found.file.relative_to(root)}:{found.line}"
            what = f"«{example.text}» står i prøvesættet ({place}), som modellen måles med."
            yield Problem(
                example.file.relative_to(root), example.line, what, "Slet den, eller skriv det på en anden måde."
            )


PARTS = (
    Part("Filerne i common og topics", check_form),
    Part("Viden", lambda tree: read_items(tree.root / "data" / "knowledge", tree.root)[1]),
    Part("Sidens tekster", lambda tree: check_pages(tree.root)),
    Part("Andre filer", lambda tree: check_files(tree.root)),
    Part("Navne og antal", check_names, waits=True),
    Part("Værdier", check_values, waits=True),
    Part("Svar", check_responses, waits=True),
    Part("Dobbelte sætninger", _check_doubles, waits=True),
)


def run_parts(root: Path) -> Iterator[tuple[Part, list[Problem] | None]]:
    """Each quick part with its problems, as it is done; None for a part that had to wait.

    Raises:
        NothingToCheck: the root holds no project.
    """
    tree = read_tree(root)
    is_readable = True
    for part in PARTS:
        if part.waits and not is_readable:
            yield part, None
            continue
        problems = part.check(tree)
        is_readable = is_readable and (part.waits or not problems)
        yield part, problems


def check_tree(root: Path) -> list[Problem]:
    """Every problem that the quick checks find, in the order of files and lines; Rasa's own validation is not run.

    Args:
        root: the project's root, or a copy of it with `data/`, `domain.yml` and `config.yml`.

    Raises:
        NothingToCheck: the root holds no project.
    """
    problems = [problem for _, found in run_parts(root) for problem in found or ()]
    return sorted(problems, key=lambda problem: (str(problem.file), problem.line))
