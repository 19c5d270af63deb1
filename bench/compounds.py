"""Danish compounds in their parts, for the benches: `borgerkontakt` is borger and kontakt."""

from __future__ import annotations

import re
from functools import lru_cache

from wordfreq import zipf_frequency

from bot.language.danish import fold

_SHORTEST = 4  # letters of a part
_KNOWN = 3.0  # Zipf frequency from which a part counts as a word
_LINKS = ("", "s", "e")  # arbejd-s-gang, barn-e-pige


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """The two words of a compound, or none where it is no compound of two known words.

    >>> parts("borgerkontakt")
    ('borger', 'kontakt')
    """
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
        for link in _LINKS:
            head = word[:cut].removesuffix(link) if link else word[:cut]
            if len(head) < _SHORTEST or (link and not word[:cut].endswith(link)):
                continue
            weakest = min(zipf_frequency(head, "da"), zipf_frequency(word[cut:], "da"))
            if weakest >= _KNOWN:
                best = max(best, (weakest, (head, word[cut:])))
    return best[1]


def compound_parts(text: str) -> list[str]:
    """The folded parts of all compounds of the text."""
    return [fold(part) for word in re.findall(r"\w{8,}", text.lower()) for part in parts(word)]
