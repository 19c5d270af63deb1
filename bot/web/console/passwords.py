"""Passwords: argon2id, and what a new one must be."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import LederdialogError

SHORTEST, LONGEST = 12, 200  # NIST SP 800-63B: length counts, rules of composition do not
_COMMON = "lederdialog qwertyuiop adgangskode velkommen password kodeord qwerty 123456789 12345678 123456 1234".split()
_LETTERS = 5  # different ones that must be left when what everybody tries is taken out
_REASONS = {
    "short": f"That password is too short: take at least {SHORTEST} letters, perhaps a sentence.",
    "long": f"That password is too long: take at most {LONGEST} letters.",
    "common": "That password is too easy to guess: take another, perhaps a sentence.",
}


class WeakPassword(LederdialogError):
    """The password cannot be used; `code` is "short", "long" or "common", the text is the operator's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(_REASONS[code])


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # RFC 9106's second choice: 64 MiB, 3 passes


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hash_password(password: str, name: str) -> str:
    """What the database keeps of a new password.

    Raises:
        WeakPassword: it is too short, too long, or among the first that anybody tries.
    """
    if len(password) < SHORTEST:
        raise WeakPassword("short")
    if len(password) > LONGEST:
        raise WeakPassword("long")
    rest = password.lower()
    for guess in (name.lower(), *_COMMON):
        rest = rest.replace(guess, "")
    if len(set(rest)) < _LETTERS:
        raise WeakPassword("common")
    return _hasher().hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; as slow for an account that does not exist."""
    try:
        _hasher().verify(password_hash or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
