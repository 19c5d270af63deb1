"""`make check` on our own data: nothing to look at."""

from __future__ import annotations

from bot.cli.check import check_copies, check_examples, check_knowledge, check_with_rasa


def test_our_own_data_pass_every_check() -> None:
    """Knowledge, doubles, Rasa's own validation, copied sentences where the sources are at hand."""
    assert check_knowledge() == []
    assert check_examples() == []
    assert check_with_rasa() == []
    assert check_copies() == []
