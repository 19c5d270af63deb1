"""Numbers in Danish."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent


def say_number(number: float) -> str:
    """ "1.234"; a broken number with a comma."""
    return str(format_decimal(number, locale="da"))


def say_share(share: float) -> str:
    """A share from 0 to 1 in whole percent: "12 %", the space one that does not break."""
    return str(format_percent(share, format="#,##0\u00a0%", locale="da"))
