"""What understands Danish leaders best: variants of features and classifiers, on the same folds and the held-out set.

`python -m bench.nlu` takes some minutes; `--diet` adds Rasa's default pipeline, which takes most of an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from bench.compounds import compound_parts
from bench.data import Phrases, phrases
from bot.knowledge.suggest import lemmas
from bot.language.danish import fold
from bot.nlu.intent_classifier import make_model
from bot.nlu.message_form import make_form_model
from bot.nlu.turn_taking import Thresholds, take_turn
from bot.services.environment import child_environment
from bot.settings import ROOT
from bot.training.phrases import ANSWER, HELDOUT, OPEN_QUESTION, REPLIES, Phrase
from bot.training.scores import Heard, answers_kept, commands_obeyed, macro_f1

console = Console()


def _words(folded: bool = True, grams: int = 2) -> TfidfVectorizer:
    kept = fold if folded else None
    return TfidfVectorizer(preprocessor=kept, token_pattern=r"\w+|\?", ngram_range=(1, grams), sublinear_tf=True)


def _letters(folded: bool = True) -> TfidfVectorizer:
    kept = fold if folded else None
    return TfidfVectorizer(preprocessor=kept, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=50.0, class_weight="balanced", solver="liblinear")


def _svm() -> CalibratedClassifierCV:
    return CalibratedClassifierCV(LinearSVC(C=0.5, class_weight="balanced"), cv=3)


VARIANTS: dict[str, Callable[[], Pipeline]] = {
    "words, logistic": lambda: make_pipeline(_words(), _logistic()),
    "lemmas, logistic": lambda: make_pipeline(TfidfVectorizer(analyzer=lemmas, sublinear_tf=True), _logistic()),
    "letters, logistic": lambda: make_pipeline(_letters(), _logistic()),
    "words + letters, not folded, logistic": lambda: make_pipeline(
        make_union(_words(False), _letters(False)), _logistic()
    ),
    "words + letters, svm": lambda: make_pipeline(make_union(_words(), _letters()), _svm()),
    "words + letters + lemmas, logistic": lambda: make_pipeline(
        make_union(_words(), _letters(), TfidfVectorizer(analyzer=lemmas, sublinear_tf=True)), _logistic()
    ),
    "words + letters + parts of compounds, logistic": lambda: make_pipeline(
        make_union(_words(), _letters(), TfidfVectorizer(analyzer=compound_parts, sublinear_tf=True)), _logistic()
    ),
    "words + letters, logistic (ours)": lambda: make_model(50.0),
}


def ranking(labels: np.ndarray, confidences: np.ndarray) -> list[dict[str, object]]:
    """One message's intents as the classifier hands them on, the best first."""
    return [{"name": str(labels[i]), "confidence": float(confidences[i])} for i in np.argsort(-confidences)]


def calibration_error(confidences: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017)."""
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = [
        abs(confidences[places == each].mean() - right[places == each].mean()) * (places == each).mean()
        for each in range(bins)
        if (places == each).any()
    ]
    return float(sum(gaps))


def with_open_question(
    labels: np.ndarray, confidences: np.ndarray, tells: np.ndarray, truth: Phrases, lines: Thresholds
) -> dict[str, float]:
    """Answers kept and commands obeyed, as turn-taking with these thresholds takes the phrases."""
    pairs = []
    for row, form, text, intent in zip(confidences, tells, truth.texts, truth.intents, strict=True):
        taken = take_turn(ranking(labels, row), float(form), text, "answer", lines)["name"]
        if intent not in REPLIES:
            heard = Heard(taken, "answer" if taken == ANSWER else "command")
            pairs.append((Phrase(text, intent, OPEN_QUESTION, ""), heard))
    return {"answers kept": answers_kept(pairs), "commands obeyed": commands_obeyed(pairs)}


def figures(labels: np.ndarray, confidences: np.ndarray, tells: np.ndarray, truth: Phrases) -> dict[str, float]:
    """Macro-F1 over the commands with nothing open, answers and commands with a question open, calibration."""
    intents = np.array(truth.intents)
    is_answer = intents == ANSWER
    best = labels[confidences.argmax(axis=1)]
    return {
        "macro-F1": macro_f1(intents[~is_answer], best[~is_answer]),
        **with_open_question(labels, confidences, tells, truth, Thresholds()),
        "calibration error": calibration_error(confidences.max(axis=1), best == intents),
    }


def measure(make: Callable[[], Pipeline], train: Phrases, heldout: Phrases) -> dict[str, float]:
    """One variant, with the reading of the form beside it as in the product."""
    folds = StratifiedKFold(3, shuffle=True, random_state=1)
    is_answer = [int(intent == ANSWER) for intent in train.intents]
    model, intents = make(), np.array(train.intents)
    crossed = cross_val_predict(clone(model), train.texts, intents, cv=folds, method="predict_proba")
    form = make_form_model()
    crossed_form = cross_val_predict(clone(form), train.texts, is_answer, cv=folds, method="predict_proba")[:, 1]
    begun = time.perf_counter()
    model.fit(train.texts, intents)
    form.fit(train.texts, is_answer)
    trained = time.perf_counter() - begun
    spent = []
    for text in heldout.texts:
        begun = time.perf_counter()
        model.predict_proba([text])
        form.predict_proba([text])
        spent.append((time.perf_counter() - begun) * 1000)
    result = figures(
        model.classes_, model.predict_proba(heldout.texts), form.predict_proba(heldout.texts)[:, 1], heldout
    )
    on_folds = figures(model.classes_, crossed, crossed_form, train)
    return {
        **result,
        "macro-F1 on folds": on_folds["macro-F1"],
        "answers kept on folds": on_folds["answers kept"],
        "ms a message": float(np.median(spent)),
        "MB": len(pickle.dumps((model, form))) / 1e6,
        "training s": trained,
    }


def curves(train: Phrases, heldout: Phrases) -> dict[str, list[dict[str, float]]]:
    """What the thresholds were read from, for our variant on the held-out set.

    Returns:
        "answer_share": for each share, answers kept and commands obeyed with a question open; "least_idle": for each
        confidence, how many messages are understood rightly, wrongly and not at all with nothing open.
    """
    model = make_model(50.0).fit(train.texts, np.array(train.intents))
    form = make_form_model().fit(train.texts, [int(intent == ANSWER) for intent in train.intents])
    confidences, tells = model.predict_proba(heldout.texts), form.predict_proba(heldout.texts)[:, 1]
    intents = np.array(heldout.intents)
    by_share = [
        {"share": share}
        | with_open_question(model.classes_, confidences, tells, heldout, Thresholds(answer_share=share))
        for share in (0.01, 0.02, 0.03, 0.04, 0.05, 0.08, 0.12, 0.2, 0.5)
    ]
    best, confidence = model.classes_[confidences.argmax(axis=1)], confidences.max(axis=1)
    is_command = intents != ANSWER
    right = (best == intents)[is_command]
    by_confidence = []
    for least in (0.0, 0.2, 0.3, 0.35, 0.4, 0.5):
        sure = confidence[is_command] >= least
        row = {
            "least": least,
            "right": (sure & right).mean(),
            "wrong": (sure & ~right).mean(),
            "asked again": (~sure).mean(),
        }
        by_confidence.append(row)
    return {"answer_share": by_share, "least_idle": by_confidence}


DIET_CONFIG = """\
recipe: default.v1
language: da
assistant_id: diet
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: {epochs}
    ranking_length: 100
  - name: EntitySynonymMapper
"""


def measure_diet(heldout: Phrases, epochs: int) -> dict[str, float]:
    """Rasa's default pipeline on the same data, on the held-out set (folds would take hours)."""
    import asyncio

    from rasa.core.agent import Agent

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yml").write_text(DIET_CONFIG.format(epochs=epochs), encoding="utf-8")
        command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(folder / "config.yml")]
        command += ["--nlu", str(ROOT / "data"), "--out", str(folder), "--fixed-model-name", "diet"]
        begun = time.perf_counter()
        subprocess.run(command, cwd=folder, env=child_environment(), check=True, capture_output=True)
        trained = time.perf_counter() - begun
        model = folder / "diet.tar.gz"
        agent = Agent.load(str(model))
        megabytes = model.stat().st_size / 1e6
        rows, spent = [], []
        for text in heldout.texts:
            begun = time.perf_counter()
            rows.append(asyncio.run(agent.parse_message(text))["intent_ranking"])
            spent.append((time.perf_counter() - begun) * 1000)
    labels = np.array(sorted({each["name"] for row in rows for each in row}))
    confidences = np.array(
        [[{e["name"]: e["confidence"] for e in row}.get(label, 0.0) for label in labels] for row in rows]
    )
    result = figures(labels, confidences, np.full(len(rows), 0.5), heldout)
    return {**result, "ms a message": float(np.median(spent)), "MB": megabytes, "training s": trained}


def main() -> None:
    """Measure every variant; print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--diet", type=int, metavar="EPOCHS", help="measure Rasa's default pipeline too, with this many epochs"
    )
    arguments = parser.parse_args()
    train, heldout = phrases(ROOT / "data"), phrases(*HELDOUT)
    console.print(f"{len(train.texts)} phrases to train on, {len(heldout.texts)} held out")
    results = {}
    for name, make in VARIANTS.items():
        console.print(f"{name} …")
        results[name] = measure(make, train, heldout)
    if arguments.diet:
        console.print("Rasa's default pipeline …")
        results[f"Rasa's default (DIET, {arguments.diet} epochs)"] = measure_diet(heldout, arguments.diet)
    columns = list(dict.fromkeys(column for row in results.values() for column in row))
    table = Table("", *columns)
    for name, row in results.items():
        table.add_row(name, *(f"{row[column]:.3f}" if column in row else "–" for column in columns))
    console.print(table)
    read_from = curves(train, heldout)
    for rows in read_from.values():
        table = Table(*rows[0])
        for row in rows:
            table.add_row(*(f"{value:.3f}" for value in row.values()))
        console.print(table)
    target = ROOT / "results" / "nlu.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        json.dumps({"variants": results, "curves": read_from}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
