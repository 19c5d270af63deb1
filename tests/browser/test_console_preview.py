"""Trying a model beside the live one, in Chromium and with two real Rasa processes: every state, wide and narrow, by axe."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.store.accounts import add_account
from bot.store.database import Store
from bot.web.console.passwords import hash_password
from tests.browser.conftest import Open
from tests.browser.driver import Screen
from tests.conversations.driver import Assistant

PASSWORD = "tre blå både på fjorden"
TRIED = "lederdialog-tried"
_STARTING = 120_000  # ms


@pytest.fixture
def trainer(assistant: Assistant, model: Path, open_screen: Open) -> Iterator[Screen]:
    """A trainer at the page, with one model to try: the live one's double."""
    double = assistant.settings.models_dir / f"{TRIED}.tar.gz"
    double.symlink_to(model)
    os.utime(double)
    name = f"Træner {secrets.token_hex(3)}"
    add_account(Store(assistant.settings.database_url), name, "trainer", hash_password(PASSWORD, name))
    screen = open_screen().open("/trainer/try")
    screen.page.get_by_label("Brugernavn").fill(name)
    screen.page.get_by_label("Adgangskode").fill(PASSWORD)
    screen.page.get_by_role("button", name="Log ind").click()
    try:
        yield screen
    finally:
        screen.open("/trainer/try")
        if (stop := screen.page.get_by_role("button", name="Luk afprøvningen")).count():
            stop.click()
        double.unlink()


def _wrong(screen: Screen) -> list[str]:
    """What axe and the eye find on 1280 and 320 pixels."""
    found = screen.violations()
    screen.page.set_viewport_size({"width": 320, "height": 800})
    found += screen.violations() + screen.misfits()
    screen.page.set_viewport_size({"width": 1280, "height": 800})
    return found


def test_a_trainer_tries_a_model_beside_the_live_one(trainer: Screen) -> None:
    """Start it, wait while the page looks by itself, talk with both by button and in words, close it."""
    page, found = trainer.page, {}
    found["choice"] = _wrong(trainer)
    page.get_by_label("Model").select_option(TRIED)
    page.get_by_role("button", name="Start den").click()
    expect(page.locator("#waiting")).to_contain_text("er ved at starte")
    found["waiting"] = _wrong(trainer)
    expect(page.get_by_text("Samtalen her slettes")).to_be_visible(timeout=_STARTING)
    found["ready"] = _wrong(trainer)
    page.get_by_role("button", name="Begynd en samtale").click()
    expect(page.locator("li .sides")).to_have_count(1)
    page.get_by_role("group", name="Valg").get_by_role("button", name="Spring over").click()
    page.get_by_label("Skriv som en leder").fill("jeg vil gerne tale om mine medarbejdere")
    page.get_by_role("button", name="Send til begge").click()
    last = page.locator("ol.pairs > li").last
    expect(last.get_by_role("heading", level=2)).to_contain_text("jeg vil gerne tale om mine medarbejdere")
    expect(last.get_by_text("Medarbejderne:")).to_have_count(2)
    expect(page.locator(".parts")).to_have_count(0)
    found["talk"] = _wrong(trainer)
    page.get_by_role("button", name="Luk afprøvningen").click()
    expect(page.locator(".done")).to_be_visible()
    expect(page.get_by_role("button", name="Start den")).to_be_visible()
    assert not {state: wrong for state, wrong in found.items() if wrong}
