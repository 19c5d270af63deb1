"""Tokens and codes: made at random, kept only as hashes."""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

from bot.settings import settings

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read aloud and written down without mistakes
_GROUPS, _LETTERS = 4, 4  # 16 letters of 30: 78 bits
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}  # about 50 ms: a stolen table cannot be guessed through


@lru_cache(maxsize=1)
def secret_key() -> bytes:
    """SECRET_KEY, or a key that is made at the first start and kept under `var_dir`, readable by us alone.

    Raises:
        OSError: the key can neither be read nor made.
    """
    if settings().secret_key:
        return settings().secret_key.encode()
    file = settings().var_dir / "secret_key"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return file.read_bytes()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(), salt="session", signer_kwargs={"digest_method": hashlib.sha256})


def new_token() -> str:
    """A session's token: 256 bits."""
    return secrets.token_urlsafe(32)


def sign(token: str) -> str:
    """The token as the cookie carries it."""
    return str(_signer().dumps(token))


def unsign(cookie: str) -> str | None:
    """The token of a cookie, or None when we did not sign it."""
    try:
        token = _signer().loads(cookie)
    except BadSignature:
        return None
    return token if isinstance(token, str) else None


def hash_token(token: str) -> str:
    """What the database holds of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_return_code() -> str:
    """A code such as K7QM-2XRP-9DFT-HN3V."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def hash_return_code(code: str) -> str | None:
    """What the database holds of a code, however it was typed; None when it cannot be a code at all.

    Returns:
        64 hexadecimal digits.
    """
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    if len(letters) != _GROUPS * _LETTERS or not set(letters) <= set(_ALPHABET):
        return None
    return hashlib.scrypt(letters.encode(), salt=hashlib.sha256(secret_key()).digest(), dklen=32, **_SCRYPT).hex()
