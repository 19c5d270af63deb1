"""Talk with the assistant in the terminal; buttons are numbered choices."""

from __future__ import annotations

import argparse
import secrets
import sys

import httpx
from prompt_toolkit import PromptSession
from rich.console import Console
from rich.text import Text

from bot.cli.run import prepare
from bot.errors import ServiceUnavailable
from bot.settings import Settings, settings
from bot.talk import OPENING, Button, send

_YES = {"", "j", "ja", "y", "yes"}
_LEAVE = {"/stop", "/quit", "/exit"}
console = Console(highlight=False)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--new begins a new conversation without asking; --sender takes up a certain one."""
    parser.add_argument("--new", action="store_true", help="begin a new conversation without asking")
    parser.add_argument("--sender", help="take up this conversation")


def choose_sender(chosen: Settings, arguments: argparse.Namespace, ask: PromptSession[str] | None) -> str:
    """The conversation to go on with: the one of last time if the leader wants it, else a new one."""
    file = chosen.var_dir / "chat-sender"
    earlier = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    if arguments.sender:
        return str(arguments.sender)
    if (
        earlier
        and not arguments.new
        and (ask is None or ask.prompt("Fortsæt den tidligere samtale? (J/n) ").strip().lower() in _YES)
    ):
        return earlier
    sender = secrets.token_hex(16)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(sender, encoding="utf-8")
    return sender


def turn(chosen: Settings, sender: str, text: str, buttons: list[Button]) -> list[Button]:
    """Send one message, print the replies, and return the choices that are open now.

    A number that a choice stands beside presses that button; everything else is sent as typed.
    """
    payload = buttons[int(text) - 1].payload if text.isdigit() and 0 < int(text) <= len(buttons) else text
    offered: list[Button] = []
    try:
        for message in send(chosen.rasa_url, sender, payload):
            console.print()
            console.print(Text(message.text))
            if message.buttons:
                offered += message.buttons
                for number, button in enumerate(message.buttons, len(offered) - len(message.buttons) + 1):
                    console.print(Text(f"  {number}. {button.title}", style="cyan"))
    except ServiceUnavailable:
        console.print("Jeg kan ikke svare lige nu. Det, du skrev, er ikke sendt. Prøv igen om lidt.", style="red")
        return buttons
    return offered


def _is_up(chosen: Settings) -> bool:
    try:
        return httpx.get(f"{chosen.rasa_url}/", timeout=2).status_code < 500
    except httpx.HTTPError:
        return False


def main(arguments: argparse.Namespace) -> int:
    """Talk until Ctrl-D or Ctrl-C; starts the services if they are not running, and stops what it started."""
    chosen = settings()
    supervisor = None if _is_up(chosen) else prepare(chosen)
    session: PromptSession[str] | None = PromptSession() if sys.stdin.isatty() else None
    try:
        sender = choose_sender(chosen, arguments, session)
        console.print("Skriv dit svar og tryk Enter. Et tal vælger. Ctrl-D slutter.", style="dim")
        buttons = turn(chosen, sender, OPENING, [])
        while True:
            console.print()
            try:
                text = (session.prompt("> ") if session else input()).strip()
            except (EOFError, KeyboardInterrupt):
                return 0
            if text in _LEAVE:
                return 0
            if text:
                buttons = turn(chosen, sender, text, buttons)
    finally:
        if supervisor:
            supervisor.end()
