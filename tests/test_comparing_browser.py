"""Donors compared in a real Chromium: chosen in place, by keyboard, without scripts."""

import re
from datetime import date

import pytest
from browsing import IN_CHROMIUM, open_page
from builders import make_figure, make_pledge
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = IN_CHROMIUM
# What drawings write, in the order in which they do.
WRITTEN = """window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  window.written.push(text);
  return write.call(this, text, ...place);
};"""


@pytest.fixture
def tracker(live_server: LiveServer) -> str:
    """Japan 500 and then 100 more, Estonia 60, Taiwan 7; figures of the first two."""
    for code, gdp, people in [("JP", 6000, 100), ("EE", 240, 2)]:
        make_figure(code, "gdp_usd", gdp)
        make_figure(code, "population", people)
    make_pledge("JP", amount=500, announced_on=date(2023, 1, 1))
    make_pledge("JP", "MD", amount=100, announced_on=date(2024, 3, 1))
    make_pledge("EE", amount=60, announced_on=date(2024, 3, 1))
    make_pledge("TW", amount=7, announced_on=date(2024, 3, 1))
    return f"{live_server.url}/compare"


def chosen(page: Page, donor: str) -> Locator:
    return page.get_by_role("group", name="Donors to compare").get_by_label(donor)


def bars(page: Page) -> Locator:
    return page.locator("figure", has=page.locator("table[data-chart=bar]"))


def test_choosing_a_donor_changes_chart_table_and_address_in_place(tracker, page):
    page.goto(f"{tracker}?donor=EE&donor=TW")
    page.evaluate("window.sameDocument = true")

    chosen(page, "Taiwan").uncheck()

    expect(bars(page).locator("tbody tr")).to_have_count(1)
    expect(bars(page).locator("canvas")).to_have_count(1)
    expect(page.locator("#compared")).to_contain_text("Estonia is 2nd of 3 donors")
    expect(chosen(page, "Taiwan")).to_be_focused()
    assert page.evaluate("window.sameDocument")
    assert page.url == f"{tracker}?donor=EE"
    kept = page.locator(".terms input[name=donor]")
    assert [one.input_value() for one in kept.all()] == ["EE"]


def test_changing_the_definition_redraws_in_its_unit(tracker, page):
    page.goto(f"{tracker}?donor=EE&donor=JP")

    page.get_by_label("Compare by").select_option("gdp_share")

    expect(bars(page).locator("table")).to_have_attribute("data-unit", "%")
    expect(bars(page).locator("canvas")).to_have_attribute(
        "aria-label", re.compile("as a share of GDP: Estonia is 2nd")
    )
    assert page.url == f"{tracker}?donor=EE&donor=JP&by=gdp_share"


def test_mistake_is_said_in_place(tracker, page, complaints):
    page.goto(f"{tracker}?donor=EE")
    page.get_by_text("Only some of their pledges").click()

    page.get_by_label("USD at least").fill("much")
    page.get_by_label("USD at least").blur()

    expect(page.get_by_role("alert")).to_contain_text("1 filter cannot be read")
    [said] = complaints  # by Chromium itself, of every such answer
    assert "status of 400" in said
    complaints.clear()


def test_arrow_keys_say_each_point_of_a_chart(tracker, page):
    page.goto(f"{tracker}?donor=EE&donor=JP")
    line = page.locator("figure", has=page.locator("table[data-chart=line]"))
    line.locator("canvas").focus()

    page.keyboard.press("ArrowRight")
    said = line.locator("[aria-live]")
    expect(said).to_have_text("1 Jan 2023, Japan: $500")
    page.keyboard.press("End")
    expect(said).to_have_text("1 Mar 2024, Japan: $600, Estonia: $60")

    page.keyboard.press("Tab")
    expect(said).to_have_text("")


def test_form_compares_without_scripts(tracker, chromium, complaints):
    page = open_page(chromium, complaints, java_script_enabled=False)
    page.goto(tracker)
    chosen(page, "Japan").uncheck()
    page.get_by_role("button", name="Compare").click()

    expect(bars(page).locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("link", name="Estonia", exact=True)).to_be_visible()
    page.context.close()
    assert complaints == []


def test_lines_carry_the_names_of_their_donors(tracker, page):
    page.add_init_script(WRITTEN)
    page.goto(f"{tracker}?donor=EE&donor=JP")

    expect(page.locator("canvas").first).to_be_visible()

    page.wait_for_function("window.written.includes('Japan $600')")
    assert page.evaluate("window.written.includes('Estonia $60')")
