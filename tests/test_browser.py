"""What a reader does, in a real Chromium: filter, look, follow a figure, download."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import IN_CHROMIUM, PHONE, WIDER_THAN_THE_WINDOW, open_page
from builders import (
    link,
    make_actor,
    make_article,
    make_event,
    make_figure,
    make_item,
    make_pledge,
    make_rate,
    make_total,
)
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from pledges.models import Article, ReportedTotal

pytestmark = IN_CHROMIUM
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of links and buttons, but for those in running text: the methodology's, and the
# numbers behind quotes of an article.
SMALL_TARGETS = """[...document.querySelectorAll("a[href], button, summary")]
  .filter((one) => !one.matches(".skip-link, .prose p > a, .mark-ref"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([words, box]) => `${words}: ${box.width} x ${box.height}`)"""
SHEET = {"width": 673, "height": 950}  # A4 less the margins of print.css, in px


@pytest.fixture
def tracker(live_server: LiveServer) -> str:
    """Publish a small Japan, some others and a claimed total; return the address."""
    make_rate("USD", date(2023, 2, 1), "1.07", period="month")
    text = "Kyiv, 7 January. Japan gives a NATO fund 37 million dollars. More follows."
    drones = make_pledge(
        title="Japan to Ukraine: USD 37,000,000",
        amount=37_000_000,
        announced_on=date(2024, 1, 7),
        sector="military",
        instrument="fund_contribution",
        channel="NATO",
        article=make_article(text, licence="CC BY 4.0", published_on=date(2024, 1, 8)),
        quote="Japan gives a NATO fund 37 million dollars.",
    )
    make_event(drones, "committed", date(2024, 2, 7))
    make_item(drones, name="drone detection system", quantity=1)
    make_item(drones, name="transformer", quantity=7, delivered_quantity=2)
    loan = make_pledge(
        title="Japan to Ukraine: USD 5,500,000,000",
        amount=5_500_000_000,
        announced_on=date(2023, 2, 20),
        sector="financial",
    )
    link(make_pledge(amount=Decimal(471_000_000)), "part_of", loan, "A source says so.")
    make_pledge(donor="EU", amount=1_000_000, currency="EUR", amount_qualifier="about")
    make_pledge(donor="US", recipient="ukraine-and-neighbours", amount=None)
    make_pledge(donor="JP", recipient="US", amount=None, stage="considered")
    make_actor("ukraine-and-neighbours")
    make_figure("JP", "gdp_usd", 4_384_854_269_961)
    make_total(amount=7_000_000_000, as_of=date(2024, 1, 8), stage="delivered")
    return live_server.url


def paths() -> list[str]:
    """Return the address of each kind of page."""
    article = Article.objects.filter(licence="CC BY 4.0").get()
    [evidence] = article.evidence.filter(pledge__isnull=False)[:1]
    item = article.evidence.filter(item__isnull=False)[0].item
    assert evidence.pledge is not None
    assert item is not None
    lists = ["pledges", "donors", "recipients", "equipment", "reported-totals"]
    return [
        "/",
        *(f"/{name}" for name in lists),
        "/articles",
        "/evidence",
        "/help-us-confirm",
        "/map",
        "/map?side=donors",
        "/flows",
        "/search?q=japan+transfomer",
        "/search?q=xylophone",
        "/changes",
        "/methodology",
        "/data-dictionary",
        "/why-totals-differ",
        "/about",
        "/corrections?about=/pledges/12",
        "/corrections/received",
        "/compare",
        "/compare?donor=JP&donor=EU&donor=US&by=gdp_share",
        "/check",
        "/check?amount=7+billion&donor=JP&recipient=UA&on=2024-01-08",
        "/check?amount=7+billion&donor=JP&on=2024-01-08&claimed_currency=JPY",
        "/donors/JP",
        "/recipients/UA",
        f"/pledges/{evidence.pledge.pk}",
        f"/equipment/{item.pk}",
        f"/articles/{article.pk}",
        f"/reported-totals/{ReportedTotal.objects.get().pk}",
        "/?q=nothing-like-this",
        "/donors/JP?as_of=2024-02-01&currency=EUR&loans=without",
    ]


def test_reader_follows_a_figure_to_its_sentence(tracker, page):
    page.goto(tracker)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("group", name="Donor").get_by_label("Japan").check()
    page.get_by_role("button", name="Show").click()

    chip = page.get_by_role("link", name="Remove the filter Donor: Japan")
    expect(chip).to_be_visible()
    assert page.url == f"{tracker}/?donor=JP"
    expect(page.locator(".card-lead .card-exact")).to_contain_text("USD 5,537,000,000")

    line = page.locator("figure", has=page.locator("table[data-chart=line]"))
    expect(line.locator("canvas")).to_be_visible()
    line.get_by_text("Table", exact=True).click()
    expect(line.get_by_role("link", name="at least USD 7.00 bn")).to_be_visible()

    page.locator(".card-lead .card-figure a").click()
    page.get_by_role("link", name="Japan to Ukraine: USD 37,000,000").click()
    page.get_by_role("link", name="in the article").first.click()

    marked = page.locator("mark", has=page.locator(":target"))
    expect(marked).to_contain_text("Japan gives a NATO fund 37 million dollars.")


def test_reader_downloads_what_the_page_shows(tracker, page):
    page.goto(f"{tracker}/pledges?donor=JP&counted=yes")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of all 3 rows").click()

    file = Path(download.value.path()).read_bytes()
    assert file.count(b"\r\n") == 4
    assert b"Japan gives a NATO fund 37 million dollars." in file


def test_list_sorts_and_a_chip_takes_its_filter_away(tracker, page):
    page.goto(f"{tracker}/pledges?stage=announced&donor=JP")
    page.get_by_role("link", name="Counted, USD").click()

    head = page.get_by_role("columnheader", name="Counted, USD")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="Remove the filter Donor: Japan").click()
    assert page.url == f"{tracker}/pledges?stage=announced&sort=-usd"


def test_keyboard_skips_to_the_content(tracker, page):
    page.goto(tracker)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    focused = "document.querySelector('main').contains(document.activeElement)"
    assert page.evaluate(focused)


def test_every_page_is_whole_on_a_phone_and_in_the_dark(
    tracker, chromium, complaints, subtests
):
    for scheme in ("light", "dark"):
        page = open_page(chromium, complaints, viewport=PHONE, color_scheme=scheme)
        for path in paths():
            with subtests.test(scheme=scheme, path=path):
                page.goto(f"{tracker}{path}")

                assert page.locator("h1").count() == 1
                assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
                assert complaints == []
        page.context.close()


def test_every_page_fits_a_sheet_of_paper(tracker, page, subtests):
    for donor in ("GB", "DE", "FR", "islamic-development-bank"):
        make_pledge(donor, amount="12345678901.23")
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    for path in paths():
        with subtests.test(path=path):
            page.goto(f"{tracker}{path}")

            assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
            assert not page.get_by_role("link", name="CSV of").first.is_visible()


def test_every_page_is_open_to_all_readers(tracker, chromium, complaints, subtests):
    for scheme, size in [("light", {"width": 1280, "height": 800}), ("dark", PHONE)]:
        page = open_page(chromium, complaints, viewport=size, color_scheme=scheme)
        for path in paths():
            with subtests.test(scheme=scheme, path=path):
                page.goto(f"{tracker}{path}")

                found = Axe().run(page, options={"runOnly": RULES})
                assert found.response["violations"] == []
        page.context.close()


def test_links_that_stand_alone_can_be_hit(tracker, page, subtests):
    for size in ({"width": 1280, "height": 800}, PHONE):
        page.set_viewport_size(size)
        for path in [*paths(), "/pledges?donor=JP&page=1"]:
            with subtests.test(width=size["width"], path=path):
                page.goto(f"{tracker}{path}")

                assert page.evaluate(SMALL_TARGETS) == []


def test_every_page_is_of_use_without_scripts(tracker, chromium, complaints, subtests):
    page = open_page(chromium, complaints, java_script_enabled=False)
    for path in paths():
        with subtests.test(path=path):
            page.goto(f"{tracker}{path}")

            expect(page.locator("h1")).to_be_visible()
            for table in page.locator("table[data-chart]").all():
                expect(table).to_be_visible()
    page.goto(f"{tracker}/pledges")
    page.get_by_role("group", name="Donor").get_by_label("European Union").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 pledge", exact=True)).to_be_visible()
    page.context.close()
    assert complaints == []


def test_reader_checks_a_claim_and_follows_what_is_counted(tracker, page):
    page.goto(tracker)
    page.get_by_role("link", name="Check a claim").click()
    page.get_by_role("link", name="Japan has given Ukraine more than").click()

    promised = page.get_by_role("row", name="Promised with").first
    expect(promised).to_contain_text("less than the claim")
    promised.get_by_role("link").click()

    expect(page.get_by_text("3 pledges", exact=True)).to_be_visible()


def test_reader_copies_the_sentence_that_cites_a_page(tracker, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{tracker}/donors/JP")
    page.get_by_text("Cite", exact=True).click()
    page.get_by_role("button", name="Copy sentence").click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Japan had promised USD 5.54 bn by 7 January 2024")


def test_without_scripts_nothing_offers_to_copy_or_to_draw(
    tracker, chromium, complaints
):
    page = open_page(chromium, complaints, java_script_enabled=False)
    page.goto(f"{tracker}/donors/JP")
    page.get_by_text("Cite", exact=True).click()

    expect(page.locator("#cite-sentence")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.get_by_role("button", name="PNG")).to_have_count(0)
    page.context.close()


def test_reader_saves_a_chart_with_its_title_and_source(tracker, page):
    page.goto(tracker)
    figure = page.locator("figure", has=page.locator("table[data-chart=line]"))
    canvas = figure.locator("canvas").bounding_box()

    with page.expect_download() as download:
        figure.get_by_role("button", name="PNG").click()

    name = "what-donors-promised-added-up-day-by-day-2024-01-07.png"
    assert download.value.suggested_filename == name
    file = Path(download.value.path()).read_bytes()
    assert file.startswith(b"\x89PNG")
    assert canvas is not None
    # As wide as the drawing and its margins, and higher by what is written.
    width, height = (int.from_bytes(file[at : at + 4]) for at in (16, 20))
    assert width == canvas["width"] + 48
    assert height > canvas["height"] + 96 + 18


def test_charts_are_named_and_their_tables_are_reachable(tracker, page):
    page.goto(tracker)

    charts = page.locator("canvas[role=img]")
    expect(charts.first).to_be_visible()
    tables = page.locator("table[data-chart]")
    assert charts.count() == tables.count() >= 7
    for chart in charts.all():
        assert "data to 7 January 2024" in str(chart.get_attribute("aria-label"))
