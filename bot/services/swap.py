"""Puts another model live in the running assistant, and sees that it arrives."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from bot.errors import LederdialogError
from bot.models import Models, name_of
from bot.talk import model_url

PATIENCE = 60.0  # seconds until the running assistant has taken over a model


class NotTaken(LederdialogError):
    """The running assistant goes on with the model that it had."""


def put_live(models: Models, rasa_url: str, choose: Callable[[], object]) -> str:
    """Change which model is live, and wait until the running assistant answers with it.

    Args:
        models: where the choice stands.
        rasa_url: base URL of Rasa's server.
        choose: makes the choice.

    Returns:
        Which model is live and from when, in Danish: now, or from the next start on where no assistant is running.

    Raises:
        NotTaken: the assistant did not take the model; the choice is as it was.
    """
    before = models.chosen()
    choose()
    wanted = name_of(models.chosen()[0])
    deadline = time.monotonic() + PATIENCE
    while (told := _told(rasa_url)) and told["refused"] != wanted and time.monotonic() < deadline:
        if told["model"] == wanted:
            return f"{wanted} er i drift nu."
        time.sleep(0.2)
    if told is None:
        return f"{wanted} kommer i drift, næste gang assistenten starter (den kører ikke nu)."
    models.choose(before)
    raise NotTaken(
        f"Assistenten kunne ikke indlæse {wanted} og svarer videre med {told['model']}. Læs hvorfor i var/log."
    )


def _told(rasa_url: str) -> dict[str, str | None] | None:
    """Which model the running assistant says it has; None where none is running."""
    try:
        answer = httpx.get(model_url(rasa_url), timeout=10)
        return dict(answer.json())
    except httpx.ConnectError:
        return None
    except (httpx.HTTPError, ValueError):
        return {"model": None, "refused": None}  # it is there, and busy
