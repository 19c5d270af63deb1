"""Danish stems for the search: what a word is found by, whatever its ending and however its æ, ø and å are typed."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from bot.language.danish import fold

_PIECE = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]')
_LONGEST, _MOST_PHRASES = 200, 12  # letters and phrases of a search; databases refuse much longer ones


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stem = snowballstemmer.stemmer("danish").stemWord(word)  # one keeps state while it works: not for two threads
    return "".join(letter for letter in fold(stem) if letter.isalnum() and letter.isascii())


def stems(text: str) -> list[str]:
    """The stems of the text's words and figures, in order: ASCII letters and figures only.

    >>> stems("Medarbejderne på næste møde")
    ['medarbejd', 'paa', 'naest', 'moed']
    """
    return [stem for word in _PIECE.findall(text.lower()) if (stem := _stem(word))]


def search_phrases(query: str) -> tuple[tuple[str, ...], ...]:
    """What a search asks for: each word by itself, words in quotation marks as they stand together.

    >>> search_phrases('"sige nej" systemer')
    (('sig', 'nej'), ('system',))
    """
    query = query[:_LONGEST]
    phrases = [tuple(stems(quoted)) for quoted in _QUOTED.findall(query)]
    phrases += [(stem,) for stem in stems(_QUOTED.sub(" ", query))]
    return tuple(phrase for phrase in phrases if phrase)[:_MOST_PHRASES]
