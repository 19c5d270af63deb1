"""Which ranking finds what helps: plain BM25, single readers and their fusions, on statements written by another hand.

`python -m bench.suggest` takes a minute. hit@1 and hit@3: a fitting item first, or among the first three.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from statistics import mean, median

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union

from bench.compounds import compound_parts
from bench.data import statements
from bot.knowledge.catalogue import catalogue
from bot.knowledge.suggest import KINDS, Suggester, Weights, lemmas, make_features, texts_of
from bot.language.danish import words
from bot.settings import ROOT

Ranker = Callable[[dict], list[str]]
console = Console()


class Bm25:
    """Okapi BM25 (k1 = 1.5, b = 0.75; Robertson and Zaragoza 2009) with one document an item."""

    def __init__(self, documents: dict[str, list[str]]) -> None:
        self.documents = documents
        self.mean_length = mean(len(tokens) for tokens in documents.values())
        self.frequency: dict[str, int] = {}
        for tokens in documents.values():
            for token in set(tokens):
                self.frequency[token] = self.frequency.get(token, 0) + 1

    def rank(self, query: list[str]) -> list[str]:
        """Ids, the best first."""
        count = len(self.documents)

        def score(tokens: list[str]) -> float:
            total = 0.0
            for token in set(query) & set(tokens):
                rarity = math.log(1 + (count - self.frequency[token] + 0.5) / (self.frequency[token] + 0.5))
                often = tokens.count(token)
                total += rarity * often * 2.5 / (often + 1.5 * (0.25 + 0.75 * len(tokens) / self.mean_length))
            return total

        return sorted(self.documents, key=lambda item_id: -score(self.documents[item_id]))


def rankers(kind: str) -> dict[str, Ranker]:
    """Every variant for one kind: statement row in, ids out, the best first."""
    items = catalogue().of(KINDS[kind])
    plain = Bm25({item.id: words(f"{item.title} {item.text}") for item in items})
    lemmatised = Bm25({item.id: [lemma for text in texts_of(item) for lemma in lemmas(text)] for item in items})
    full = Suggester(items)
    split = Suggester(items, features=make_union(make_features(), TfidfVectorizer(analyzer=compound_parts)))

    def reader(name: str) -> Ranker:
        def rank(row: dict) -> list[str]:
            values = full.readers(full.vectors([row["text"]]))[name]
            return [full.ids[position] for position in np.argsort(-values)]

        return rank

    def fusion(weights: Weights) -> Ranker:
        def rank(row: dict) -> list[str]:
            full.weights = weights
            matches = full.rank(row["text"], row.get("theme"), row.get("sector"), most=len(items))
            return [match.item_id for match in matches]

        return rank

    return {
        "BM25, title and text": lambda row: plain.rank(words(row["text"])),
        "BM25, lemmas, with situations": lambda row: lemmatised.rank(lemmas(row["text"])),
        "nearest situations": reader("nearest"),
        "naive Bayes": reader("bayes"),
        "logistic regression": reader("logistic"),
        "logistic + Bayes": fusion(Weights(nearest=0.0, theme=0.0, sector=0.0)),
        "all three": fusion(Weights(theme=0.0, sector=0.0)),
        "all three, with compounds split": lambda row: [
            match.item_id for match in split.rank(row["text"], row.get("theme"), row.get("sector"), most=len(items))
        ],
        "all three, theme and sector (ours)": fusion(Weights()),
    }


def figures(rank: Ranker, rows: list[dict]) -> dict[str, float]:
    """hit@1, hit@3, nDCG@3, MRR and the median time of one ranking."""
    hits1, hits3, gains, reciprocal, spent = [], [], [], [], []
    for row in rows:
        begun = time.perf_counter()
        ranked = rank(row)
        spent.append((time.perf_counter() - begun) * 1000)
        fits = [item_id in row["fits"] for item_id in ranked]
        hits1.append(fits[0])
        hits3.append(any(fits[:3]))
        best = sum(1 / math.log2(place + 2) for place in range(min(3, len(row["fits"]))))
        gains.append(sum(hit / math.log2(place + 2) for place, hit in enumerate(fits[:3])) / best)
        reciprocal.append(1 / (fits.index(True) + 1) if True in fits else 0.0)
    return {
        "hit@1": mean(hits1),
        "hit@3": mean(hits3),
        "nDCG@3": mean(gains),
        "MRR": mean(reciprocal),
        "ms": median(spent),
    }


def main() -> None:
    """Measure every variant for every kind; print a table and write JSON."""
    rows = statements()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for kind in KINDS:
        asked = [row for row in rows if row["kind"] == kind]
        results[kind] = {name: figures(rank, asked) for name, rank in rankers(kind).items()}
        table = Table(f"{kind} ({len(asked)} statements)", "hit@1", "hit@3", "nDCG@3", "MRR", "ms")
        for name, row in results[kind].items():
            table.add_row(
                name, *(f"{value:.3f}" if column != "ms" else f"{value:.1f}" for column, value in row.items())
            )
        console.print(table)
    target = ROOT / "results" / "suggest.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
