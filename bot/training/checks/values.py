"""The values of entities: what an example or a button says must be something that the assistant knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.errors import Problem
from bot.files.source import did_you_mean
from bot.folding import fold
from bot.training.checks.markup import Mark
from bot.training.checks.tree import Tree
from bot.training.checks.uses import payloads

_IN_KNOWLEDGE = {"theme": "themes", "sector": "sectors"}
_ANY = "any"  # the button that leaves the choice to the assistant
_SEVERAL = 3  # a value that is used so often is meant


def check_values(tree: Tree) -> list[Problem]:
    """Payloads that cannot be read, values that nothing knows, themes and sectors that no example or button names."""
    known = _known(tree)
    return [*_in_buttons(tree, known), *_in_examples(tree, known), *_of_two_minds(tree, known), *_never_meant(tree)]


def _known(tree: Tree) -> dict[str, set[str]]:
    """Entity → its values: ids of the knowledge, the words of a lookup table, or else what buttons and examples agree on."""
    known: dict[str, set[str]] = defaultdict(set)
    for entity, kind in _IN_KNOWLEDGE.items():
        known[entity] = set(tree.ids(kind))
    for block in tree.blocks:
        if block.kind == "lookup":
            known[block.name] |= {phrase for _, phrase in block.phrases}
    used = Counter((mark.entity, mark.value) for mark in tree.marks if mark.value)
    offered = [pair for payload in payloads(tree) for pair in (payload.values or {}).items()]
    for entity, value in [*offered, *(pair for pair, count in used.items() if count >= _SEVERAL)]:
        if entity not in _IN_KNOWLEDGE:
            known[entity].add(value)
    return known


def _synonyms(tree: Tree) -> dict[str, str]:
    blocks = [block for block in tree.blocks if block.kind == "synonym"]
    return {fold(phrase): block.name for block in blocks for _, phrase in block.phrases}


def _in_buttons(tree: Tree, known: dict[str, set[str]]) -> Iterator[Problem]:
    for payload in payloads(tree):
        if payload.values is None:
            what = f"Knappens payload «{payload.text}» kan ikke læses."
            remedy = """Skriv fx /thank eller '/choose_theme{{"theme": "mindset"}}' med dobbelte klammer."""
            yield payload.source.problem(payload.line, what, remedy)
        for entity, value in (payload.values or {}).items():
            if value not in known[entity] | {_ANY}:
                what = f"Knappens værdi «{value}» for «{entity}» findes ikke."
                yield payload.source.problem(payload.line, what, did_you_mean(value, sorted(known[entity])))


def _in_examples(tree: Tree, known: dict[str, set[str]]) -> Iterator[Problem]:
    synonyms, entities = _synonyms(tree), tree.in_domain("entities")
    for mark in tree.marks:
        if mark.entity not in entities:
            continue  # told of by check_names
        value = mark.value or synonyms.get(fold(mark.word), mark.word)
        if value not in known[mark.entity]:
            what = f"Værdien «{value}» for «{mark.entity}» findes ikke."
            remedy = did_you_mean(value, sorted(known[mark.entity]))
            if mark.entity not in _IN_KNOWLEDGE:
                remedy += f" Er den ny, så skriv mindst {_SEVERAL} sætninger med den."
            yield mark.block.source.problem(mark.line, what, remedy)


def _of_two_minds(tree: Tree, known: dict[str, set[str]]) -> Iterator[Problem]:
    """A word that is marked as one thing here and another there; Rasa keeps one meaning of it, whichever comes last."""
    by_word: dict[str, list[Mark]] = defaultdict(list)
    for mark in tree.marks:
        if mark.value in known[mark.entity]:  # one that is not is told of above
            by_word[mark.word.lower()].append(mark)
    for marks in by_word.values():
        usual = Counter(mark.value for mark in marks).most_common(1)[0][0]
        first = next(mark for mark in marks if mark.value == usual)
        for mark in marks:
            if mark.value != usual:
                place = f"{first.block.source.file}:{first.line}"
                what = f"«{mark.word}» er mærket som «{mark.value}» her, men betyder «{usual}» ellers ({place})."
                yield mark.block.source.problem(mark.line, what, "Vælg et andet ord, eller ret det ene mærke.")


def _never_meant(tree: Tree) -> Iterator[Problem]:
    """Themes and sectors that no example names; sectors without a button (those of the themes follow by themselves)."""
    marked = {(mark.entity, mark.value) for mark in tree.marks}
    pressed = {pair for payload in payloads(tree) for pair in (payload.values or {}).items()}
    for entity, kind in _IN_KNOWLEDGE.items():
        for source in tree.knowledge:
            for row in source.content.get(kind) or ():
                line, called = row.line_of("id"), f"«{row['id']}»"
                if (entity, row["id"]) not in marked:
                    shape = f'[…]{{"entity": "{entity}", "value": "{row["id"]}"}}'
                    what = f"Ingen sætning i en nlu.yml nævner {called}."
                    yield source.problem(line, what, f"Skriv nogle med {shape}.")
                elif entity == "sector" and (entity, row["id"]) not in pressed:
                    yield source.problem(line, f"Ingen knap vælger {called}.", "Tilføj en under spørgsmålet om valget.")
