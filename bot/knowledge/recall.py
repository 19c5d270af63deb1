"""Finding a leader's own answers again, and the closest of a few texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from bot.knowledge.catalogue import catalogue
from bot.knowledge.suggest import make_features
from bot.language.danish import fold, is_content, pipeline
from bot.reflection.records import OwnAnswer

_LEAST = 0.1  # below this likeness an own answer is about something else


def _subject(text: str) -> str:
    """The content words of the text: "hvad sagde jeg om borgerne?" is about "borgerne"."""
    return " ".join(token.text for token in pipeline()(text) if is_content(token)) or text


def _likeness(text: str, texts: Sequence[str]) -> np.ndarray:
    """Cosine likeness of the text to each of the texts, 0 to 1; shape (texts,)."""
    features = make_features()
    matrix = csr_matrix(features.fit_transform(texts))
    return np.asarray((matrix @ csr_matrix(features.transform([text])).T).todense()).ravel() / 2


def closest_text(statement: str, texts: Sequence[str], least: float = 0.0) -> int:
    """Position of the text closest to what the statement is about; the first where none reaches `least`."""
    likeness = _likeness(_subject(statement), texts)
    best = int(np.argmax(likeness))
    return best if likeness[best] >= least else 0


def rank_answers(
    query: str, answers: Sequence[OwnAnswer], theme: str | None = None, names: Sequence[str] = ()
) -> list[OwnAnswer]:
    """The leader's own answers that fit the query, the best first.

    Args:
        query: what she asks for.
        answers: all of hers.
        theme: a theme that the query names: all answers of it count.
        names: folded names of a thing that the query names: all answers that hold one of them count.

    Returns:
        Only answers that have something to do with the query; none where nothing fits.
    """
    if not answers:
        return []
    texts = [f"{answer.text} {catalogue().question(answer.question_id).title}" for answer in answers]
    likeness = _likeness(_subject(query), texts)
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None

    def is_meant(answer: OwnAnswer) -> bool:
        return bool((theme and answer.theme == theme) or (named and named.search(fold(answer.text))))

    scored = [(value + is_meant(answer), answer) for value, answer in zip(likeness, answers, strict=True)]
    fitting = [pair for pair in scored if pair[0] >= _LEAST]
    return [answer for _, answer in sorted(fitting, key=lambda pair: (-pair[0], -pair[1].written_at.timestamp()))]
