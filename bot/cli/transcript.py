"""Play a leader's lines to the running assistant and write the talk down as Markdown on standard output."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from bot.errors import LederdialogError
from bot.settings import settings
from bot.talk import Button, Message, send

PRESS = "> "  # a line that begins with this presses the button of that title


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """LINES is a text file: one message a line; `> Title` presses a button."""
    parser.add_argument(
        "lines", type=Path, help="what the leader writes, one message a line; '> Title' presses a button"
    )


def payload_of(title: str, buttons: list[Button]) -> str:
    """The payload of the newest button with this title.

    Raises:
        LederdialogError: none was offered.
    """
    for button in reversed(buttons):
        if button.title == title:
            return button.payload
    raise LederdialogError(f"No button {title!r} was offered; offered were {[button.title for button in buttons]}")


def as_markdown(spoken: str, messages: list[Message]) -> str:
    """One turn: what the leader wrote as a quote, then each message, then the buttons in brackets."""
    lines = [f"> **{spoken}**", ""] if spoken else []
    for message in messages:
        lines += [message.text.replace("\n", "  \n"), ""]
        if message.buttons:
            lines += [" ".join(f"`{button.title}`" for button in message.buttons), ""]
    return "\n".join(lines)


def main(arguments: argparse.Namespace) -> int:
    """Begin a new conversation, say each line, print each turn."""
    sender, url = secrets.token_hex(8), settings().rasa_url
    offered: list[Button] = []
    for line in ["hej", *arguments.lines.read_text(encoding="utf-8").splitlines()]:
        if not line.strip():
            continue
        spoken = line.removeprefix(PRESS)
        messages = list(send(url, sender, payload_of(spoken, offered) if line.startswith(PRESS) else line))
        offered += [button for message in messages for button in message.buttons]
        print(as_markdown(f"[{spoken}]" if line.startswith(PRESS) else spoken, messages))
    return 0
