"""Reading short replies: a figure from 1 to 5, yes / partly / no, and the words that only ask us to take a note."""

from __future__ import annotations

import re

from bot.language.danish import fold

_RATINGS = {
    "helt uenig": 1, "meget uenig": 1, "overvejende uenig": 2, "uenig": 2, "hverken eller": 3, "hverken enig eller uenig": 3,
    "neutral": 3, "midt imellem": 3, "overvejende enig": 4, "enig": 4, "helt enig": 5, "meget enig": 5, "fuldt enig": 5,
    "et": 1, "en": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5,
}  # fmt: skip
_LEVELS = (
    ("partly", r"delvis\w*|nogenlunde|til dels|lidt|noget|både[ -]og|næsten|halvt|måske|j[ao](?=,? men)|ja(?= og nej)"),
    ("no", r"nej|niks|ikke|slet ikke|overhovedet ikke|desværre ikke"),
    ("yes", r"ja|jo|jep|jow|helt sikkert|absolut|det er vi|det har vi|bestemt"),
)
_TAKE_A_NOTE = re.compile(
    r"^(?:hej|okay|ok|så|jamen|øh)?[ ,]*(?:kan|vil|gider) du (?:lige |ikke )*"
    r"(?:notere?|skrive?|huske|gemme)(?: lige)?(?: ned)?(?: at|,|:)?\s*"
    r"|^(?:noter|notér|skriv|husk|gem)(?: lige| mig| det)*(?: ned)?(?: på)?(?: at|,|:)?\s*"
    r"|^min(?: næste)? handling (?:er|bliver)(?: at|,|:)?\s*",
    re.IGNORECASE,
)


def read_rating(text: str) -> int | None:
    """A whole number from 1 to 5 that the text gives in figures or words; None where it gives none or several."""
    figures = set(re.findall(r"(?<![\d,.])([1-5])(?![\d]|[.,]\d)", text))
    if len(figures) == 1:
        return int(figures.pop())
    if figures or re.search(r"\d", text):
        return None
    return _RATINGS.get(re.sub(r"[^\w ]", "", text.lower()).strip())


def read_level(text: str) -> tuple[str, str | None] | None:
    """ "yes", "partly" or "no", and what else the leader wrote as a note; None where no level can be read."""
    for level, pattern in _LEVELS:
        if match := re.match(rf"\s*(?:{pattern})\b[\s,.:;!–-]*", text, re.IGNORECASE):
            return level, text[match.end() :].strip() or None
    return None


def asks_to_note(text: str) -> bool:
    """Whether the text asks, in so many words, to note an action."""
    return bool(_TAKE_A_NOTE.match(text.strip()))


def without_request(text: str) -> str:
    """What to note, without "skriv ned at" or the like before it; empty where nothing else was said."""
    rest = _TAKE_A_NOTE.sub("", text.strip(), count=1).strip(" .")
    return "" if len(fold(rest).split()) < 3 else rest
