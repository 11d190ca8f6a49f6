"""Map and flows as a reader meets them: drawn from their tables, by mouse and keys."""

from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import IN_CHROMIUM, PHONE, open_page
from builders import make_pledge
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from test_browser import RULES

pytestmark = IN_CHROMIUM
DATASET = "Chart.getChart(document.querySelector('canvas')).data.datasets[0]"
LABELS = "Chart.getChart(document.querySelector('canvas')).data.labels"
# Where a place lies in the window, by what its tooltip says.
SPOT = """(words) => {
  const chart = Chart.getChart(document.querySelector("canvas"));
  const at = chart.data.labels.findLastIndex((text) => text.startsWith(words));
  const { x, y } = chart.getDatasetMeta(0).data[at];
  const box = chart.canvas.getBoundingClientRect();
  return [x + box.left, y + box.top];
}"""
AT = """([longitude, latitude]) => {
  const chart = Chart.getChart(document.querySelector("canvas"));
  const [x, y] = chart.scales.projection.projection([longitude, latitude]);
  const drawn = chart.getDatasetMeta(0).data;
  return chart.data.labels.filter((_, at) => drawn[at].inRange(x, y));
}"""


@pytest.fixture
def tracker(live_server: LiveServer) -> str:
    """Publish aid to countries large, small and unvalued, and to several."""
    make_pledge("JP", amount=Decimal("5500000000.25"), channel="world-bank")
    make_pledge("US", amount=37_000_000)
    make_pledge("US", recipient="several-recipients", amount=2_000_000)
    make_pledge("JP", recipient="TV", amount=3_000)
    make_pledge("JP", recipient="PK", amount=None)
    return live_server.url


def drawn(page: Page, address: str) -> None:
    """Open a page and wait until it has drawn."""
    page.goto(address)
    expect(page.locator("canvas[tabindex]")).to_be_visible()


def values_of_table(page: Page, rows: str) -> list[str]:
    cells = page.locator(f"{rows} td[data-value]").all()
    return sorted(filter(None, (str(one.get_attribute("data-value")) for one in cells)))


def test_the_map_draws_the_table(tracker, page):
    drawn(page, f"{tracker}/map")

    points: list[Any] = page.evaluate(f"{DATASET}.data.map((one) => one.value)")

    known = sorted(Decimal(str(one)) for one in points if one is not None)
    assert known == [3000, Decimal("5537000000.25")]
    table = values_of_table(page, "tr[data-shape]")
    assert sorted(map(Decimal, table)) == known


def test_unknown_is_hatched_none_is_grey_and_neither_is_the_lowest_class(tracker, page):
    drawn(page, f"{tracker}/map")
    fills = page.evaluate(
        f"""Object.fromEntries({LABELS}.map((text, at) => {{
          const fill = {DATASET}.backgroundColor[at];
          return [text.split(":")[0], typeof fill === "string" ? fill : "hatched"];
        }}))"""
    )
    style = page.evaluate_handle("getComputedStyle(document.documentElement)")
    colour = "(style, name) => style.getPropertyValue(name)"

    assert fills["Pakistan"] == "hatched"
    assert fills["Chad"] == style.evaluate(colour, "--map-none")
    assert fills["Tuvalu"] == style.evaluate(colour, "--scale-1")
    assert fills["Ukraine"] == style.evaluate(colour, "--scale-5")


def test_crimea_is_drawn_with_ukraine(tracker, page):
    drawn(page, f"{tracker}/map")

    assert page.evaluate(AT, [34.3, 45.3]) == ["Ukraine: $5,537,000,000.25, 2 pledges"]
    assert page.evaluate(AT, [39.7, 47.3]) == ["Russia: no pledges in our records"]
    assert page.evaluate(AT, [45.5, 9.8]) == ["Somaliland: no pledges in our records"]


def test_keys_go_from_place_to_place_and_enter_opens(tracker, page):
    drawn(page, f"{tracker}/map?currency=USD")
    said = page.locator("figure [aria-live]")
    page.locator("canvas").focus()

    for key, words in [
        ("ArrowRight", "Ukraine: $5,537,000,000.25, 2 pledges"),
        ("ArrowRight", "Tuvalu: $3,000, 1 pledge"),
        ("End", "Pakistan: not stated, 1 pledge"),
        ("ArrowUp", "Tuvalu: $3,000, 1 pledge"),
        ("Home", "Ukraine: $5,537,000,000.25, 2 pledges"),
    ]:
        page.keyboard.press(key)
        expect(said).to_have_text(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{tracker}/recipients/UA?currency=USD")


def test_the_pointer_shows_name_and_exact_figure(tracker, page):
    drawn(page, f"{tracker}/map")

    page.locator("canvas").scroll_into_view_if_needed()
    page.mouse.move(*page.evaluate(SPOT, "Ukraine"))

    body = "Chart.getChart(document.querySelector('canvas')).tooltip.body?.[0].lines[0]"
    words = "Ukraine: $5,537,000,000.25, 2 pledges"
    page.wait_for_function(f"(words) => {body} === words", arg=words)


def test_a_click_on_a_dot_opens_its_page(tracker, page):
    drawn(page, f"{tracker}/map")

    page.locator("canvas").scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(SPOT, "Tuvalu"))

    expect(page).to_have_url(f"{tracker}/recipients/TV")


def test_the_bands_of_the_flows_add_up_to_the_table(tracker, page):
    drawn(page, f"{tracker}/flows")

    bands = page.evaluate(f"{DATASET}.data.map((one) => [one.from, one.to, one.flow])")

    table = sum(map(Decimal, values_of_table(page, "#flow-table")))
    given = [flow for start, _, flow in bands if start.startswith("donor ")]
    received = [flow for _, end, flow in bands if end.startswith("recipient ")]
    assert sum(Decimal(str(flow)) for flow in given) == table
    assert sum(Decimal(str(flow)) for flow in received) == table
    assert ["donor JP", "channel world-bank", 5500000000.25] in bands


def test_keys_go_from_band_to_band_the_largest_first(tracker, page):
    drawn(page, f"{tracker}/flows")
    page.locator("canvas").focus()

    page.keyboard.press("ArrowRight")

    expect(page.locator("figure [aria-live]")).to_have_text(
        "Japan → World Bank: $5,500,000,000.25"
    )


def test_drawings_state_the_finding_and_have_their_table(tracker, page):
    for path, finding in [
        ("map", "Most is for Ukraine"),
        ("map?side=donors", "Most is from Japan"),
        ("flows", "The largest flow is from Japan to Ukraine, through World Bank"),
    ]:
        drawn(page, f"{tracker}/{path}")
        drawing = page.locator("canvas[role=img]")
        assert str(drawing.get_attribute("aria-label")).startswith(finding)
        table = f"#{drawing.get_attribute('aria-describedby')}"
        expect(page.locator(table)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["map", "flows"])
def test_drawings_are_open_to_all_readers(tracker, page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    drawn(page, f"{tracker}/{path}")

    found = Axe().run(page, options={"runOnly": RULES})

    assert found.response["violations"] == []


@pytest.mark.parametrize("path", ["map", "flows"])
def test_drawings_follow_the_theme(tracker, page, path):
    page.emulate_media(color_scheme="light")
    drawn(page, f"{tracker}/{path}")
    ink = f"{DATASET}.{'hoverBorderColor' if path == 'map' else 'color'}"
    light = page.evaluate(ink)

    page.emulate_media(color_scheme="dark")

    page.wait_for_function(f"(light) => {ink} !== light", arg=light)


def test_a_narrow_screen_has_the_table_of_the_flows_instead(
    tracker, chromium, complaints
):
    page = open_page(chromium, complaints, viewport=PHONE)
    page.goto(f"{tracker}/flows")

    expect(page.locator("#flow-table")).to_be_visible()
    assert page.locator("canvas").count() == 0
    page.set_viewport_size({"width": 1000, "height": 700})
    expect(page.locator("canvas")).to_be_visible()
    page.context.close()
    assert complaints == []


def test_without_shapes_the_table_stands_alone(tracker, chromium):
    page = open_page(chromium, [])
    page.route("**/world-atlas-*/**", lambda route: route.abort())

    page.goto(f"{tracker}/map")

    expect(page.locator("#places")).to_be_visible()
    assert page.locator("canvas").count() == 0
    page.context.close()
