"""Passwords: argon2id, and what a new one must be."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # NIST SP 800-63B: length counts, rules of composition do not
_COMMON = ("password", "adgangskode", "kodeord", "123456789", "lederdialog", "qwertyuiop", "velkommen")


class WeakPassword(Exception):
    """The password cannot be used; `code` is "short", "long" or "common"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


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
    plain = password.lower()
    if len(set(plain)) < 4 or any(plain.startswith(common) for common in (*_COMMON, name.lower())):
        raise WeakPassword("common")
    return _hasher().hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; as slow for an account that does not exist."""
    try:
        _hasher().verify(password_hash or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
