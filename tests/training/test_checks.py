"""What the files say of one another: names that nothing has, answers that nothing says, phrases that stand twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Problem
from bot.training.checks import check_tree
from bot.training.checks import copies as copies_module
from bot.training.checks.copies import check_copies
from bot.training.checks.tree import NothingToCheck
from tests.training.conftest import Spoiled
from tests.training.test_slips import CASE, COMMON, NLU, RULES, SECTOR

HUMAN = "data/topics/wellbeing/responses.yml"
A_HUMAN = "  - rule: a human being\n"
ANOTHER = "  - rule: another\n    steps:\n      - intent: request_human\n      - action: utter_common_ok\n\n"
SECTORS = "data/topics/sector/responses.yml"

# name → file, what stood there, what stands there now, words of the sentence; the line is that of the change, or further on
CONTRADICTIONS = {
    "an unknown intent in the examples": (NLU, "intent: express_distress", "intent: express_distres", "Mente du «express_distress»?"),
    "an unknown intent in a rule": (RULES, "intent: request_human", "intent: request_humen", "Mente du «request_human»?"),
    "an unknown intent on a button": (COMMON, "/show_progress", "/show_progres", "Mente du «show_progress»?"),
    "an unknown intent to guess at": ("data/knowledge/commands.yml", "id: go_deeper", "id: go_deper", "Mente du «go_deeper»?"),
    "an unknown action": (RULES, "action_leave_question", "action_leave_qestion", "Mente du «action_leave_question»?"),
    "an unknown entity": (SECTOR, '"entity": "sector"', '"entity": "secter"', "Mente du «sector»?"),
    "an unknown value": (SECTOR, '"daycare-school"', '"daycare-schol"', "Mente du «daycare-school»?"),
    "an unknown value on a button": (SECTORS, '"sector": "state"', '"sector": "statee"', "Mente du «state»?"),
    "a payload that cannot be read": (SECTORS, '{{"sector": "state"}}', '{{"sector": "state"}', "kan ikke læses"),
    "a word that nothing fills in": (HUMAN, "menneske her: {contact}", "menneske her: {contcat}", "Mente du «contact»?"),
    "two rules that begin alike": (RULES, A_HUMAN, f"{ANOTHER}{A_HUMAN}", "begynder som", 5),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_names_that_nothing_has_are_one_sentence(tree: Spoiled, case: str) -> None:
    """At the place that uses them, with the name that was most likely meant."""
    file, before, after, words, *further = CONTRADICTIONS[case]
    line = tree.replace(file, before, after) + sum(further)
    problems = check_tree(tree.root)
    told = [problem for problem in problems if (str(problem.file), problem.line) == (file, line)]
    assert len(told) == 1, "\n".join(map(str, problems))
    assert words in str(told[0])
    assert (
        len(problems) <= 2
    )  # a name that is misspelt where it is taught also leaves the right one without its examples


def test_an_intent_that_leads_nowhere(tree: Spoiled) -> None:
    """It is understood, and then nothing happens."""
    tree.replace(RULES, "intent: request_human\n", "intent: express_distress\n        entities: [sector]\n")
    (problem,) = check_tree(tree.root)
    assert problem.file == Path("domain.yml")
    assert "«request_human» fører ingen steder hen" in problem.what


def test_a_name_that_was_changed_in_one_place_is_told_of_once(tree: Spoiled) -> None:
    """Dozens of places use it; the slip is one."""
    tree.replace("data/knowledge/themes.yml", "id: mindset", "id: mindsett")
    problems = check_tree(tree.root)
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert "andre steder" in problems[0].what


def test_a_new_intent_needs_examples_and_a_rule(tree: Spoiled) -> None:
    """Both are said, at its line in the domain; a few examples are counted."""
    line = tree.replace("domain.yml", "  - thank\n", "  - ask_weather\n  - thank\n")
    assert [(str(each.file), each.line) for each in check_tree(tree.root)] == [("domain.yml", line)] * 2
    tree.replace(NLU, "nlu:\n", "nlu:\n- intent: ask_weather\n  examples: |\n    - bliver det regnvejr i dag\n")
    thin = next(each for each in check_tree(tree.root) if str(each.file) == NLU)
    assert "kun 1 sætning" in thin.what
    assert "mindst 10" in thin.remedy


def _new_example(tree: Spoiled, text: str) -> list[Problem]:
    tree.replace(NLU, "    - jeg har det ikke godt\n", f"    - jeg har det ikke godt\n    - {text}\n")
    return check_tree(tree.root)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jeg har det ikke GODT!", "i samme hensigt"),
        ("bliver det gemt, når jeg har skrevet noget om mine medarbejdere her", ""),
        ("vis mig hvor langt jeg er kommet", ""),
    ],
    ids=["in one intent", "new", "new, short"],
)
def test_doubles_within_an_intent(tree: Spoiled, text: str, words: str) -> None:
    """Whatever the capitals and marks; what is new is nothing to look at."""
    problems = _new_example(tree, text)
    assert bool(problems) == bool(words)
    assert all(words in problem.what and problem.line == 9 for problem in problems)


@pytest.mark.parametrize("text", ["Jeg vil gerne slette mine data.", "jeg vil gerne slette mine dataer"])
def test_doubles_across_intents_say_so(tree: Spoiled, text: str) -> None:
    """The same words, or nearly, under two intents: the assistant cannot know which was meant."""
    (problem,) = _new_example(tree, text)
    told = f"{problem.what} {problem.remedy}"
    assert "«delete_my_data»" in told or "«express_distress»" in told
    assert "kan ikke vide" in problem.remedy


def test_an_answer_in_two_files_is_told(tree: Spoiled) -> None:
    """Rasa lets the last file win without a word."""
    tree.replace(
        "data/topics/wellbeing/responses.yml", "responses:\n", "responses:\n  utter_common_ok:\n    - text: Fint.\n"
    )
    (problem,) = check_tree(tree.root)
    assert str(problem.file) == "data/topics/wellbeing/responses.yml"
    assert "data/common/responses.yml:" in problem.what


def test_an_answer_that_is_never_said(tree: Spoiled) -> None:
    """What is written and used nowhere has been forgotten, or misspelt."""
    tree.replace(COMMON, "responses:\n", "responses:\n  utter_common_hello:\n    - text: Hej.\n")
    (problem,) = check_tree(tree.root)
    assert "aldrig sagt" in problem.what


def test_a_copied_sentence_is_told(tree: Spoiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file and line that the checker names; without a checker there is nothing to tell."""
    checker = tmp_path / "checker.py"
    checker.write_text(f"""print('{CASE}:4: "fire ord i træk" (kilde.txt)'); raise SystemExit(1)""", encoding="utf-8")
    monkeypatch.setattr(copies_module, "CHECKER", checker)
    (problem,) = check_copies(tree.root)
    assert (str(problem.file), problem.line) == (CASE, 4)
    assert "kilde.txt" in problem.what
    monkeypatch.setattr(copies_module, "CHECKER", tmp_path / "none.py")
    assert check_copies(tree.root) == []


def test_a_folder_without_data_cannot_be_checked(tmp_path: Path) -> None:
    """An empty folder is no project in order."""
    with pytest.raises(NothingToCheck, match="data"):
        check_tree(tmp_path)


def test_a_word_means_one_thing(tree: Spoiled) -> None:
    """Rasa would keep whichever meaning comes last."""
    line = tree.replace(
        NLU,
        "    - jeg magter ik",
        '    - ingen gider [borgerne]{"entity": "theme", "value": "mindset"}\n    - jeg magter ik',
    )
    (problem,) = check_tree(tree.root)
    assert (str(problem.file), problem.line) == (NLU, line)
    assert "«borgerne» er mærket som «mindset» her, men betyder «environment» ellers" in problem.what


def test_conversation_tests_are_looked_at_too(tree: Spoiled) -> None:
    """Names that nothing has, and slips of the hand."""
    name = "tests/conversations/mine/test_mine.yml"
    (tree.root / name).parent.mkdir(parents=True, exist_ok=True)
    story = (
        'version: "3.1"\n\nstories:\n  - story: Min\n    steps:\n      - user: |\n          tak\n        intent: thnk\n'
        "      - action: utter_common_thank\n"
    )
    tree.write(name, story.encode())
    (problem,) = check_tree(tree.root)
    assert (str(problem.file), problem.line) == (name, 8)
    assert "Hensigten «thnk» findes ikke" in problem.what
    tree.write(name, story.replace("        intent", "\tintent").encode())
    (problem,) = check_tree(tree.root)
    assert (str(problem.file), problem.line, problem.what) == (name, 8, "Linjen har en tabulator.")


def test_nothing_is_taught_that_a_model_is_measured_with(tree: Spoiled) -> None:
    """A long phrase of a held-out set is refused, with its place there."""
    held = tree.root / "tests" / "nlu" / "heldout_mine.yml"
    held.parent.mkdir(parents=True, exist_ok=True)
    phrase = "kan du tage det en gang til i ro og mag"
    tree.write(
        "tests/nlu/heldout_mine.yml", f"nlu:\n- intent: repeat_question\n  examples: |\n    - {phrase}\n".encode()
    )
    line = tree.replace(NLU, "    - jeg magter ik", f"    - {phrase}\n    - jeg magter ik")
    (problem,) = check_tree(tree.root)
    assert (str(problem.file), problem.line) == (NLU, line)
    assert "står i prøvesættet (tests/nlu/heldout_mine.yml:4)" in problem.what
