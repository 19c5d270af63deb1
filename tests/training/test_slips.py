"""Every slip of a hand is one Danish sentence with file, line and remedy: no trace, no chorus of complaints, never a pass."""

from __future__ import annotations

import pytest

from bot.settings import ROOT
from bot.training.checks import check_tree
from tests.training.conftest import Spoiled

NLU = "data/topics/wellbeing/nlu.yml"
SECTOR = "data/topics/sector/nlu.yml"
RULES = "data/topics/wellbeing/rules.yml"
COMMON = "data/common/responses.yml"
CASE = "data/knowledge/cases/employment.yml"
PAGE = "data/page/wording.yml"
NOTICE = "data/page/notice.yml"

# name → file, what stood there, what stands there now, words of the sentence; the line to look at is that of the change,
# or as many lines on as is said last
SLIPS = {
    # examples
    "a tab before an example": (NLU, "    - jeg magter ik", "\t- jeg magter ik", "tabulator"),
    "a tab in an example": (NLU, "jeg magter ik", "jeg\tmagter ik", "tabulator"),
    "no dash before an example": (NLU, "    - jeg magter ik", "    jeg magter ik", "Bindestregen mangler"),
    "another dash before an example": (NLU, "    - jeg magter ik", "    – jeg magter ik", "almindelig bindestreg"),
    "no space after the dash": (NLU, "    - jeg magter ik", "    -jeg magter ik", "mellemrum efter bindestregen"),
    "an example too far left": (NLU, "    - jeg magter ik", "- jeg magter ik", "rykket forkert ind"),
    "an example too far right": (NLU, "    - jeg magter ik", "      - jeg magter ik", "rykket forkert ind"),
    "an example a little left": (NLU, "    - jeg magter ik", "   - jeg magter ik", "rykket forkert ind"),
    "an empty example": (NLU, "    - jeg magter ik en dag til", "    -", "ingen sætning"),
    "no bar after examples": (NLU, "examples: |", "examples:", "lodret streg"),
    "no colon after examples": (NLU, "examples: |", "examples |", "kolon"),
    "no line with examples": (NLU, "  examples: |\n", "", "«examples: |» mangler"),
    "examples misspelt": (NLU, "examples: |", "exampels: |", "Mente du «examples»?"),
    "examples too far left": (NLU, "  examples: |", "examples: |", "rykket forkert ind"),
    "no dash before an intent": (NLU, "- intent: express", "  intent: express", "Bindestregen mangler"),
    "no colon after intent": (NLU, "- intent: express", "- intent express", "kolon efter «intent»"),
    "no intent above the examples": (NLU, "- intent: express_distress\n", "", "mangler linjen med hensigten"),
    "no name of an intent": (NLU, "intent: express_distress", "intent:", "mangler et navn"),
    "an intent too far right": (NLU, "- intent: express", "  - intent: express", "rykket forkert ind"),
    "nlu misspelt": (NLU, "nlu:", "nul:", "Mente du «nlu»?"),
    "no version": (NLU, 'version: "3.1"\n', "", "«version» mangler"),
    "a version without quotes": (NLU, '"3.1"', "3.1", "anførselstegn"),
    "a version in curly quotes": (NLU, '"3.1"', "“3.1”", "krøllede anførselstegn"),
    "no nlu": (NLU, "nlu:\n", "", "«nlu:» mangler", 2),
    # marks
    "a mark that does not end": (SECTOR, '"daycare-school"}', '"daycare-school"', "klamme"),
    "a mark that does not begin": (SECTOR, "- [skoleleder]", "- skoleleder]", "klamme"),
    "a mark without quotes": (SECTOR, '{"entity": "sector"', '{"entity: "sector"', "ikke skrevet rigtigt"),
    "a mark with curly quotes": (SECTOR, '{"entity": "sector"', "{“entity”: “sector”", "krøllet anførselstegn"),
    "a mark without a word": (SECTOR, "[skoleleder]", "[]", "ingen ord"),
    "a mark with a space": (SECTOR, "[skoleleder]{", "[skoleleder] {", "mellemrum mellem ]"),
    "a mark turned round": (SECTOR, "    - [skoleleder]", "    - (skoleleder)[sector]\n    - [skoleleder]", "vendt om"),
    # rules
    "a step without a dash": (
        RULES,
        "      - action: utter_wellbeing_d",
        "        action: utter_wellbeing_d",
        "Bindestregen",
    ),
    "a step too far left": (
        RULES,
        "      - action: utter_wellbeing_d",
        "     - action: utter_wellbeing_d",
        "rykket forkert",
    ),
    "a step without a colon": (RULES, "- action: utter_wellbeing_d", "- action utter_wellbeing_d", "kolon"),
    "a step misspelt": (RULES, "- action: utter_wellbeing_d", "- actoin: utter_wellbeing_d", "Mente du «action»?"),
    "an empty step": (RULES, "- intent: express_distress", "- intent:", "er tom"),
    "steps misspelt": (RULES, "steps:", "step:", "Mente du «steps»?"),
    "a rule without a dash": (RULES, "  - rule: a human", "    rule: a human", "bindestreg"),
    "a rule without a dash, to the left": (RULES, "  - rule: a human", "  rule: a human", "bindestreg"),
    "rules misspelt": (RULES, "rules:", "ruler:", "Mente du «rules»?"),
    # answers
    "an answer without a dash": (COMMON, "    - text: Selv tak.", "      text: Selv tak.", "bindestreg", -1),
    "an answer too far left": (COMMON, "  utter_common_thank:", "utter_common_thank:", "rykket forkert ind"),
    "an answer too far right": (COMMON, "  utter_common_thank:", "   utter_common_thank:", "forkert ind"),
    "an answer without a colon": (COMMON, "- text: Selv tak.", "- text Selv tak.", "text:"),
    "an answer's key misspelt": (COMMON, "- text: Selv tak.", "- txet: Selv tak.", "Mente du «text»?"),
    "an empty answer": (COMMON, "- text: Selv tak.", "- text:", "tom tekst"),
    "an answer in curly quotes": (COMMON, "Selv tak.", "“Selv tak.”", "krøllede"),
    "an answer with one curly quote": (COMMON, "Selv tak.", "”Selv tak.", "krøllet"),
    "a quote that does not end": (COMMON, "Selv tak.", '"Selv tak.', "ikke lukket"),
    "a quote that ends too soon": (COMMON, "Selv tak.", '"Selv" tak.', "for tidligt"),
    "a hash in an answer": (COMMON, "Selv tak.", "Se nr. #4, og selv tak.", "efter «#»"),
    "a colon in an answer": (COMMON, "Selv tak.", "Husk: selv tak.", "kolon midt i teksten"),
    "the same answer twice in a file": (COMMON, "  utter_common_ok:", "  utter_common_thank:", "to gange"),
    "a button without a payload": (COMMON, "          payload: /choose_theme\n", "", "«payload»", -1),
    # knowledge
    "no dash before a situation": (CASE, "      - Unge aner", "        Unge aner", "Bindestregen mangler"),
    "no dash, shifted": (CASE, "      - Unge aner", "      Unge aner", "Bindestregen mangler"),
    "a situation too far right": (CASE, "      - Unge aner", "        - Unge aner", "rykket forkert ind"),
    "a situation too far left": (CASE, "      - Unge aner", "    - Unge aner", "rykket forkert ind"),
    "a situation with a colon": (CASE, "- Unge aner", "- Unge: de aner", "kolon"),
    "no dash before a case": (CASE, "  - id:", "    id:", "bindestreg", -1),
    "a key without a colon": (CASE, "    title: Skærm", "    title Skærm", "kolon"),
    "a key too far left": (CASE, "    title: Skærm", "   title: Skærm", "forkert ind"),
    "a key too far right": (CASE, "    title: Skærm", "     title: Skærm", "forkert ind"),
    "a list that does not end": (CASE, "sectors: [employment]", "sectors: [employment", "klamme"),
    "an unknown theme": (CASE, "themes: [environment,", "themes: [enviroment,", "Mente du «environment»?"),
    "no explanation of a question": (
        "data/knowledge/deeper.yml",
        "    explanation: >-",
        "    explanations: >-",
        "explanation",
    ),
    # the page
    "a sentence too far left": (PAGE, "  cancel: Fortryd", "cancel: Fortryd", "rykket forkert ind"),
    "a sentence too far right": (PAGE, "  cancel: Fortryd", "   cancel: Fortryd", "forkert ind"),
    "a sentence without a colon": (PAGE, "  cancel: Fortryd", "  cancel Fortryd", "kolon"),
    "a sentence without text": (PAGE, "  cancel: Fortryd", "  cancel:", "ingen tekst"),
    "the notice without a dash": (NOTICE, "  - title: Det er f", "    title: Det er f", "bindestreg"),
    "the notice with an unknown fact": (
        NOTICE,
        "{organisation} er data",
        "{organisasion} er data",
        "{organisation}",
        -1,
    ),
    # the domain
    "an intent of the domain without a dash": ("domain.yml", "  - affirm\n", "    affirm\n", "indestreg"),
    "a heading of the domain misspelt": ("domain.yml", "intents:", "intnets:", "Mente du «intents»?"),
    "an intent of the domain twice": ("domain.yml", "  - affirm\n", "  - affirm\n  - affirm\n", "to gange", 1),
}
EVERYWHERE = [NLU, CASE, PAGE, "domain.yml"]


def check_one(tree: Spoiled, file: str, line: int, words: str) -> None:
    """The tree has one problem: there, in those words, with a remedy."""
    problems = check_tree(tree.root)
    assert len(problems) == 1, "\n".join(map(str, problems))
    (problem,) = problems
    assert (str(problem.file), problem.line) == (file, line), problem
    assert words in f"{problem.what} {problem.remedy}", problem
    assert problem.what.endswith(".")
    assert problem.remedy


def test_our_own_files_are_in_order() -> None:
    """Nothing to look at in what we ship."""
    assert check_tree(ROOT) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_one_sentence(tree: Spoiled, slip: str) -> None:
    """At the line to look at, in a trainer's words, with what to do."""
    file, before, after, words, *shift = SLIPS[slip]
    check_one(tree, file, tree.replace(file, before, after) + sum(shift), words)


@pytest.mark.parametrize("file", EVERYWHERE)
@pytest.mark.parametrize(
    ("spoil", "line", "words"),
    [
        (lambda raw: raw.replace(b"\n", b"\r\n"), 1, "linjeskift fra Windows"),
        (lambda raw: b"\xef\xbb\xbf" + raw, 1, "BOM"),
        (lambda raw: raw + "# for små\n".encode("latin-1"), -1, "UTF-8"),
        (lambda raw: raw + "# for smÃ¥\n".encode(), -1, "gået tabt"),
        (lambda raw: raw + "# for sm\ufffd\n".encode(), -1, "gået tabt"),
        (lambda raw: raw + b"<<<<<<< HEAD\n# x\n=======\n# y\n>>>>>>> main\n", -5, "sammenfletning"),
        (lambda raw: raw + b"\t# x\n", -1, "tabulator"),
        (lambda raw: raw + "\u00a0# x\n".encode(), -1, "usynligt tegn"),
    ],
    ids="windows bom latin-1 mojibake replaced merge tab no-break".split(),
)
def test_slips_of_programs_are_one_sentence_in_any_file(tree: Spoiled, file: str, spoil, line: int, words: str) -> None:
    """Encoding, line ends, a merge left half done; a negative line counts from the end."""
    raw = spoil((tree.root / file).read_bytes())
    tree.write(file, raw)
    check_one(tree, file, line if line > 0 else raw.count(b"\n") + line + 1, words)


def test_a_file_that_nothing_reads_is_named(tree: Spoiled) -> None:
    """Saved as a text file by an editor that means well."""
    tree.write("data/topics/wellbeing/nlu.yml.txt", b"x")
    check_one(tree, "data/topics/wellbeing/nlu.yml.txt", 0, "Omdøb den")
