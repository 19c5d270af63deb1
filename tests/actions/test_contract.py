"""The names that domain, data, actions and the brief of the intents share."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML

from bot.knowledge.catalogue import Command, Sector, catalogue
from bot.settings import ROOT

yaml = YAML(typ="safe")
DOMAIN = yaml.load((ROOT / "domain.yml").read_text(encoding="utf-8"))
CONTRACT = [
    "affirm",
    "answer_question",
    "ask_advice",
    "ask_case",
    "ask_help",
    "ask_privacy",
    "ask_topic",
    "assess_myself",
    "challenge_bot",
    "check_readiness",
    "choose_theme",
    "delete_my_data",
    "deny",
    "explain_question",
    "express_distress",
    "go_back",
    "go_deeper",
    "goodbye",
    "greet",
    "out_of_scope",
    "pause_reflection",
    "recall_answers",
    "repeat_question",
    "report_action",
    "request_human",
    "resume_reflection",
    "set_action",
    "share_with_coach",
    "show_my_data",
    "show_progress",
    "show_summary",
    "skip_question",
    "start_over",
    "start_reflection",
    "state_sector",
    "stop_sharing",
    "thank",
]
INTENTS = [next(iter(each)) if isinstance(each, dict) else each for each in DOMAIN["intents"]]
WITHOUT_EXAMPLES = {"nlu_fallback"}


def _files(stem: str) -> list[Path]:
    return sorted((ROOT / "data").rglob(f"{stem}.yml"))


def _responses() -> list[tuple[str, Path]]:
    return [
        (name, file)
        for file in _files("responses")
        for name in yaml.load(file.read_text(encoding="utf-8"))["responses"]
    ]


def _rules() -> list[dict]:
    return [rule for file in _files("rules") for rule in yaml.load(file.read_text(encoding="utf-8"))["rules"]]


def _examples() -> Counter[str]:
    counted: Counter[str] = Counter()
    for file in _files("nlu"):
        for block in yaml.load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                counted[block["intent"]] += len(re.findall(r"^- ", block["examples"], re.MULTILINE))
    return counted


def test_all_intents_of_the_contract_are_there() -> None:
    """37 names that those who measure us from outside rely on."""
    assert len(CONTRACT) == 37
    assert set(CONTRACT) <= set(INTENTS)


def test_every_intent_has_examples_enough_and_an_answer() -> None:
    """40 for a command, 300 for answers; each intent is met by a rule or by a form."""
    counted = _examples()
    asked_for = {step["intent"] for rule in _rules() for step in rule["steps"] if "intent" in step}
    for intent in set(INTENTS) - WITHOUT_EXAMPLES:
        if intent in CONTRACT:
            assert counted[intent] >= (300 if intent == "answer_question" else 40), (
                f"{intent}: {counted[intent]} examples"
            )
        assert counted[intent] >= 10
        assert intent in asked_for, f"{intent} has no rule"
    assert set(counted) <= set(INTENTS)


def test_responses_are_unique() -> None:
    """Rasa would let the last file win without a word."""
    doubles = [name for name, count in Counter(name for name, _ in _responses()).items() if count > 1]
    assert doubles == []


def test_every_response_is_used_and_every_response_used_exists() -> None:
    """By a rule, by a form that asks for a slot, or by an action."""
    names = {name for name, _ in _responses()}
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "actions").glob("*.py"))
    rules = "".join(file.read_text(encoding="utf-8") for file in _files("rules"))
    patterns = [re.escape(each).replace(r"\{", "{") for each in re.findall(r'f"(utter_[^"]+)"', code)]
    families = [re.compile(re.sub(r"\{[^}]*\}", r"\\w+", pattern)) for pattern in patterns]
    for name in names:
        used = (
            name in code
            or name in rules
            or name.startswith("utter_ask_")
            or any(family.fullmatch(name) for family in families)
        )
        assert used, f"nothing says {name}"
    for name in re.findall(r'"(utter_\w+)"', code) + re.findall(r"(utter_\w+)", rules):
        assert name in names, f"{name} is said but not written"


def test_each_action_of_the_domain_is_a_module_of_its_name() -> None:
    """action_say_help is in actions/say_help.py, and the domain lists every one."""
    for name in DOMAIN["actions"]:
        stem = name if name.startswith("validate_") else name.removeprefix("action_")
        module = importlib.import_module(f"actions.{stem}")
        classes = [
            each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__
        ]
        assert [each().name() for each in classes if hasattr(each, "run")] == [name]
    modules = {file.stem for file in (ROOT / "actions").glob("*.py")} - {"__init__", "base", "warm_up"}
    listed = {name if name.startswith("validate_") else name.removeprefix("action_") for name in DOMAIN["actions"]}
    assert modules == listed


def test_the_buttons_offer_every_sector() -> None:
    """Titles and ids as in the catalogue; the themes' buttons are made from it."""
    responses = yaml.load((ROOT / "data/topics/sector/responses.yml").read_text(encoding="utf-8"))["responses"]
    buttons = responses["utter_ask_reflection_form_sector"][0]["buttons"]
    offered = {(button["title"], button["payload"]) for button in buttons}
    for item in catalogue().of(Sector):
        assert (item.title, f'/state_sector{{{{"sector": "{item.id}"}}}}') in offered


def test_the_guesses_name_intents_of_the_domain() -> None:
    """A button of the fallback must lead somewhere."""
    assert {command.id for command in catalogue().of(Command)} <= set(INTENTS)
