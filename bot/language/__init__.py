"""Danish text: tokens, folding, telling phrases, days, short replies."""

import sys

# thinc, which lies under spaCy, imports TensorFlow wherever it is installed (here for Rasa): seven seconds and 270 MB for
# nothing that the blank Danish pipeline uses. A module that is None cannot be imported, which thinc takes for "not there".
_IS_FREE = "tensorflow" not in sys.modules
if _IS_FREE:
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
try:
    import spacy  # noqa: F401
finally:
    if _IS_FREE:
        del sys.modules["tensorflow"]
