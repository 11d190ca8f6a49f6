"""What editors and reviewers do, in a real Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import IN_CHROMIUM, PHONE, WIDER_THAN_THE_WINDOW, open_page
from builders import (
    PASSWORD,
    make_actor,
    make_article,
    make_candidate,
    make_item,
    make_pledge,
    make_user,
)
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from pledges.documents import MAX_BYTES
from pledges.models import Article, Candidate, Pledge

pytestmark = IN_CHROMIUM
TEXT = (
    "Tokyo will pay USD 37 million into a NATO fund for a drone detection system. "
    "It also gives five mobile gas turbine generators and seven transformers."
)
SIDEWAYS = """[...document.querySelectorAll(".inline-group, .inline-group *")]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => getComputedStyle(one).overflowX === "auto").map((one) => one.id)"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def admin(live_server: LiveServer) -> str:
    """Store an article, a claim, a pledge and some actors; return the address."""
    for code in ("JP", "UA", "NATO", "nato-trust-fund", "GQ"):
        make_actor(code)
    make_user("bob", "Reviewer")
    article = make_article(TEXT, title="Tokyo pays")
    make_candidate(article, "USD 37 million")
    make_item(make_pledge(article=article, quote="five mobile gas turbine generators"))
    return f"{live_server.url}/admin/"


def log_in(page: Page, admin: str) -> None:
    """Enter as Bob, who reviews."""
    page.goto(admin)
    page.get_by_label("Username").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def choose(page: Page, box: str, typed: str, name: str) -> None:
    """Look a name up in the box with this id, by keyboard."""
    page.locator(f"#{box}_choice").click()
    page.keyboard.type(typed)
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(name)
    page.keyboard.press("Enter")


def test_the_first_brief_is_entered_by_hand_and_published(admin, page):
    log_in(page, admin)
    article = Article.objects.get()
    page.goto(f"{admin}pledges/pledge/add/?article={article.pk}")
    choose(page, "id_donor", "JP", "Japan")
    choose(page, "id_recipient", "UA", "Ukraine")
    page.get_by_label("Amount:").fill("37000000")
    page.get_by_label("Currency:").fill("usd")
    page.get_by_label("Announced on:").fill("2024-01-07")
    page.locator("#id_evidence-0-quote").fill(TEXT)
    goods = {"drone detection system": "", "mobile gas turbine generator": "5"}
    goods |= {"transformer": "7"}
    for place, (name, number) in enumerate(goods.items()):
        if place:
            page.get_by_role("button", name="Add another Line of goods").click()
        page.locator(f"#id_items-{place}-name").fill(name)
        page.locator(f"#id_items-{place}-quantity").fill(number)
    page.get_by_role("button", name="Save and publish").click()

    expect(page.get_by_text("Published: 1.")).to_be_visible()
    pledge = Pledge.objects.published().get(amount=37_000_000)
    lines = {item.name: item.quantity for item in pledge.items.all()}
    assert lines == {
        "drone detection system": None,
        "mobile gas turbine generator": 5,
        "transformer": 7,
    }
    assert pledge.title == "Japan to Ukraine: USD 37,000,000"


def test_enter_chooses_no_name_that_was_there_before_the_search(admin, page):
    log_in(page, admin)
    page.goto(f"{admin}pledges/pledge/add/")
    page.locator("#id_channel_choice").click()
    expect(page.locator(".select2-results__option--highlighted")).to_be_visible()

    page.keyboard.type("trust fund")
    page.keyboard.press("Enter")

    assert page.locator("#id_channel").input_value() == ""
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(
        "NATO trust fund"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#id_channel_choice")).to_contain_text("NATO trust fund")


def test_a_text_beyond_the_limit_is_refused_before_it_is_sent(admin, page):
    log_in(page, admin)
    page.goto(f"{admin}pledges/article/add/")
    text = page.locator("#id_pasted")
    page.get_by_label("Publisher:").fill("The Ledger")
    # In lines: a single one of a million letters takes a browser half a minute.
    lines = MAX_BYTES // 199 + 1
    text.evaluate(f"box => box.value = ('ж'.repeat(99) + '\\n').repeat({lines})")

    page.get_by_role("button", name="Save", exact=True).click()

    said = text.evaluate("box => box.validationMessage")
    assert said == f"This has {199 * lines:,} bytes; the limit is {MAX_BYTES:,}."
    expect(page.get_by_label("Publisher:")).to_have_value("The Ledger")

    text.fill("Japan will give Ukraine 100 trucks.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Claims found in it")).to_be_visible()


def pages() -> list[str]:
    """Return the pages on which people work, by their address below /admin/."""
    pledge, claim = Pledge.objects.get(), Candidate.objects.get()
    return [
        "",
        "pledges/actor/add/",
        "pledges/exchangerate/",
        "pledges/article/",
        "pledges/article/inbox/",
        f"pledges/article/{claim.article_id}/change/",
        "pledges/feed/add/",
        "pledges/reportedtotal/",
        "pledges/candidate/?state=rejected",
        "pledges/pledge/",
        "pledges/pledge/add/",
        f"pledges/pledge/{pledge.pk}/change/",
        f"pledges/pledge/{pledge.pk}/history/",
        "pledges/candidate/",
        f"pledges/article/{claim.article_id}/workbench/",
        "pledges/article/add/",
    ]


def test_rows_of_a_pledge_stack_on_a_phone_each_box_named(admin, chromium, complaints):
    page = open_page(chromium, complaints, viewport=PHONE)
    log_in(page, admin)
    page.goto(f"{admin}pledges/pledge/{Pledge.objects.get().pk}/change/")

    name = page.locator("#id_items-0-name")
    expect(name).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []
    label = (
        "getComputedStyle(document.querySelector('#items-0 .field-name'), '::before')"
    )
    assert page.evaluate(f"{label}.content") == '"Name"'
    page.context.close()


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", {"width": 1280, "height": 800}), ("dark", PHONE)]
)
def test_every_page_fits_and_is_open_to_all(
    admin, chromium, complaints, subtests, scheme, size
):
    page = open_page(chromium, complaints, viewport=size, color_scheme=scheme)
    log_in(page, admin)
    for path in pages():
        with subtests.test(path=path):
            page.goto(f"{admin}{path}")
            page.wait_for_load_state("networkidle")

            assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
            assert complaints == []
            found = Axe().run(page, options={"runOnly": RULES})
            assert [one["id"] for one in found.response["violations"]] == []
        complaints.clear()  # the checker tries styles of its own
    page.context.close()
