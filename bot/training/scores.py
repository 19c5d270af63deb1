"""How well messages are understood: figures, the floors that they may not fall under, what two models hear differently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from sklearn.metrics import f1_score

from bot.training.phrases import ANSWER, Phrase


@dataclass(frozen=True)
class Heard:
    """How a model took a phrase; `taken_as` is "answer", "command" or "unclear"."""

    intent: str
    taken_as: str
    values: frozenset[tuple[str, str]] = frozenset()
    milliseconds: float = 0.0

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Heard:
        """From what `bot.ear` says of a message."""
        values = frozenset((each["entity"], each["value"]) for each in row["entities"])
        return cls(row["intent"], row["taken_as"], values, row["ms"])


Pairs = list[tuple[Phrase, Heard]]


@dataclass(frozen=True)
class Figures:
    """Shares of what is understood, 0 to 1, on the held-out phrases.

    Attributes:
        macro_f1: over the commands, nothing open: the mean of the intents' F1.
        answers_kept: answers to an open question that are taken as answers.
        commands_obeyed: commands that are taken as commands although a question is open.
        theme_f1, sector_f1: micro-F1 over the themes and sectors that are found.
    """

    macro_f1: float
    answers_kept: float
    commands_obeyed: float
    theme_f1: float
    sector_f1: float


# What a trainer reads.
NAMES = {
    "macro_f1": "forståede kommandoer (macro-F1)",
    "answers_kept": "svar, der bliver hørt som svar",
    "commands_obeyed": "kommandoer, der bliver fulgt midt i et spørgsmål",
    "theme_f1": "temaer, der bliver fundet (F1)",
    "sector_f1": "områder, der bliver fundet (F1)",
}

# A little under what is reached; a model below one of them never becomes the live one, and `make test` fails.
FLOORS = Figures(macro_f1=0.94, answers_kept=0.975, commands_obeyed=0.95, theme_f1=0.95, sector_f1=0.95)


@dataclass(frozen=True)
class IntentScore:
    """One intent in two models: F1 (0 to 1) and how many phrases it was counted over."""

    intent: str
    count: int
    before: float
    after: float


@dataclass(frozen=True)
class Flip:
    """A phrase that two models take differently."""

    phrase: Phrase
    before: Heard
    after: Heard


def macro_f1(truths: Iterable[str], taken: Iterable[str]) -> float:
    """The mean of the F1 of the intents that are among the truths."""
    truths = list(truths)
    return float(f1_score(truths, list(taken), labels=sorted(set(truths)), average="macro", zero_division=0))


def share(hits: Iterable[bool]) -> float:
    """How many of them, 0 to 1; 1 of none."""
    all_hits = list(hits)
    return sum(all_hits) / len(all_hits) if all_hits else 1.0


def is_right(phrase: Phrase, heard: Heard) -> bool:
    """Whether the phrase was understood: an answer as an answer, a command as that command."""
    return heard.taken_as == "answer" if phrase.intent == ANSWER else heard.intent == phrase.intent


def is_hijacked(phrase: Phrase, heard: Heard) -> bool:
    """Whether an answer to an open question was taken as a command."""
    return phrase.intent == ANSWER and phrase.open_question is not None and heard.taken_as == "command"


def answers_kept(pairs: Pairs) -> float:
    """Share of the answers that are taken as answers, where a question is open."""
    return share(
        heard.taken_as == "answer" for phrase, heard in pairs if phrase.open_question and phrase.intent == ANSWER
    )


def commands_obeyed(pairs: Pairs) -> float:
    """Share of the commands that are taken as commands, where a question is open."""
    return share(
        heard.taken_as == "command" for phrase, heard in pairs if phrase.open_question and phrase.intent != ANSWER
    )


def value_f1(pairs: Pairs, intent: str, entity: str) -> float:
    """Micro-F1 over an entity's values in one intent's phrases, nothing open; each message's values as a set."""
    hits = found = there = 0
    for phrase, heard in pairs:
        if phrase.intent != intent or phrase.open_question:
            continue
        truth = {value for name, value in phrase.values if name == entity}
        taken = {value for name, value in heard.values if name == entity}
        hits, found, there = hits + len(truth & taken), found + len(taken), there + len(truth)
    return 2 * hits / (found + there) if found + there else 1.0


def figures(pairs: Pairs) -> Figures:
    """The figures of one model on the held-out phrases."""
    idle = [(phrase.intent, heard.intent) for phrase, heard in pairs if not phrase.open_question]
    return Figures(
        macro_f1=macro_f1(*zip(*idle, strict=True)),
        answers_kept=answers_kept(pairs),
        commands_obeyed=commands_obeyed(pairs),
        theme_f1=value_f1(pairs, "choose_theme", "theme"),
        sector_f1=value_f1(pairs, "state_sector", "sector"),
    )


def decimal(value: float, places: int = 3) -> str:
    """A number as it is written in Danish."""
    return f"{value:.{places}f}".replace(".", ",").replace("-", "−")


def under_floor(reached: Figures) -> dict[str, tuple[float, float]]:
    """Each figure under its floor: name → (reached, floor)."""
    floors = asdict(FLOORS)
    return {name: (value, floors[name]) for name, value in asdict(reached).items() if value < floors[name]}


def milliseconds(heard: Iterable[Heard]) -> float:
    """The median time of one message."""
    return median(each.milliseconds for each in heard)


def intent_scores(phrases: list[Phrase], before: list[Heard], after: list[Heard]) -> list[IntentScore]:
    """Every intent, the one that changed most for the worse first.

    Commands are counted with nothing open (where nothing but the words decides), the answer with a question open.
    """
    counted = [place for place, phrase in enumerate(phrases) if (phrase.intent == ANSWER) == bool(phrase.open_question)]
    truths = [phrases[place].intent for place in counted]
    intents = sorted(set(truths))

    def f1(heard: list[Heard]) -> list[float]:
        taken = [phrases[at].intent if is_right(phrases[at], heard[at]) else heard[at].intent for at in counted]
        return [float(each) for each in f1_score(truths, taken, labels=intents, average=None, zero_division=0)]

    rows = zip(intents, f1(before), f1(after), strict=True)
    scores = [IntentScore(intent, truths.count(intent), old, new) for intent, old, new in rows]
    return sorted(scores, key=lambda row: (round(row.after - row.before, 6), row.intent))


def flips(phrases: list[Phrase], before: list[Heard], after: list[Heard]) -> tuple[list[Flip], list[Flip]]:
    """The phrases that were understood and no longer are, and those that now are."""
    worse: list[Flip] = []
    better: list[Flip] = []
    for phrase, old, new in zip(phrases, before, after, strict=True):
        was, now = is_right(phrase, old), is_right(phrase, new)
        if was != now:
            (better if now else worse).append(Flip(phrase, old, new))
    return worse, better


def hijacks(phrases: list[Phrase], before: list[Heard], after: list[Heard]) -> list[Flip]:
    """The answers that the newer model takes as commands, those that the older one kept first."""
    rows = [
        Flip(phrase, old, new)
        for phrase, old, new in zip(phrases, before, after, strict=True)
        if is_hijacked(phrase, new)
    ]
    return sorted(rows, key=lambda row: is_hijacked(row.phrase, row.before))
