"""Names that one file uses and another must hold: intents, entities, actions, slots, forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.errors import Problem
from bot.files.located import Rows
from bot.files.source import did_you_mean
from bot.training.checks.nlu import Block
from bot.training.checks.tree import Tree
from bot.training.checks.uses import Named, all_names, names_in_talks

FEWEST, GOOD = 10, 40  # examples of an intent
_WITHOUT_EXAMPLES = {"nlu_fallback"}  # Rasa's own, for what is not understood
_RASAS_SLOTS = {"requested_slot", "session_started_metadata"}
_RASAS_ACTIONS = {"action_listen", "action_restart", "action_session_start", "action_unlikely_intent", "action_back"}
# The key that a name stands under → what a trainer calls it, and where in domain.yml it belongs.
_CALLED = {
    "intent": ("Hensigten", "intents"),
    "entities": ("Entiteten", "entities"),
    "active_loop": ("Formularen", "forms"),
    "slot_was_set": ("Pladsen", "slots"),
}


def check_names(tree: Tree) -> list[Problem]:
    """Names that nothing has, intents without examples or a way on, rules that contradict one another."""
    return [
        *_once(_unknown(tree)),
        *_thin(tree),
        *_leading_nowhere(tree),
        *_contradicting(tree),
    ]


def _once(problems: Iterator[tuple[str, Problem]]) -> list[Problem]:
    """The first problem about each name: where a name was changed in one place, all its users would complain."""
    first: dict[str, Problem] = {}
    counted: Counter[str] = Counter()
    for name, problem in problems:
        first.setdefault(name, problem)
        counted[name] += 1
    return [
        problem
        if counted[name] == 1
        else Problem(
            problem.file,
            problem.line,
            f"{problem.what} Det bruges {counted[name] - 1} {'sted' if counted[name] == 2 else 'steder'} til.",
            problem.remedy,
        )
        for name, problem in first.items()
    ]


def _unknown(tree: Tree) -> Iterator[tuple[str, Problem]]:
    """A key for each name that is not there, and the problem where it is used."""
    known = {kind: set(tree.in_domain(heading)) for kind, (_, heading) in _CALLED.items()}
    known["slot_was_set"] |= _RASAS_SLOTS
    written = {name for _, responses in tree.under("responses") for name in responses}
    known["action"] = {*tree.in_domain("actions"), *known["active_loop"], *_RASAS_ACTIONS, *written}
    for use in all_names(tree):
        if use.name not in known[use.kind]:
            yield f"{use.kind} {use.name}", use.source.problem(use.line, *_sentence(use, known[use.kind]))


def _sentence(use: Named, known: set[str]) -> tuple[str, str]:
    if use.kind == "action" and use.name.startswith("utter_"):
        wanted = [name for name in known if name.startswith("utter_")]
        return f"Svaret «{use.name}» er ikke skrevet.", _remedy(use.name, wanted, "Skriv det i en responses.yml.")
    called, heading = _CALLED.get(use.kind, ("Handlingen", "actions"))
    remedy = _remedy(use.name, sorted(known), f"Føj den til «{heading}» i domain.yml.")
    return f"{called} «{use.name}» findes ikke i domain.yml.", remedy


def _remedy(wrong: str, known: list[str], otherwise: str) -> str:
    meant = did_you_mean(wrong, known)
    return f"{meant} Ellers: {otherwise[0].lower()}{otherwise[1:]}" if meant.startswith("Mente") else otherwise


def _thin(tree: Tree) -> Iterator[Problem]:
    """Intents with too few examples to be understood, or with none."""
    counted: Counter[str] = Counter()
    first: dict[str, Block] = {}
    for block in tree.blocks:
        if block.kind == "intent":
            counted[block.name] += len(block.phrases)
            first.setdefault(block.name, block)
    for intent, line in tree.in_domain("intents").items():
        if intent in _WITHOUT_EXAMPLES or counted[intent] >= FEWEST:
            continue
        remedy = f"Skriv mindst {FEWEST}, gerne {GOOD}."
        if intent not in first:
            yield tree.domain.problem(
                line, f"Hensigten «{intent}» har ingen sætninger.", f"{remedy} De står i en nlu.yml."
            )
            continue
        block, many = first[intent], "sætning" if counted[intent] == 1 else "sætninger"
        yield block.source.problem(block.line, f"«{intent}» har kun {counted[intent]} {many}.", remedy)


def _leading_nowhere(tree: Tree) -> Iterator[Problem]:
    """Intents that no rule and no story takes up."""
    met = {use.name for use in names_in_talks(tree) if use.kind == "intent"}
    for intent, line in tree.in_domain("intents").items():
        if intent not in met:
            what = f"Hensigten «{intent}» fører ingen steder hen."
            yield tree.domain.problem(line, what, "Skriv en regel for den i en rules.yml.")


def _contradicting(tree: Tree) -> Iterator[Problem]:
    """Two rules that begin alike and go on differently; Rasa refuses to train with them."""
    first: dict[str, tuple[str, str]] = {}
    for source, rules in tree.under("rules"):
        for rule in rules if isinstance(rules, Rows) else ():
            steps = rule.get("steps") or []
            start = str((rule.get("condition"), rule.get("conversation_start"), steps[:1]))
            if len(steps) > 1 and "intent" in steps[0]:
                name, rest = first.setdefault(start, (f"«{rule['rule']}» ({source.file}:{rule.line})", str(steps[1:])))
                if rest != str(steps[1:]):
                    what = f"Reglen «{rule['rule']}» begynder som {name}, men fører et andet sted hen."
                    yield source.problem(rule.line, what, "Behold den ene.")
