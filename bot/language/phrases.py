"""The telling words of an answer, as the leader wrote them: what the assistant mirrors."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from bot.language.danish import is_content, pipeline, rarity

_MASKED = re.compile(r"\[[\w-]+ fjernet\]")  # what stands in place of a personal number is not hers
# What Danish nouns that name a matter often end in; a blank pipeline has no tagger to ask.
_NOUN_ENDINGS = re.compile(
    r"(hed|else|tion|ment|skab|dom|ing|tet|isme|ør|arbejde|møde|gang|kultur|data|system|teknologi|"
    r"heden|elsen|elser|elserne|tionen|tioner|skabet|ingen|inger|ingerne|eren|erne|ene|ere|møder|gange|systemer|"
    r"systemet|folk|ledere|borger|borgere|tid|tiden)$"
)
_AFTER_THESE_A_VERB = frozenset(
    [
        "at",
        "jeg",
        "vi",
        "de",
        "man",
        "i",
        "han",
        "hun",
        "du",
        "det",
        "den",
        "der",
        "som",
        "og",
        "kan",
        "vil",
        "skal",
        "må",
        "bør",
        "kunne",
        "skulle",
        "ville",
        "ikke",
        "så",
        "også",
        "altid",
    ]
)
_AFTER_THESE_A_NOUN = frozenset(
    [
        "en",
        "et",
        "de",
        "vores",
        "jeres",
        "deres",
        "min",
        "mine",
        "mit",
        "sin",
        "sine",
        "sit",
        "hans",
        "hendes",
        "nye",
        "ny",
        "nyt",
        "flere",
        "mange",
        "få",
        "ingen",
        "til",
        "med",
        "om",
        "på",
        "i",
        "for",
        "af",
    ]
)
_SOFT_VERB = re.compile(r"(ede|ende|er|te|t|e)$")
_LEAST = 3.0  # below this weight a word says too little to be mirrored
_JOINERS = frozenset(["af", "for", "i", "om", "på", "med", "til", "ved", "mellem", "fra", "under", "uden"])
_NAME_IN_CAPITALS = re.compile(r"[A-ZÆØÅ]{2,}")


def _weight(token: Token, position: int, length: int) -> float:
    weight = min(rarity(token.lower_), 6.0)
    if _NOUN_ENDINGS.search(token.lower_):
        weight += 1.5
    if len(token) >= 9:
        weight += 1.0
    if not token.is_sent_start and token.text[0].isupper():
        weight += 1.5  # a name in the middle of a sentence: Aula, Nexus
    if _NAME_IN_CAPITALS.match(token.text):
        weight += 1.0
    before = token.nbor(-1).lower_ if token.i > 0 else ""
    if before in _AFTER_THESE_A_NOUN:
        weight += 1.5
    elif _SOFT_VERB.search(token.lower_) and not _NOUN_ENDINGS.search(token.lower_):
        weight -= 3.0 if before in _AFTER_THESE_A_VERB else 1.0
    return weight - 0.3 * position / max(length, 1)


def _grow(token: Token, doc: Doc, weights: dict[int, float]) -> Span:
    """The token with what stands close and belongs to it: "unge pædagoger", "tid til kollegerne"."""

    def carries(index: int) -> bool:
        return weights.get(index, 0.0) >= _LEAST - 0.5

    start, end = token.i, token.i + 1
    if carries(start - 1):
        start -= 1
    elif (
        start > 0
        and doc[start - 1].lower_ in _AFTER_THESE_A_NOUN
        and end < len(doc)
        and is_content(doc[end])
        and (carries(end) or not doc[end].lower_.endswith(("er", "ede", "te")))
    ):
        end += 1  # an adjective was picked: take its noun too
    if end + 1 < len(doc) and doc[end].lower_ in _JOINERS and carries(end + 1):
        end += 2
    return doc[start:end]


def telling_words(text: str) -> list[str]:
    """The words of the text that say what it is about, the most telling first, as they were written."""
    doc = pipeline()(_MASKED.sub(" ", text).replace("\n", " "))
    weights = _weights(doc)
    ranked = sorted(weights, key=lambda index: -weights[index])
    return list(dict.fromkeys(doc[index].text for index in ranked if weights[index] >= _LEAST))


def _weights(doc: Doc) -> dict[int, float]:
    return {token.i: _weight(token, token.i, len(doc)) for token in doc if is_content(token)}


def telling_phrases(text: str, most: int = 2) -> list[str]:
    """One or two words or short phrases of the text that say what it is about, as they were written.

    Args:
        text: what the leader wrote.
        most: how many phrases at the most.

    Returns:
        Phrases of one to four words in the order of the text; none where no word carries a subject. Each is an
        unbroken piece of the text, so nothing is claimed that the leader did not write.
    """
    doc = pipeline()(_MASKED.sub(" ", text).replace("\n", " "))
    weights = _weights(doc)
    ranked = sorted((doc[index] for index in weights if weights[index] >= _LEAST), key=lambda token: -weights[token.i])
    chosen: list[Span] = []
    for token in ranked:
        if len(chosen) == most:
            break
        if any(span.start <= token.i < span.end or span.root.lemma_ == token.lemma_ for span in chosen):
            continue
        span = _grow(token, doc, weights)
        if all(span.end <= other.start or span.start >= other.end for other in chosen):
            chosen.append(span)
    return [span.text.strip(" .,;:!?\"'»«") for span in sorted(chosen, key=lambda span: span.start)]
