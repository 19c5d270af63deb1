"""Check the data and the knowledge files, in seconds."""

from __future__ import annotations

import argparse
import subprocess
import sys

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.cli.run import tell
from bot.errors import KnowledgeError
from bot.knowledge.catalogue import catalogue
from bot.services.environment import child_environment
from bot.settings import ROOT, settings
from bot.training.examples import find_doubles, read_examples
from bot.web import wording

COPIES = ROOT.parent / "shared" / "checks" / "copied_sentences.py"
# Rasa looks for uses in stories and rules only; tests/actions/test_contract.py also sees what actions and forms say.
_UNUSED = "is not used in any story or rule"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def check_knowledge() -> list[str]:
    """What is wrong in data/knowledge, a sentence each, in Danish."""
    try:
        catalogue()
    except KnowledgeError as error:
        return [str(problem) for problem in error.problems]
    return []


def check_examples() -> list[str]:
    """Phrases that stand twice or nearly so, a sentence each, in Danish."""
    return [str(problem) for problem in find_doubles(list(read_examples(ROOT / "data")))]


def check_page() -> list[str]:
    """What is wrong in data/page, a sentence each, in Danish."""
    problems = []
    for file in sorted(wording.PAGES.glob("*.yml")):
        try:
            YAML(typ="safe", pure=True).load(file)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problems.append(
                f"data/page/{file.name}:{line}: Filen kan ikke læses. Se på indrykning, kolon og anførselstegn i linjen."
            )
    if problems:
        return problems
    known = wording.facts(settings())
    for section in wording.wording()["notice"]:
        try:
            (section["title"] + section["text"]).format(**known)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            names = ", ".join(f"{{{name}}}" for name in known)
            problems.append(
                f"data/page/notice.yml: «{section.get('title', '?')}» kan ikke udfyldes ({error}). "
                f"Et afsnit har title og text, og kun disse klammer kan bruges: {names}."
            )
    return problems


def check_with_rasa() -> list[str]:
    """What Rasa's own validation complains of."""
    command = [sys.executable, "-W", "default::UserWarning", "-m", "rasa", "data", "validate"]
    environment = child_environment() | {"PYTHONWARNINGS": "default::UserWarning"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "UserWarning" in line and _UNUSED not in line]
    return lines or ([] if done.returncode == 0 else [(done.stdout + done.stderr)[-2000:]])


def check_copies() -> list[str]:
    """Runs of words shared with a source document, where the sources are at hand."""
    if not COPIES.exists():
        return []
    done = subprocess.run([sys.executable, str(COPIES)], cwd=ROOT, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else done.stdout.splitlines()


def main(_arguments: argparse.Namespace) -> int:
    """Run each check, say what is wrong, and return how many checks failed."""
    failed = 0
    checks = {
        "Viden": check_knowledge,
        "Sætninger": check_examples,
        "Sidens tekster": check_page,
        "Rasas egen kontrol": check_with_rasa,
        "Afskrift": check_copies,
    }
    for name, check in checks.items():
        problems = check()
        failed += bool(problems)
        tell(f"{name}: {'i orden' if not problems else f'{len(problems)} ting at se på'}")
        for problem in problems:
            tell(f"  {problem}")
    return failed
