"""The search box in a real Chromium: suggestions, keys, without scripts, on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import IN_CHROMIUM, PHONE, WIDER_THAN_THE_WINDOW, open_page
from builders import make_item, make_pledge
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from pledges.models import Pledge

pytestmark = IN_CHROMIUM


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Publish boats and a boathouse of Japan's; return the address."""
    boats = make_pledge(title="Japan to Fiji: boats")
    make_item(boats, name="patrol boat")
    make_pledge("NO", title="Boathouse")
    return live_server.url


def box(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def typed(page: Page, words: str) -> None:
    """Go to the box with a key, type, and wait for what is suggested."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(options(page).first).to_be_visible()


def test_slash_leads_to_the_box_and_typing_suggests_records(site, page):
    page.goto(f"{site}/methodology")

    typed(page, "boat")

    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    assert options(page).all_text_contents() == [
        "Pledge Boathouse",
        "Pledge Japan to Fiji: boats",
        "Equipment 5 × patrol boat",
    ]


def test_arrows_choose_and_enter_opens_under_the_terms(site, page):
    page.goto(f"{site}/?currency=EUR")
    typed(page, "boat")

    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    chosen = options(page).and_(page.get_by_role("option", selected=True))
    expect(chosen).to_have_text("Pledge Japan to Fiji: boats")
    active = box(page).get_attribute("aria-activedescendant")
    assert chosen.get_attribute("id") == active
    page.keyboard.press("Enter")
    pledge = Pledge.objects.get(title="Japan to Fiji: boats")
    page.wait_for_url(f"{site}/pledges/{pledge.pk}?currency=EUR")


def test_escape_closes_and_enter_searches_for_what_was_typed(site, page):
    page.goto(f"{site}/pledges")
    typed(page, "boat")

    page.keyboard.press("Escape")

    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("boat")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/search?q=boat")
    expect(box(page)).to_have_value("boat")


def test_pointing_opens_a_suggestion(site, page):
    page.goto(site)
    typed(page, "boath")

    options(page).first.click()

    expect(page.locator("h1")).to_have_text("Boathouse")


def test_late_answer_of_an_earlier_word_is_not_shown(site, page):
    held = []
    page.route("**/search.json?q=boat", lambda route: held.append(route))
    page.goto(site)
    page.keyboard.press("/")
    with page.expect_request("**/search.json?q=boat"):
        page.keyboard.type("boat")

    page.keyboard.type("house")

    only = options(page)
    expect(only).to_have_text(["Pledge Boathouse"])
    [late] = held
    late.abort()
    page.wait_for_timeout(50)
    expect(only).to_have_text(["Pledge Boathouse"])


def test_slash_in_a_box_is_a_slash(site, page):
    page.goto(f"{site}/pledges")
    box(page).fill("a")
    page.keyboard.press("/")

    expect(box(page)).to_have_value("a/")


def test_open_suggestions_are_open_to_all_readers(site, chromium, complaints):
    for scheme, size in [("light", {"width": 1280, "height": 800}), ("dark", PHONE)]:
        page = open_page(chromium, complaints, viewport=size, color_scheme=scheme)
        page.goto(site)
        typed(page, "boat")
        page.keyboard.press("ArrowDown")

        assert Axe().run(page).response["violations"] == []
        assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
        page.context.close()
    assert complaints == []


def test_box_searches_without_scripts(site, chromium, complaints):
    page = open_page(chromium, complaints, java_script_enabled=False)
    page.goto(f"{site}/methodology?currency=EUR")

    page.get_by_role("searchbox").fill("patrol baot")
    page.get_by_role("button", name="Search").click()

    assert page.url == f"{site}/search?currency=EUR&q=patrol+baot"
    expect(page.get_by_role("status")).to_contain_text("patrol boat")
    expect(page.get_by_role("link", name="Patrol boat")).to_be_visible()
    page.context.close()
