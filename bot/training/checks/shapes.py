"""The form of the files that Rasa reads: headings, versions, responses, rules, stories, the domain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.errors import Problem
from bot.files.located import Fields, Rows
from bot.files.source import Source, did_you_mean
from bot.training.checks.markup import marks_of
from bot.training.checks.nlu import parse_nlu
from bot.training.checks.tree import RASA_HEADINGS, Tree

VERSIONS = ("3.1", "3.0")
_DOMAIN = "version intents entities slots forms actions responses session_config e2e_actions config".split()
_CONFIG = "version recipe assistant_id language pipeline policies importers".split()
_TEXT_KEYS = "text buttons image attachment custom condition channel elements quick_replies button_type id".split()
_STEPS = "intent user action bot slot_was_set active_loop checkpoint or".split()
_BESIDE = {"entities": {"intent", "user"}, "intent": {"user"}, "user": {"intent"}}
_HEADS = {
    "rules": ("rule", ["rule", "steps", "condition", "conversation_start", "wait_for_user_input", "metadata"]),
    "stories": ("story", ["story", "steps", "metadata"]),
}
LIST = ("skal være en liste.", "Begynd hvert punkt med en bindestreg.")


def check_form(tree: Tree) -> list[Problem]:
    """What is wrong with the files one by one; of each file only what comes first, for the rest may follow from it."""
    problems = []
    for source in tree.taught:
        blocks, slips = parse_nlu(source)
        problems += source.odd + (
            source.slips
            or slips
            or source.syntax
            or list(_headings(source))
            or [problem for block in blocks for problem in marks_of(block)[1]]
            or list(_contents(source))
        )
    for source in tree.tested:
        problems += source.odd + (source.slips or source.syntax or list(_headings(source)) or list(_contents(source)))
    for source, keys in ((tree.domain, _DOMAIN), (tree.config, _CONFIG)):
        problems += source.odd + (source.slips or source.syntax or list(_settings_file(source, keys)))
    return problems


def _version(source: Source) -> Iterator[Problem]:
    version = source.content.get("version")
    if "version" not in source.content:
        yield source.problem(1, "Linjen med «version» mangler.", f'Skriv version: "{VERSIONS[0]}" øverst i filen.')
    elif version not in VERSIONS:
        what = f"«version: {version}» kendes ikke."
        remedy = f'Skriv version: "{VERSIONS[0]}" med anførselstegn.'
        yield source.problem(source.content.line_of("version"), what, remedy)


def _headings(source: Source) -> Iterator[Problem]:
    """Rasa passes over a file without a heading that it knows, without a word."""
    if not isinstance(source.content, Fields):
        yield source.problem(1, "Filen er tom eller har ingen overskrift.", f"Vælg mellem: {', '.join(RASA_HEADINGS)}.")
        return
    known = ["version", *RASA_HEADINGS]
    for key in source.content:
        line = source.content.line_of(key)
        if key.startswith("utter_"):
            yield source.problem(line, f"«{key}» er rykket for langt til venstre.", "Ryk den to mellemrum ind.")
            return
        if key not in known:
            yield source.problem(line, f"Overskriften «{key}» kendes ikke.", did_you_mean(key, known))
            return
    if not set(source.content) & set(RASA_HEADINGS):
        yield source.problem(1, "Filen har ingen overskrift.", f"Vælg mellem: {', '.join(RASA_HEADINGS)}.")
        return
    yield from _version(source)


def _settings_file(source: Source, known: list[str]) -> Iterator[Problem]:
    if not isinstance(source.content, Fields):
        yield source.problem(1, "Filen er tom eller har ingen overskrift.", "Hent den frem igen.")
        return
    for key in source.content:
        if key not in known:
            line = source.content.line_of(key)
            yield source.problem(line, f"Overskriften «{key}» kendes ikke.", did_you_mean(key, known))
    seen: set[str] = set()
    for heading in ("intents", "entities", "actions"):
        rows = source.content.get(heading)
        if heading in source.content and not isinstance(rows, Rows):
            yield source.problem(source.content.line_of(heading), f"«{heading}» {LIST[0]}", LIST[1])
            continue
        for line, row in rows.rows() if rows else ():
            name = str(next(iter(row)) if isinstance(row, Fields) and row else row)
            if f"{heading} {name}" in seen:
                yield source.problem(line, f"«{name}» står to gange under «{heading}».", "Slet den ene.")
            seen.add(f"{heading} {name}")


def _contents(source: Source) -> Iterator[Problem]:
    if "responses" in source.content:
        yield from _responses(source, source.content["responses"])
    for heading in _HEADS:
        if heading in source.content:
            yield from _talks(source, heading, source.content[heading])


def _responses(source: Source, responses: Any) -> Iterator[Problem]:
    if not isinstance(responses, Fields):
        line = source.content.line_of("responses")
        yield source.problem(line, "Under «responses» står ingen svar.", "Skriv fx «utter_common_thank:» under den.")
        return
    for name, variants in responses.items():
        line = responses.line_of(name)
        if not name.startswith("utter_"):
            yield source.problem(
                line, f"«{name}» begynder ikke med «utter_».", f"Kald det «utter_{name}», eller ryk ind."
            )
        elif not isinstance(variants, Rows):
            yield source.problem(line, f"«{name}» har ingen bindestreg foran teksten.", "Skriv «- text: …» under den.")
        else:
            for row_line, variant in variants.rows():
                yield from _variant(source, name, row_line, variant)


def _variant(source: Source, name: str, line: int, variant: Any) -> Iterator[Problem]:
    if not isinstance(variant, Fields):
        yield source.problem(line, f"Et svar under «{name}» mangler «text:».", "Skriv «- text: …».")
        return
    for key in variant:
        if key not in _TEXT_KEYS:
            what = f"Nøglen «{key}» kendes ikke i «{name}»."
            yield source.problem(variant.line_of(key), what, did_you_mean(key, _TEXT_KEYS))
            return
    if "text" in variant and not str(variant["text"] or "").strip():
        yield source.problem(
            variant.line_of("text"), f"«{name}» har en tom tekst.", "Skriv en tekst, eller slet linjen."
        )
    elif not {"text", "custom", "image", "attachment"} & set(variant):
        yield source.problem(line, f"Et svar under «{name}» mangler «text:».", "Skriv «- text: …».")
    buttons = variant.get("buttons")
    if "buttons" in variant and not isinstance(buttons, Rows):
        yield source.problem(variant.line_of("buttons"), f"«buttons» under «{name}» {LIST[0]}", LIST[1])
    for button_line, button in buttons.rows() if isinstance(buttons, Rows) else ():
        if not isinstance(button, Fields) or set(button) != {"title", "payload"} or not all(button.values()):
            what = f"En knap under «{name}» skal have «title» og «payload»."
            yield source.problem(button_line, what, "Skriv begge, hver på sin linje, og ikke andet.")


def _talks(source: Source, heading: str, talks: Any) -> Iterator[Problem]:
    """Rules or stories."""
    if not isinstance(talks, Rows):
        yield source.problem(source.content.line_of(heading), f"«{heading}» {LIST[0]}", LIST[1])
        return
    head, known = _HEADS[heading]
    for line, talk in talks.rows():
        if not isinstance(talk, Fields):
            yield source.problem(line, f"Punktet har ikke «{head}:» og «steps:».", f"Skriv «- {head}: et navn».")
            continue
        wrong = [key for key in talk if key not in known]
        name = talk.get(head, "uden navn")
        if wrong:
            what = f"Nøglen «{wrong[0]}» hører ikke til her i «{name}»."
            remedy = "Mangler der en bindestreg, eller er linjen rykket forkert ind?"
            yield source.problem(
                talk.line_of(wrong[0]), what, remedy if wrong[0] in _STEPS else did_you_mean(wrong[0], known)
            )
        elif missing := [key for key in (head, "steps") if not talk.get(key)]:
            yield source.problem(
                talk.line_of(missing[0]), f"«{name}» mangler «{missing[0]}».", f"Skriv «{missing[0]}:»."
            )
        else:
            for part in ("condition", "steps"):
                yield from _steps(source, talk, part, str(name))


def _steps(source: Source, talk: Fields, part: str, name: str) -> Iterator[Problem]:
    steps = talk.get(part)
    if part in talk and not isinstance(steps, Rows):
        yield source.problem(talk.line_of(part), f"«{part}» i «{name}» {LIST[0]}", LIST[1])
        return
    for line, step in steps.rows() if steps else ():
        if not isinstance(step, Fields) or not step:
            yield source.problem(line, f"Et trin i «{name}» er ikke helt.", "Skriv fx «- intent: thank» med kolon.")
            continue
        first = next(iter(step))
        for key, value in step.items():
            if key not in (*_STEPS, "entities", "metadata"):
                what = f"«{key}» kendes ikke som trin i «{name}»."
                yield source.problem(step.line_of(key), what, did_you_mean(key, _STEPS))
                break
            if key != "metadata" and (first not in _BESIDE.get(key, set()) if key != first else key == "entities"):
                what = f"Bindestregen mangler foran «{key}» i «{name}»."
                yield source.problem(step.line_of(key), what, f"Skriv «- {key}: …».")
                break
            if value is None and key not in ("active_loop", "slot_was_set"):
                yield source.problem(step.line_of(key), f"«{key}:» i «{name}» er tom.", "Skriv navnet efter kolonet.")
                break
