"""Which advice, case or topic fits what a leader said, and why.

Most real statements share no word with the item that helps. Each item therefore carries situations: sentences that a
leader could say when it would help. Three readers learn from them and are fused; bench/suggest.py shows what each brings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import FeatureUnion, make_union

from bot.knowledge.catalogue import Advice, Case, Catalogue, Topic, catalogue
from bot.knowledge.items import Sourced
from bot.language.danish import fold, is_content, pipeline
from bot.language.phrases import telling_words

KINDS: dict[str, type[Sourced]] = {"advice": Advice, "case": Case, "topic": Topic}
_MOST_WORDS_KEPT = 5_000
NEAREST = 3  # an item is as near as the mean of its nearest situations


@dataclass(frozen=True)
class Weights:
    """How much each reader counts (each is standardised over the items first), and what context adds."""

    logistic: float = 1.0
    bayes: float = 1.0
    nearest: float = 0.5
    theme: float = 0.3
    sector: float = 0.3


@dataclass(frozen=True)
class Match:
    """An item that fits a statement.

    Attributes:
        item_id: the item.
        score: its share of the fit, 0 to 1; all items of a ranking sum to 1.
        likeness: cosine likeness of the statement to the item's nearest situations, 0 to 1; near 0 means nothing in common.
        words: the leader's own words that made it fit, as they were written; may be empty.
        situation: the situation of the item that comes closest.
    """

    item_id: str
    score: float
    likeness: float
    words: tuple[str, ...]
    situation: str


def lemmas(text: str) -> list[str]:
    """The folded lemmas of the text's words."""
    return [fold(token.lemma_) for token in pipeline()(text.lower()) if token.is_alpha]


def make_features() -> FeatureUnion:
    """Untrained features: lemmas, and runs of two to six letters, both folded and weighted by rarity."""
    return make_union(
        TfidfVectorizer(analyzer=lemmas, sublinear_tf=True),
        TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 6), sublinear_tf=True),
    )


def texts_of(item: Sourced) -> list[str]:
    """All that an item can be found by: title and text, what else it says, and its situations."""
    said = [getattr(item, field) for field in ("question", "done", "lesson") if hasattr(item, field)]
    return [f"{item.title}. {item.text}", *said, *item.situations]


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / (values.std() + 1e-9)


class Suggester:
    """Ranks the items of one kind for a statement."""

    def __init__(
        self, items: Sequence[Sourced], weights: Weights | None = None, features: FeatureUnion | None = None
    ) -> None:
        self.items = {item.id: item for item in items}
        self.weights = weights or Weights()
        rows = [(item.id, text) for item in items for text in texts_of(item)]
        self._texts = [text for _, text in rows]
        self._owner = np.array([item_id for item_id, _ in rows])
        self._features = features or make_features()
        self._matrix = csr_matrix(self._features.fit_transform(self._texts))
        self._logistic = LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear")
        self._logistic.fit(self._matrix, self._owner)
        self._bayes = ComplementNB(alpha=0.3).fit(self._matrix, self._owner)
        self.ids = [str(item_id) for item_id in self._logistic.classes_]
        self._known_words: dict[str, np.ndarray] = {}
        self._rows = [np.flatnonzero(self._owner == item_id) for item_id in self.ids]

    def vectors(self, texts: Sequence[str]) -> csr_matrix:
        """The features of texts, as the union would give them, without its machinery for parallel work."""
        return csr_matrix(hstack([features.transform(texts) for _, features in self._features.transformer_list]))

    def readers(self, vector: csr_matrix) -> dict[str, np.ndarray]:
        """What each reader says of a statement's vector: one value an item, in the order of `ids`."""
        alike = self._matrix @ vector.toarray()[0] / len(self._features.transformer_list)  # unit vectors side by side
        return {
            "logistic": np.log(self._logistic.predict_proba(vector)[0] + 1e-9),
            "bayes": self._bayes.predict_log_proba(vector)[0],
            "nearest": np.array([np.sort(alike[rows])[-NEAREST:].mean() for rows in self._rows]),
            "alike": alike,
        }

    def rank(
        self,
        statement: str,
        theme: str | None = None,
        sector: str | None = None,
        without: Collection[str] = (),
        most: int = 3,
    ) -> list[Match]:
        """The items, the best fitting first.

        Args:
            statement: what the leader said.
            theme: the theme that is reflected on; items of it are preferred a little.
            sector: the area that the leader leads; items of it are preferred a little, those of others come later.
            without: ids that must not come.
            most: how many at the most.
        """
        vector = self.vectors([statement])
        said = self.readers(vector)
        fused = sum(getattr(self.weights, name) * _standard(said[name]) for name in ("logistic", "bayes", "nearest"))
        fused = fused + np.array([self._context(self.items[item_id], theme, sector) for item_id in self.ids])
        shares = softmax(fused)
        order = [position for position in np.argsort(-fused) if self.ids[position] not in without][:most]
        words = self._words(statement, order)
        return [
            Match(
                self.ids[position],
                round(float(shares[position]), 4),
                round(float(said["nearest"][position]), 4),
                words[position],
                self._texts[self._rows[position][np.argmax(said["alike"][self._rows[position]])]],
            )
            for position in order
        ]

    def knows(self, statement: str) -> bool:
        """Whether any content word of the statement stands in any text of the items; if none does, a rank is a guess."""
        known = self._features.transformer_list[0][1].vocabulary_
        return any(fold(token.lemma_.lower()) in known for token in pipeline()(statement) if is_content(token))

    def _context(self, item: Sourced, theme: str | None, sector: str | None) -> float:
        value = self.weights.theme if theme in item.themes else 0.0
        if sector and item.sectors:
            value += self.weights.sector if sector in item.sectors else -self.weights.sector
        return value

    def _speaking_for(self, words: list[str]) -> np.ndarray:
        """How much each word speaks for each item in the logistic reader; shape (words, items). Words recur: kept."""
        if len(self._known_words) > _MOST_WORDS_KEPT:
            self._known_words.clear()
        fresh = [word for word in words if word not in self._known_words]
        if fresh:
            self._known_words.update(zip(fresh, self.vectors(fresh) @ self._logistic.coef_.T, strict=True))
        return np.array([self._known_words[word] for word in words])

    def _words(self, statement: str, positions: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """For each item the one or two telling words of the statement that speak most for it, in the statement's order."""
        words = telling_words(statement)
        if not words:
            return dict.fromkeys(positions, ())
        spoken_for = self._speaking_for(words)
        chosen = {}
        for position in positions:
            best = [index for index in np.argsort(-spoken_for[:, position])[:2] if spoken_for[index, position] > 0]
            chosen[position] = tuple(sorted((words[index] for index in best or [0]), key=statement.index))
        return chosen


@lru_cache(maxsize=len(KINDS))
def _suggester(kind: str, known: Catalogue) -> Suggester:
    return Suggester(known.of(KINDS[kind]))


def suggester(kind: str) -> Suggester:
    """The suggester for "advice", "case" or "topic" over the product's catalogue, built on first use of either."""
    return _suggester(kind, catalogue())
