"""How fast the assistant answers, beside the stock `rasa init` assistant on the same machine in the same run.

`python -m bench.latency` (about 15 minutes; the stock assistant's training is most of it). Each figure is a whole
turn through Rasa's REST channel, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from bot.models import Models
from bot.services.environment import child_environment
from bot.services.model import train
from bot.services.supervisor import Service, Supervisor, services_for
from bot.settings import ROOT, read_settings
from bot.store.database import Store
from tests.servers import free_port

AT = (10, 100, 300)
WINDOW = 24  # messages around each point: two of our short sessions
LEADERS = (1, 8, 32)
console = Console()
ANSWERS = [
    "Vi øver os på skærmbesøg hver onsdag, og nattevagterne får deres egen gennemgang.",
    "Det kniber med tiden, men vi tager det op på personalemødet hver måned.",
    "Borgerne ringer hellere, end de skriver på borger.dk, så vi spørger dem mere nu.",
]
TURNS = [
    *ANSWERS,
    "næste",
    "giv mig et råd",
    "hvor langt er jeg?",
    "gentag spørgsmålet",
    "tak",
    "hvad sagde jeg om borgerne?",
    "næste",
]
STOCK_TURNS = ["hi", "I am great", "are you a bot?", "I am sad", "yes", "bye"]


@dataclass
class Subject:
    """An assistant under measurement."""

    name: str
    url: str
    supervisor: Supervisor
    turns: list[str]
    opening: list[str]
    training_seconds: float
    startup_seconds: float = 0.0
    figures: dict[str, float] = field(default_factory=dict)

    def say(self, sender: str, text: str) -> float:
        """One turn, in milliseconds.

        Raises:
            RuntimeError: no reply; a turn without one is no measurement.
        """
        begun = time.perf_counter()
        reply = httpx.post(f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=60)
        spent = (time.perf_counter() - begun) * 1000
        if not reply.json():
            raise RuntimeError(f"{self.name} answered {text!r} with nothing")
        return spent


def our_assistant(folder: Path) -> Subject:
    """Ours: trained anew into the folder, on ports and databases of its own."""
    environment = {
        "LEDERDIALOG_VAR": str(folder / "var"),
        "LEDERDIALOG_MODELS": str(folder / "models"),
        "RASA_PORT": str(free_port()),
        "ACTIONS_PORT": str(free_port()),
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(free_port()),
    }
    os.environ |= environment
    settings = read_settings(dict(os.environ))
    Store(settings.database_url).migrate()
    begun = time.perf_counter()
    Models(settings.models_dir).use(train(folder / "train.log"))
    trained = time.perf_counter() - begun
    opening = ["/greet", "spring over", "noget om mine medarbejdere"]
    return Subject("Lederdialog", settings.rasa_url, Supervisor(services_for(settings), print), TURNS, opening, trained)


def stock_assistant(folder: Path) -> Subject:
    """What `rasa init` makes, trained by itself, on SQLite as ours is."""
    home = folder / "stock"
    rasa = [sys.executable, "-m", "rasa"]
    environment = child_environment()
    home.mkdir()
    make = "import sys; from rasa.cli.scaffold import create_initial_project as make; make(sys.argv[1])"  # `rasa init` trains too
    subprocess.run([sys.executable, "-c", make, str(home)], env=environment, check=True, capture_output=True)
    (home / "endpoints.yml").write_text(
        "tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: stock.db\n", encoding="utf-8"
    )
    begun = time.perf_counter()
    subprocess.run([*rasa, "train"], cwd=home, env=environment, check=True, capture_output=True)
    trained = time.perf_counter() - begun
    port = free_port()
    command = [
        "env",
        "-C",
        str(home),
        *rasa,
        "run",
        "--interface",
        "127.0.0.1",
        "--port",
        str(port),
        "--endpoints",
        "endpoints.yml",
        "--credentials",
        "credentials.yml",
    ]
    service = Service("stock", command, f"http://127.0.0.1:{port}/", port)
    (home / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    return Subject("rasa init", f"http://127.0.0.1:{port}", Supervisor([service], print), STOCK_TURNS, [], trained)


def megabytes(subject: Subject, service: str) -> float:
    """Resident memory of a service with its children, in MB."""
    process = next(each.process for each in subject.supervisor.services if each.name == service)
    assert process is not None
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return sum(member.memory_info().rss for member in family) / 1e6


def one_conversation(subject: Subject) -> None:
    """First reply, then median and p95 in a window up to message 10, 100 and 300 of one leader."""
    sender = secrets.token_hex(8)
    choose = random.Random(7)
    spent = [subject.say(sender, text) for text in subject.opening]
    subject.figures["first reply"] = spent[0] if spent else subject.say(sender, subject.turns[0])
    while len(spent) < max(AT) + WINDOW // 2:
        spent.append(subject.say(sender, choose.choice(subject.turns)))
    for at in AT:
        window = spent[max(1, at - WINDOW // 2) : at + WINDOW // 2]
        subject.figures[f"message {at}, median"] = statistics.median(window)
        subject.figures[f"message {at}, p95"] = statistics.quantiles(window, n=20)[-1]


def many_leaders(subject: Subject, count: int) -> None:
    """Median and p95 with that many leaders writing without pause, ten messages each."""

    def talk(number: int) -> list[float]:
        choose, sender = random.Random(number), secrets.token_hex(8)
        for text in subject.opening:
            subject.say(sender, text)
        return [subject.say(sender, choose.choice(subject.turns)) for _ in range(10)]

    with ThreadPoolExecutor(count) as pool:
        spent = [each for talked in pool.map(talk, range(count)) for each in talked]
    subject.figures[f"{count} at once, median"] = statistics.median(spent)
    subject.figures[f"{count} at once, p95"] = statistics.quantiles(spent, n=20)[-1]


def measure(subject: Subject) -> None:
    """Start, measure, stop."""
    console.print(f"Measuring {subject.name} …")
    begun = time.perf_counter()
    subject.supervisor.start()
    subject.figures["training, s"] = subject.training_seconds
    subject.figures["start-up, s"] = time.perf_counter() - begun
    try:
        one_conversation(subject)
        for count in LEADERS:
            many_leaders(subject, count)
        for service in subject.supervisor.services:
            subject.figures[f"memory of {'Rasa' if service.name in ('rasa', 'stock') else service.name}, MB"] = (
                megabytes(subject, service.name)
            )
    finally:
        subject.supervisor.end()


def report(subjects: list[Subject], target: Path) -> None:
    """Print the table and write the JSON."""
    names = list(dict.fromkeys(name for subject in subjects for name in subject.figures))
    table = Table(
        "", *(subject.name for subject in subjects), title="Milliseconds a turn, unless another unit is named"
    )
    for name in names:
        table.add_row(
            name, *(f"{subject.figures[name]:.1f}" if name in subject.figures else "–" for subject in subjects)
        )
    console.print(table)
    target.parent.mkdir(exist_ok=True)
    machine = {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
    }
    result = {"machine": machine, "figures": {subject.name: subject.figures for subject in subjects}}
    target.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"Written to {target.relative_to(ROOT)}")


def main() -> None:
    """Measure both, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-stock", action="store_true", help="measure only ours, for a quick look")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        console.print("Training …")
        subjects = [our_assistant(folder)]
        if not arguments.without_stock:
            subjects.append(stock_assistant(folder))
        for subject in subjects:
            measure(subject)
    report(subjects, ROOT / "results" / "latency.json")


if __name__ == "__main__":
    main()
