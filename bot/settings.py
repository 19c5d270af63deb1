"""All settings, read once from the environment and from .env (which never overrides the environment).

Every name is documented in .env.example; nothing else in the house reads the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_ISSUER = re.compile(r"(https://|http://(127\.0\.0\.1|localhost)[:/])\S+")  # without TLS on this machine only
ROLES = ("coach", "trainer", "admin")


@dataclass(frozen=True)
class Directory:
    """The organisation's directory, by which coaches and trainers may log in (OpenID Connect).

    Attributes:
        issuer: its address; `/.well-known/openid-configuration` below it says the rest.
        client_id, client_secret: what it knows us by.
        scopes: what is asked for, separated by spaces.
        role_claim: the claim of the ID token that holds somebody's groups.
        roles: group → role; the first that somebody has counts.
        name: what the button calls it.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str
    role_claim: str
    roles: Mapping[str, str]
    name: str


@dataclass(frozen=True)
class Settings:
    """The operator's choices.

    Attributes:
        var_dir: where databases, logs and run files are kept.
        models_dir: where trained models are kept, and which one is live.
        database_url: SQLAlchemy URL of our own tables.
        tracker_url: SQLAlchemy URL of Rasa's conversations; never the same database as `database_url`.
        lock_store_url: `redis://…` when several Rasa processes share conversations; None means in memory.
        rasa_host, rasa_port: where Rasa's REST channel listens (loopback).
        actions_port: where the action server listens (loopback).
        organisation: who runs the assistant, as leaders know it.
        contact_name, contact_phone, contact_email: the person a leader is pointed to.
        pause_hours: silence after which a returning leader is welcomed back, in hours.
        session_messages: leader's messages after which Rasa's session is renewed (replay grows with its length).
        web_host, web_port: where the web process listens, for everyone.
        secret_key: signs cookies and seals return codes; empty means a key that is made and kept in `var_dir`.
        cookie_samesite: "lax", "strict", or "none" for an iframe on another site (needs TLS).
        trusted_proxies: addresses whose X-Forwarded-* headers count, separated by commas.
        embed_origins: origins that may show the page in an iframe, separated by spaces.
        retention_months: how long a remembered leader's data is kept after her last sign of life.
        legal_basis, data_protection_contact, coach_role: facts of the organisation that the privacy notice states.
        spacy_model: a pretrained Danish spaCy model that the operator has; None means the blank one.
        directory: where coaches and trainers may log in beside their passwords; None means passwords only.
    """

    var_dir: Path = ROOT / "var"
    models_dir: Path = ROOT / "models"
    database_url: str = ""
    tracker_url: str = ""
    lock_store_url: str | None = None
    rasa_host: str = "127.0.0.1"
    rasa_port: int = 5005
    actions_port: int = 5055
    organisation: str = "din organisation"
    contact_name: str = "jeres HR-afdeling"
    contact_phone: str = ""
    contact_email: str = ""
    pause_hours: float = 4.0
    session_messages: int = 12
    web_host: str = "0.0.0.0"
    web_port: int = 8080
    secret_key: str = ""
    cookie_samesite: str = "lax"
    trusted_proxies: str = "127.0.0.1"
    embed_origins: str = ""
    retention_months: int = 12
    legal_basis: str = "dit samtykke (databeskyttelsesforordningens artikel 6, stk. 1, litra a)"
    data_protection_contact: str = "organisationens databeskyttelsesrådgiver"
    coach_role: str = "den coach, som organisationen har udpeget"
    spacy_model: str | None = None
    directory: Directory | None = None

    @property
    def rasa_url(self) -> str:
        """Base URL of Rasa's HTTP server."""
        return f"http://{self.rasa_host}:{self.rasa_port}"

    @property
    def contact(self) -> str:
        """The contact person in one phrase: name, phone and e-mail as far as they are set."""
        ways = [way for way in (self.contact_phone, self.contact_email) if way]
        return f"{self.contact_name} ({', '.join(ways)})" if ways else self.contact_name

    @property
    def facts(self) -> dict[str, str | int]:
        """What the notice's texts may name of the organisation: word in braces → what it is filled with."""
        return {
            "organisation": self.organisation,
            "contact": self.contact,
            "data_protection_contact": self.data_protection_contact,
            "legal_basis": self.legal_basis,
            "coach_role": self.coach_role,
            "months": self.retention_months,
        }


def _number(environment: Mapping[str, str], name: str, default: float, lowest: float, highest: float) -> float:
    text = environment.get(name)
    if text is None or text == "":
        return default
    try:
        number = float(text)
    except ValueError as error:
        raise SettingsError(f"{name}={text!r} is not a number. Mend it in .env or in the environment.") from error
    if not lowest <= number <= highest:
        raise SettingsError(
            f"{name}={text} is outside {lowest:g} to {highest:g}. Mend it in .env or in the environment."
        )
    return number


def _directory(environment: Mapping[str, str]) -> Directory | None:
    issuer = environment.get("OIDC_ISSUER")
    if not issuer:
        return None
    if not _ISSUER.fullmatch(issuer):
        raise SettingsError(f"OIDC_ISSUER={issuer!r} is not an address that begins with https://. Mend it in .env.")
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES"):
        if not environment.get(name):
            raise SettingsError(f"OIDC_ISSUER is set, so {name} must be too. Mend it in .env.")
    roles: dict[str, str] = {}
    for pair in environment["OIDC_ROLES"].split():
        group, _, role = pair.rpartition("=")
        if not group or role not in ROLES:
            raise SettingsError(f"OIDC_ROLES: {pair!r} is not group=role with a role of {', '.join(ROLES)}.")
        roles.setdefault(group, role)
    return Directory(
        issuer=issuer,
        client_id=environment["OIDC_CLIENT_ID"],
        client_secret=environment["OIDC_CLIENT_SECRET"],
        scopes=environment.get("OIDC_SCOPES") or "openid profile",
        role_claim=environment.get("OIDC_ROLE_CLAIM") or "roles",
        roles=roles,
        name=environment.get("OIDC_NAME") or "din organisation",
    )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from a mapping of names to text.

    Raises:
        SettingsError: a value cannot be used; the message names it.
    """
    defaults = Settings()
    var_dir = Path(environment.get("LEDERDIALOG_VAR") or defaults.var_dir).absolute()
    database_url = environment.get("DATABASE_URL") or f"sqlite:///{var_dir / 'lederdialog.db'}"
    tracker_url = environment.get("TRACKER_URL") or f"sqlite:///{var_dir / 'conversations.db'}"
    if database_url == tracker_url:
        raise SettingsError("DATABASE_URL and TRACKER_URL name the same database; give each its own.")

    def text(name: str, default: str) -> str:
        return environment.get(name) or default

    cookie_samesite = text("COOKIE_SAMESITE", defaults.cookie_samesite).lower()
    if cookie_samesite not in ("lax", "strict", "none"):
        raise SettingsError(f"COOKIE_SAMESITE={cookie_samesite!r} is not lax, strict or none. Mend it in .env.")
    embed_origins = text("EMBED_ORIGINS", defaults.embed_origins)
    for origin in embed_origins.split():
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(f"EMBED_ORIGINS: {origin!r} is not an origin such as https://intranet.example.")

    return Settings(
        var_dir=var_dir,
        models_dir=Path(environment.get("LEDERDIALOG_MODELS") or defaults.models_dir).absolute(),
        database_url=database_url,
        tracker_url=tracker_url,
        lock_store_url=environment.get("LOCK_STORE_URL") or None,
        rasa_host=text("RASA_HOST", defaults.rasa_host),
        rasa_port=int(_number(environment, "RASA_PORT", defaults.rasa_port, 1, 65535)),
        actions_port=int(_number(environment, "ACTIONS_PORT", defaults.actions_port, 1, 65535)),
        organisation=text("ORGANISATION", defaults.organisation),
        contact_name=text("CONTACT_NAME", defaults.contact_name),
        contact_phone=text("CONTACT_PHONE", ""),
        contact_email=text("CONTACT_EMAIL", ""),
        pause_hours=_number(environment, "PAUSE_HOURS", defaults.pause_hours, 0, 24 * 365),
        session_messages=int(_number(environment, "SESSION_MESSAGES", defaults.session_messages, 3, 400)),
        web_host=text("WEB_HOST", defaults.web_host),
        web_port=int(_number(environment, "WEB_PORT", defaults.web_port, 1, 65535)),
        secret_key=text("SECRET_KEY", ""),
        cookie_samesite=cookie_samesite,
        trusted_proxies=text("TRUSTED_PROXIES", defaults.trusted_proxies),
        embed_origins=embed_origins,
        retention_months=int(_number(environment, "RETENTION_MONTHS", defaults.retention_months, 1, 120)),
        legal_basis=text("LEGAL_BASIS", defaults.legal_basis),
        data_protection_contact=text("DATA_PROTECTION_CONTACT", defaults.data_protection_contact),
        coach_role=text("COACH_ROLE", defaults.coach_role),
        spacy_model=environment.get("SPACY_MODEL") or None,
        directory=_directory(environment),
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read on first use.

    Raises:
        SettingsError: a value cannot be used.
    """
    from_file = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return read_settings({**from_file, **os.environ})
