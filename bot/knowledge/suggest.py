"""Which advice, case, topic or own answer fits what a leader said, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from bot.knowledge.catalogue import Advice, Case, Topic, catalogue
from bot.knowledge.items import Sourced
from bot.language.danish import fold, is_content, pipeline
from bot.language.phrases import telling_phrases
from bot.reflection.records import OwnAnswer

_WORD_WEIGHT, _LETTER_WEIGHT = 0.6, 0.4
_THEME_BONUS, _SECTOR_BONUS = 0.03, 0.05
_LEAST_FOR_RECALL = 0.12  # below this an own answer is about something else

KINDS: dict[str, type[Sourced]] = {"advice": Advice, "case": Case, "topic": Topic}


@dataclass(frozen=True)
class Match:
    """An item that fits a statement.

    Attributes:
        item_id: the item.
        score: how well it fits, 0 to about 1; only comparable within one ranking.
        words: the leader's own words that made it fit, as they were written; may be empty.
        situation: the situation of the item that comes closest.
    """

    item_id: str
    score: float
    words: tuple[str, ...]
    situation: str


def _lemmas(text: str) -> list[str]:
    return [fold(token.lemma_) for token in pipeline()(text.lower()) if is_content(token)]


class _Space:
    """Texts as weighted lemmas and letter n-grams, both folded."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = TfidfVectorizer(analyzer=_lemmas, sublinear_tf=True)
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), preprocessor=fold, sublinear_tf=True, min_df=1
        )
        self.matrix = self._join(self._words.fit_transform(texts), self._letters.fit_transform(texts))

    @staticmethod
    def _join(words: csr_matrix, letters: csr_matrix) -> csr_matrix:
        return csr_matrix(hstack([_WORD_WEIGHT * normalize(words), _LETTER_WEIGHT * normalize(letters)]))

    def likeness(self, text: str) -> np.ndarray:
        """Cosine likeness of the text to each of the space's texts; shape (texts,)."""
        vector = self._join(self._words.transform([text]), self._letters.transform([text]))
        scale = _WORD_WEIGHT**2 + _LETTER_WEIGHT**2
        return (self.matrix @ vector.T).toarray().ravel() / scale


class Suggester:
    """Ranks the items of one kind for a statement."""

    def __init__(self, items: Sequence[Sourced]) -> None:
        self.items = {item.id: item for item in items}
        rows = [
            (item.id, text)
            for item in items
            for text in (f"{item.title} {item.text}", *(f"{situation}" for situation in item.situations))
        ]
        self._owner = np.array([item_id for item_id, _ in rows])
        self._texts = [text for _, text in rows]
        self._space = _Space(self._texts)

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
        likeness = self._space.likeness(statement)
        matches = []
        for item_id, item in self.items.items():
            if item_id in without:
                continue
            own = np.flatnonzero(self._owner == item_id)
            order = own[np.argsort(-likeness[own])]
            score = float(
                likeness[order[0]] + 0.5 * likeness[order[1:3]].mean() if len(order) > 2 else likeness[order[0]]
            )
            if theme in item.themes:
                score += _THEME_BONUS
            if sector and item.sectors:
                score += _SECTOR_BONUS if sector in item.sectors else -_SECTOR_BONUS
            matches.append((score, item_id, self._texts[order[0]]))
        matches.sort(key=lambda match: -match[0])
        return [
            Match(item_id, round(score, 4), self._reason(statement, item_id), closest)
            for score, item_id, closest in matches[:most]
        ]

    def _reason(self, statement: str, item_id: str) -> tuple[str, ...]:
        item = self.items[item_id]
        known = set(_lemmas(" ".join((item.title, item.text, *item.situations))))
        shared = [
            token.text for token in pipeline()(statement) if is_content(token) and fold(token.lemma_.lower()) in known
        ]
        return tuple(dict.fromkeys(shared))[:2] or tuple(telling_phrases(statement, most=1))


@lru_cache(maxsize=len(KINDS))
def suggester(kind: str) -> Suggester:
    """The suggester for "advice", "case" or "topic" over the product's catalogue, built on first use."""
    return Suggester(catalogue().of(KINDS[kind]))


def rank_texts(statement: str, texts: Sequence[str]) -> list[int]:
    """Positions of the texts, the one closest to the statement first."""
    return [int(position) for position in np.argsort(-_Space(texts).likeness(statement), kind="stable")]


def rank_answers(query: str, answers: Sequence[OwnAnswer], theme: str | None = None) -> list[OwnAnswer]:
    """The leader's own answers that fit the query, the best first; of a theme that is named, or close in words.

    Returns:
        Only answers that have something to do with the query; none where nothing fits.
    """
    if not answers:
        return []
    titles = {item.question_id: catalogue().question(item.question_id).title for item in answers}
    likeness = _Space([f"{answer.text} {titles[answer.question_id]}" for answer in answers]).likeness(query)
    scored = [
        (value + (1.0 if theme and answer.theme == theme else 0.0), answer)
        for value, answer in zip(likeness, answers, strict=True)
    ]
    fitting = [(value, answer) for value, answer in scored if value >= _LEAST_FOR_RECALL]
    return [answer for _, answer in sorted(fitting, key=lambda pair: (-pair[0], -pair[1].written_at.timestamp()))]
