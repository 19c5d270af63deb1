"""Danish text: one spaCy pipeline, folding of slips, stop words, how common a word is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import spacy
import wordfreq
from spacy.language import Language
from spacy.tokens import Token

from bot.folding import fold
from bot.settings import settings

# Words that carry no subject of their own in a leader's answer, beside spaCy's stop words.
_EMPTY = frozenset(
    [
        "ja",
        "nej",
        "jo",
        "tak",
        "hej",
        "okay",
        "ok",
        "øh",
        "nå",
        "nok",
        "bare",
        "lige",
        "ret",
        "helt",
        "rigtig",
        "rigtigt",
        "sådan",
        "altså",
        "måske",
        "faktisk",
        "egentlig",
        "selvfølgelig",
        "desværre",
        "heldigvis",
        "gerne",
        "tit",
        "ofte",
        "aldrig",
        "altid",
        "nogle",
        "nogen",
        "noget",
        "ting",
        "gang",
        "gange",
        "dag",
        "dage",
        "lidt",
        "meget",
        "mere",
        "mest",
        "mindre",
        "flere",
        "fleste",
        "andre",
        "anden",
        "andet",
        "synes",
        "tror",
        "tænker",
        "ved",
        "kan",
        "skal",
        "vil",
        "må",
        "bør",
        "burde",
        "kunne",
        "skulle",
        "ville",
        "være",
        "blive",
        "blevet",
        "bliver",
        "have",
        "har",
        "haft",
        "havde",
        "gør",
        "gøre",
        "gjort",
        "gjorde",
        "går",
        "gå",
        "gået",
        "kommer",
        "komme",
        "får",
        "få",
        "fået",
        "giver",
        "give",
        "tager",
        "tage",
        "taget",
        "siger",
        "sige",
        "sagt",
        "ser",
        "se",
        "set",
        "holder",
        "holde",
        "måde",
        "måder",
        "fx",
        "osv",
        "dvs",
        "ift",
        "ca",
        "mv",
        "eks",
        "os",
        "vores",
        "jeres",
        "mine",
        "dine",
        "sine",
        "sit",
        "min",
        "din",
    ]
)

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The Danish pipeline: the operator's own model if one is set, else spaCy's blank one with lookup lemmas."""
    model = settings().spacy_model
    if model:
        return spacy.load(model, disable=["ner", "parser"])
    nlp = spacy.blank("da")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return nlp


def readable(text: str) -> str:
    """The text without terminal codes and control characters; line breaks and tabs stay.

    >>> readable("\x1b[31mrødt\x00 ")
    'rødt'
    """
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C").strip()


def words(text: str) -> list[str]:
    """The words of the text, lower case, without figures and marks."""
    return [match.group().lower() for match in _WORD.finditer(text)]


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that carry no subject of their own."""
    return frozenset(spacy.blank("da").Defaults.stop_words) | _EMPTY


def is_content(token: Token) -> bool:
    """Whether the token carries a subject: a word of some length that is no stop word, as written or as lemma."""
    word = token.lower_
    return (
        (len(word) > 2 or (token.text.isupper() and len(word) == 2))  # AI, IT and VR carry a subject
        and bool(_WORD.fullmatch(word))
        and word not in stop_words()
        and token.lemma_.lower() not in stop_words()
    )


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How rare the word is in Danish: 0 (like "og") to 8 (never seen); the complement of its Zipf frequency."""
    return 8.0 - wordfreq.zipf_frequency(word, "da")


@lru_cache(maxsize=4)
def common_words(count: int) -> frozenset[str]:
    """The commonest Danish words, folded."""
    return frozenset(fold(word) for word in wordfreq.top_n_list("da", count))
