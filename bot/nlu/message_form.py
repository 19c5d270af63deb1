"""The form of a message, without its subject: does it tell something, or ask the assistant for something?

"vi arbejder med det i personalegruppen" and "vi arbejder med det i sommerhuset" have the same form. Reading the form
apart from the words is what tells an answer from a command where the subject's words are new.
"""

from __future__ import annotations

import re

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.language.danish import common_words, fold

_COMMON = 400  # the commonest Danish words stand as they are; of all others only the ending is kept
_LONGEST = 4


def form_ngrams(text: str) -> list[str]:
    """Runs of one to four words and marks, each rare word replaced by its last two letters.

    >>> form_ngrams("giv mig et råd")[:3]
    ['<s>', 'giv', 'mig']
    """
    common = common_words(_COMMON)
    tokens = re.findall(r"\w+|[?!.,]", fold(text))
    form = [
        "<s>",
        *(token if token in common or not token[0].isalpha() else f"#{token[-2:]}" for token in tokens),
        "</s>",
    ]
    return [" ".join(form[i : i + n]) for n in range(1, _LONGEST + 1) for i in range(len(form) - n + 1)]


def make_form_model() -> Pipeline:
    """An untrained model: text in, 1 for telling and 0 for asking out."""
    features = TfidfVectorizer(analyzer=form_ngrams, sublinear_tf=True, min_df=2)
    return make_pipeline(features, LogisticRegression(C=5.0, class_weight="balanced", solver="liblinear"))
