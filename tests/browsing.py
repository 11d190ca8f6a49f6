"""A real Chromium for tests, and pages that note what its console complains of."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# The page reads the database while Playwright's own loop runs in this thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(),
        reason=f"No Chromium at {CHROMIUM}: apt install chromium, or set CHROMIUM.",
    ),
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP", event.violatedDirective, event.blockedURI))"""
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - window.innerWidth"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console had to say that it should not."""
    return []


def open_page(browser: Browser, complaints: list[str], **options: Any) -> Page:
    """Return a page that notes every error and violation in ``complaints``."""
    page = browser.new_context(**options).new_page()
    page.add_init_script(REPORT_VIOLATIONS)
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    """Open a page; at the end nothing may have been complained of."""
    opened = open_page(chromium, complaints)
    yield opened
    opened.context.close()
    assert complaints == []
