"""The workbench in a real Chromium: by keyboard, by mouse, and without scripts."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from admin_forms import client_of
from axe_playwright_python.sync_playwright import Axe
from bench import at, make_five, make_known
from browsing import IN_CHROMIUM, PHONE, WIDER_THAN_THE_WINDOW, open_page
from builders import make_actor
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from pledges import review
from pledges.models import Article, Candidate, Pledge

pytestmark = IN_CHROMIUM
LIMIT_IN_SECONDS = 120
ALL_OPEN = """document.querySelectorAll('details').forEach((one) => {
  one.removeAttribute('name');
  one.open = true;
})"""


class Keyboard:
    """The keys of a page, and how many were pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def decided(self, many: int) -> None:
        """Wait as a user does: until the screen says so."""
        expect(self.page.get_by_text(f"{many} of 5 decided")).to_be_visible()


@pytest.fixture
def five(transactional_db: None) -> tuple[Article, list[Candidate]]:
    """An article with five claims, of which the first is known already."""
    make_known()
    make_actor("NO")
    return make_five()


def on_bench(
    browser: Browser,
    complaints: list[str],
    server: LiveServer,
    user: User,
    article: Article,
    **options: Any,
) -> Page:
    """Open the workbench as ``user``, logged in."""
    page = open_page(browser, complaints, **options)
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": server.url}]
    )
    page.goto(server.url + at(article))
    return page


@pytest.fixture
def bench(
    chromium: Browser,
    complaints: list[str],
    live_server: LiveServer,
    bob: User,
    five: tuple[Article, list[Candidate]],
) -> Iterator[Page]:
    """The workbench of bob; at the end nothing may have been complained of."""
    page = on_bench(chromium, complaints, live_server, bob, five[0])
    yield page
    page.context.close()
    assert complaints == []


def states(claims: list[Candidate]) -> list[str]:
    pks = [claim.pk for claim in claims]
    stored = Candidate.objects.in_bulk(pks)
    return [stored[pk].state for pk in pks]


def focused(page: Page) -> str:
    """Return the key of the claim that has the focus."""
    return str(page.evaluate("document.activeElement.closest('li')?.dataset.claim"))


def test_five_claims_are_through_review_by_keyboard_alone(bench, five):
    _, claims = five
    keys, began = Keyboard(bench), time.monotonic()

    keys.press("j", "m", "Enter")
    keys.decided(1)
    keys.press("a")
    keys.decided(2)
    keys.press("u")
    keys.decided(1)
    keys.press("a")
    keys.decided(2)
    keys.press("a")
    keys.decided(3)
    keys.press("e", "Control+a")
    keys.type("Norway")
    keys.press("Tab", "Tab", "Tab", "Control+a")
    keys.type("80000000")
    keys.press("Enter")
    keys.decided(4)
    keys.press("r")
    keys.type("An army of its own.")
    keys.press("Enter")
    keys.decided(5)

    expect(bench.get_by_text("All claims of this article are decided.")).to_be_visible()
    assert states(claims) == ["merged", "accepted", "accepted", "accepted", "rejected"]
    goods, norway = Pledge.objects.order_by("pk")[1:]
    assert [item.name for item in goods.items.all()] == ["generator", "transformer"]
    assert (norway.donor.code, norway.amount) == ("NO", 80_000_000)
    assert keys.pressed <= 55
    assert time.monotonic() - began < LIMIT_IN_SECONDS


def test_nothing_is_loaded_anew_by_a_decision(bench):
    loads: list[str] = []
    bench.on("load", lambda page: loads.append(page.url))

    Keyboard(bench).press("j", "j", "a")

    expect(bench.get_by_role("status").first).to_contain_text("New: 5")
    assert loads == []


def test_figure_that_is_known_is_asked_about_before_it_is_published(bench, five):
    _, claims = five
    keys = Keyboard(bench)
    keys.press("j", "a")

    nearest = bench.get_by_label("same amount")
    expect(nearest).to_be_focused()
    expect(bench.locator("#outcome")).to_contain_text("Perhaps known already")
    keys.press("ArrowDown", "ArrowUp", "Enter")
    keys.decided(1)
    assert states(claims[:1]) == ["merged"]


def test_claim_by_hand_that_is_wrong_keeps_focus_and_words(bench):
    bench.get_by_text("New claim from a passage").click()
    bench.locator("#new-quote").fill("nobody wrote this")
    bench.get_by_role("button", name="Propose").click()

    expect(bench.locator("#new-quote")).to_be_focused()
    expect(bench.locator("#new-quote")).to_have_value("nobody wrote this")
    expect(bench.locator("#outcome")).to_contain_text("Kind: This field is required.")


def test_a_user_who_is_logged_out_is_told_and_loses_nothing(bench, five):
    _, claims = five
    keys = Keyboard(bench)
    kept = bench.context.cookies()
    bench.context.clear_cookies(name="sessionid")
    keys.press("j", "j", "e", "Control+a")
    keys.type("Ukraine")
    keys.press("Enter")

    expect(bench.locator("#outcome")).to_contain_text("you are logged out")
    bench.context.add_cookies([one for one in kept if one["name"] == "sessionid"])
    keys.press("Enter")
    keys.decided(1)
    assert Pledge.objects.latest("pk").donor.code == "UA"
    assert states(claims[1:2]) == ["accepted"]


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}])
def test_text_and_claim_are_in_view_together(bench, five, size):
    bench.set_viewport_size(size)
    Keyboard(bench).press("j", "j", "j", "j", "e")

    for part in ("mark.shown", "#outcome", "input:focus"):
        expect(bench.locator(part).first).to_be_in_viewport(ratio=0.9)
    accept = bench.locator(f"#claim-{five[1][3].pk}").get_by_role(
        "button", name="Accept"
    )
    expect(accept).to_be_in_viewport(ratio=0.9)


def test_focus_is_on_the_next_claim_and_never_lost(bench, five):
    _, claims = five
    keys = Keyboard(bench)
    keys.press("j", "j", "j")
    assert focused(bench) == str(claims[2].pk)

    keys.press("a")
    keys.decided(1)
    assert focused(bench) == str(claims[3].pk)
    keys.press("u")
    keys.decided(0)
    assert focused(bench) == str(claims[2].pk)
    keys.press("e")
    keys.press("Escape", "k")
    assert focused(bench) == str(claims[1].pk)


def test_what_is_wrong_is_shown_at_its_field_which_has_the_focus(bench, five):
    keys = Keyboard(bench)
    keys.press("j", "e", "Control+a")
    keys.type("Nowhere")
    keys.press("Enter")

    box = bench.get_by_label("Donor").first
    expect(box).to_be_focused()
    expect(box).to_have_value("Nowhere")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(bench.locator("#outcome")).to_contain_text("No actor is called “Nowhere”")


def test_claim_decided_by_another_is_told_with_both_versions(
    bench,
    five,
    complaints,
):
    _, claims = five
    review.reject(claims[0], None, "Old.")
    keys = Keyboard(bench)
    keys.press("j", "e", "Tab", "Tab", "Tab", "Control+a")
    keys.type("1")
    keys.press("Enter")

    note = bench.get_by_text("Somebody else decided on this claim first.").last
    expect(note).to_be_focused()
    row = bench.get_by_role("row", name="Amount")
    expect(row).to_contain_text("37,000,000")
    assert states(claims[:1]) == ["rejected"]
    assert "409" in complaints.pop()  # the browser notes every answer of this kind


def test_edits_of_one_claim_outlive_a_decision_on_another(bench, five):
    keys = Keyboard(bench)
    keys.press("j", "e", "Tab", "Tab", "Tab", "Control+a")
    keys.type("36")
    keys.press("Escape", "j", "a")
    keys.decided(1)

    box = bench.locator("li.card").first.get_by_label("Amount:", exact=True)
    expect(box).to_have_value("36")


def test_claim_and_passage_show_one_another(bench, five):
    _, claims = five
    passage = bench.locator(f"mark[data-claims~='{claims[3].pk}']")
    card = bench.locator(f"#claim-{claims[3].pk}")

    passage.hover()
    expect(card).to_have_class("card card-pending shown")
    bench.locator(f"#claim-{claims[1].pk} > details > summary").hover()
    expect(card).to_have_class("card card-pending")
    card.locator("summary").first.focus()
    expect(passage).to_have_class("mark-pending shown")
    bench.get_by_role("link", name="Claim 5").focus()
    expect(bench.locator(f"#claim-{claims[4].pk}")).to_have_class(
        "card card-pending shown"
    )


def test_passage_selected_by_keyboard_becomes_a_claim(bench, five):
    keys = Keyboard(bench)
    keys.press("j", "j", "s", *["Shift+ArrowRight"] * 12, "Enter")

    expect(bench.get_by_label("Kind")).to_be_focused()
    expect(bench.locator("#new-quote")).to_have_value("5 generators")
    bench.keyboard.type("Pledge")
    bench.locator("#new-donor").fill("Japan")
    bench.locator("#new-donor").press("Enter")
    expect(bench.get_by_text("0 of 6 decided")).to_be_visible()
    made = Candidate.objects.get(rules=["entered by hand"])
    assert (made.quote, made.start, made.kind) == ("5 generators", 92, "pledge")
    assert focused(bench) == str(made.pk)


def test_passage_selected_by_mouse_fills_in_the_quote(bench, five):
    bench.locator("mark").first.dblclick(position={"x": 60, "y": 8})

    expect(bench.locator("#new-quote")).to_have_value("million")
    place = five[0].text.index("million")
    expect(bench.locator("#new-near")).to_have_value(str(place))


def test_article_cannot_be_typed_in_while_words_are_selected(bench, five):
    Keyboard(bench).press("j", "s", "x", "Delete", "Control+v")

    assert bench.locator("#article-text").text_content() == five[0].text


def test_single_keys_can_be_switched_off(bench, five):
    _, claims = five
    bench.get_by_label("Single letters are keys").uncheck()
    bench.locator("summary").first.focus()

    Keyboard(bench).press("a")
    bench.reload()
    bench.locator("summary").first.focus()
    Keyboard(bench).press("a")

    expect(bench.get_by_text("0 of 5 decided")).to_be_visible()
    assert states(claims) == ["pending"] * 5


def test_server_that_is_not_reached_is_told(bench, complaints):
    bench.context.set_offline(True)
    Keyboard(bench).press("j", "a")

    expect(bench.locator("#outcome")).to_contain_text("The server was not reached")
    complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_workbench_is_accessible_and_fits(
    chromium,
    complaints,
    live_server,
    bob,
    five,
    scheme,
):
    article, claims = five
    review.accept(claims[1], bob)
    review.reject(claims[4], bob, "An army of its own.")
    page = on_bench(
        chromium, complaints, live_server, bob, article, color_scheme=scheme
    )
    page.evaluate(ALL_OPEN)
    page.locator("mark").first.hover()

    found = Axe().run(page).response["violations"]

    grave = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"]) for one in grave] == []
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
    page.context.close()


def test_workbench_works_by_plain_forms(
    chromium,
    complaints,
    live_server,
    bob,
    five,
):
    article, claims = five
    page = on_bench(
        chromium, complaints, live_server, bob, article, java_script_enabled=False
    )
    page.get_by_label("same amount").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("1 of 5 decided")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("2 of 5 decided")).to_be_visible()
    page.locator(f"#claim-{claims[1].pk} > details > summary").click()
    page.locator(f"#claim-{claims[1].pk}").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 of 5 decided")).to_be_visible()
    page.get_by_text("New claim from a passage").click()
    page.locator("#new-quote").fill("Norway adds 80 million euros")
    page.locator("#new-kind").select_option("pledge")
    page.get_by_role("button", name="Propose").click()

    expect(page.get_by_text("1 of 6 decided")).to_be_visible()
    assert states(claims) == ["merged"] + ["pending"] * 4
    assert complaints == []
    page.context.close()
