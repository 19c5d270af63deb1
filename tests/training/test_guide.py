"""Every recipe of data/README.md is carried out as it stands there, all in one copy of the house, and does what it says."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.knowledge.catalogue import Advice, Case, Catalogue, Command, Deeper, Theme, Topic, load_catalogue
from bot.settings import ROOT, read_settings
from bot.training.examples import read_examples
from tests.conftest import wait_until
from tests.conversations.driver import Leader
from tests.servers import free_port
from tests.training.recipes import GUIDE, copy_of_the_house, recipes

CONVERSATION = "tests/conversations/together/test_together.yml"


def _environment(tree: Path) -> dict[str, str]:
    """Ours, with the tree's own code, databases and models."""
    return os.environ | {
        "PYTHONPATH": str(tree),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LEDERDIALOG_VAR": str(tree / "var"),
        "LEDERDIALOG_MODELS": str(tree / "models"),
    }


def _python(tree: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python in the tree, with the tree's own code."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=_environment(tree),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house after all recipes."""
    tree = copy_of_the_house(tmp_path_factory.mktemp("guide"))
    for steps in recipes().values():
        for step in steps:
            step.carry_out(tree)
    return tree


@pytest.fixture(scope="module")
def knowledge(tree: Path) -> Catalogue:
    """What the assistant knows then."""
    return load_catalogue(tree / "data" / "knowledge")


@pytest.fixture(scope="module")
def running(tree: Path) -> Iterator[SimpleNamespace]:
    """The assistant of the changed house, trained and started as `make run` does it."""
    ports = {"RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port()), "WEB_PORT": str(free_port())}
    environment = _environment(tree) | {"WEB_HOST": "127.0.0.1"} | ports
    with (tree / "run.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=tree,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until(lambda: "running:" in (tree / "run.log").read_text() or process.poll() is not None, 300)
            assert process.poll() is None, (tree / "run.log").read_text()
            yield SimpleNamespace(settings=read_settings(environment), database=tree / "var" / "lederdialog.db")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@pytest.fixture
def leader(running: SimpleNamespace, request: pytest.FixtureRequest) -> Leader:
    """A leader in front of it, who has been greeted and has said nothing of her area."""
    leader = Leader(running, request.node.name)
    leader.say("hej")
    leader.press("Spring over")
    return leader


def test_each_recipe_of_the_guide_is_known_here() -> None:
    """A new recipe needs a test of what it promises."""
    assert list(recipes()) == [
        "En sætning, assistenten skal forstå",
        "En ny hensigt",
        "Et nyt spørgsmål",
        "Et nyt eksempel, råd eller en ny forklaring",
        "En situation mere til noget, der allerede står der",
        "En historie og en prøvesamtale",
        "Et helt nyt tema",
    ]


def test_the_changed_house_passes_make_check(tree: Path) -> None:
    """Nothing to look at: knowledge, doubles, Rasa's own validation."""
    done = _python(tree, "-m", "bot", "check")
    assert done.returncode == 0, done.stdout


def test_the_messages_that_the_guide_explains_are_those_of_the_check() -> None:
    """Word for word, so that a trainer finds hers in the table."""
    table = GUIDE.read_text(encoding="utf-8").partition("beskeden siger")[2]
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))
    quoted = [said for row in re.findall(r"^\| «.*?\|", table, re.MULTILINE) for said in re.findall(r"«(.+?)»", row)]
    assert len(quoted) > 6
    assert [said for said in quoted if said not in code] == []


def test_what_the_guide_names_is_there() -> None:
    """Folders, files and pages of the house that the text mentions."""
    for name in re.findall(r"`((?:knowledge|common|page)/[\w./-]*)`", GUIDE.read_text(encoding="utf-8")):
        assert (ROOT / "data" / name).exists(), name


def test_the_new_items_are_known(knowledge: Catalogue) -> None:
    """By their ids, each of its kind; the new theme comes last on the wheel, with its questions."""
    assert len(knowledge.get(Case, "case-spare-tablet").situations) >= 15
    assert knowledge.get(Command, "ask_together").title
    assert knowledge.get(Deeper, "deeper-hidden-costs").theme == "resources"
    assert knowledge.of(Theme)[-1].id == "resources"
    assert knowledge.journey().questions["resources"] == ["resources-practice", "resources-letting-go"]
    assert knowledge.journey().questions["employees"][-1] == "employees-newcomers"


@pytest.mark.parametrize(
    ("kind", "folder", "prefix", "question"),
    [(Advice, "advice", "advice-", "    question: Hvor kunne de øve sig hos dig?\n"), (Topic, "topics", "topic-", "")],
)
def test_advice_and_explanations_are_written_as_the_guide_says(
    tmp_path: Path, tree: Path, kind: type, folder: str, prefix: str, question: str
) -> None:
    """The case of the recipe, with the changes that the sentence after it names."""
    (case,) = recipes()["Et nyt eksempel, råd eller en ny forklaring"]
    text = re.sub(r"    (?:done|lesson): (?:>-\n      )?.*\n(?:      .*\n)?(?=    \w)", "", case.text)
    text = (
        text.replace("cases:", f"{folder}:").replace("case-", prefix).replace("    themes:", f"{question}    themes:")
    )
    copy = copy_of_the_house(tmp_path)
    (copy / "data" / "knowledge" / folder / "new.yml").write_text(text, encoding="utf-8")
    assert load_catalogue(copy / "data" / "knowledge").get(kind, f"{prefix}spare-tablet")


@pytest.mark.parametrize(
    ("kind", "said", "item"),
    [
        ("case", "de tør ikke trykke på noget, mens der er pårørende i rummet", "case-spare-tablet"),
        ("advice", "der er elleve handleplaner på drevet og de siger hver sit", "advice-05"),
    ],
)
def test_what_fits_a_situation_is_suggested(tree: Path, kind: str, said: str, item: str) -> None:
    """In words that are not those of the file; nothing is trained for it."""
    done = _python(tree, "-m", "bot", "suggest", "--kind", kind, "--top", "1", "--json", given=said)
    assert [found["id"] for found in json.loads(done.stdout)] == [item], done.stderr


def test_the_phrase_is_understood(tree: Path, leader: Leader) -> None:
    """It stands under its intent, and the assistant does what a pause asks for."""
    phrase = recipes()["En sætning, assistenten skal forstå"][0].text.strip(" -\n")
    assert phrase in [each.text for each in read_examples(tree / "data") if each.intent == "pause_reflection"]
    leader.press("Medarbejderne")
    assert "Vi stopper her" in leader.say(phrase).text


def test_the_new_intent_gets_its_answer_and_the_question_comes_back(leader: Leader) -> None:
    """Also in words that were not taught, with a question open."""
    question = leader.press("Medarbejderne").last
    reply = leader.say("må min kollega sidde med ved skærmen?")
    assert "I må gerne sidde flere sammen." in reply.text
    assert reply.last == f"Tilbage til spørgsmålet: {question}"


def test_the_new_question_is_asked_within_its_theme(leader: Leader) -> None:
    """Last of its theme's questions, and its answer is kept."""
    leader.press("Medarbejderne")
    while "en ny kollega" not in leader.reply.last:
        leader.say("næste")
        assert len(leader.talk) < 9
    leader.say("De følges med en makker de første to uger, og vi venter med de svære systemer.")
    assert "employees-newcomers" in leader.answers()


def test_the_new_theme_can_be_chosen_and_walked(leader: Leader) -> None:
    """By button, by the wheel and in words; with its deeper question, in the progress and in the summary."""
    assert "Tid og penge" in leader.reply.titles
    assert leader.say('/choose_theme{"theme": "resources"}').last.startswith("Hvordan skaffer du plads")
    leader.press("Omverdenen")
    assert "Tid og penge" in leader.say("jeg vil hellere snakke om pengene").text
    leader.say("Vi har sat en halv time af i vagtplanen hver torsdag.")
    assert leader.press("Gå dybere").last.startswith("Hvilke udgifter")
    leader.say("Ladestationerne havde ingen regnet med.")
    assert leader.press("Næste spørgsmål").last.startswith("Hvad lader I ligge")
    assert "Tid og penge: 1 af 2" in leader.say("hvor langt er jeg?").text
    assert "en halv time af i vagtplanen" in leader.say("opsummering").text


@pytest.mark.usefixtures("running")
def test_the_story_and_the_conversation_agree_with_the_model(tree: Path) -> None:
    """`rasa test` plays the conversation; no step of it goes astray."""
    (model,) = (tree / "models").glob("*.tar.gz")
    arguments = ("test", "core", "--stories", CONVERSATION, "--model", str(model), "--fail-on-prediction-errors")
    done = _python(tree, "-m", "rasa", *arguments, "--out", str(tree / "results"))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
