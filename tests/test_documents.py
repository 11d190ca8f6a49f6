"""The documents as pages: they lead to one another, and to what they name."""

import re

import pytest
from builders import make_pledge
from django.utils import timezone
from lxml import html

from pledges.models import DataVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/methodology", "/data-dictionary"])
def test_documents_lead_to_one_another_as_pages_under_the_same_terms(client, address):
    asked = "?currency=EUR&loans=without"
    tree = html.fromstring(client.get(address + asked).content.decode())
    links = [href for href in tree.xpath("//main//a/@href") if href.startswith("/")]

    assert links
    assert [href for href in links if ".md" in href] == []
    for href in links:
        target, _, anchor = href.partition("#")
        assert target.endswith(asked)
        page = html.fromstring(client.get(target).content.decode())
        assert not anchor or page.xpath(f"//*[@id='{anchor}']"), href


def test_anchors_within_the_data_dictionary_lead_somewhere(client):
    tree = html.fromstring(client.get("/data-dictionary").content.decode())
    anchors = {href[1:] for href in tree.xpath("//main//a/@href") if href[0] == "#"}

    assert "stage" in anchors
    assert anchors <= set(tree.xpath("//main//@id"))


def test_about_tells_how_to_cite_this_version(client):
    make_pledge()
    DataVersion.increase()

    [cited] = html.fromstring(client.get("/about").content.decode()).xpath(
        "//*[@id='citation']"
    )

    words = " ".join(cited.text_content().split())
    assert f"data version {DataVersion.current()}. http://testserver/" in words
    day = timezone.localdate()
    assert re.search(rf"read on {day.day} {day:%B %Y}\. CC BY 4\.0\.$", words)
