"""How well pledges are supported, and the queue that begins with the weakest."""

from datetime import date, timedelta
from typing import Any

import pytest
from builders import (
    link,
    make_article,
    make_event,
    make_evidence,
    make_item,
    make_pledge,
)
from csv_files import rows
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pledges import health
from pledges.models import Article, Pledge, StageEvent

TODAY = date(2024, 3, 1)
# No two of these share a pair of words.
TEXTS = [
    "Tokyo promises money.",
    "Kyiv expects help from Asia.",
    "An envoy praised the donor.",
    "Budget talks went well, officials say.",
]


def report(number: int, **fields: Any) -> Article:
    """Return an article that has nothing in common with those of other numbers."""
    own = {"publisher": f"Paper {number}", "published_on": date(2024, 1, number + 1)}
    return make_article(TEXTS[number], **own | fields)


def supported(*articles: Article, **fields: Any) -> Pledge:
    """Publish a pledge that rests on ``articles``."""
    pledge = make_pledge(article=articles[0], **fields)
    for article in articles[1:]:
        make_evidence(article, pledge=pledge)
    return pledge


def health_of(pledge: Pledge, on: date = TODAY) -> health.Health:
    return health.of(Pledge.objects.published().filter(pk=pledge.pk), on)[pledge.pk]


# Sources


def test_articles_that_speak_for_themselves_are_two_sources(db):
    found = health_of(supported(report(0), report(1)))

    assert (found.sources, found.independent) == (2, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"origin": "Speech of 7 January"}, {"origin": "Speech of 7 january"}),
        ({"publisher": "The Ledger"}, {"publisher": "the ledger "}),
        ({"publisher": "The Ledger (Kyodo)"}, {"publisher": "Daily; Kyodo"}),
        ({"publisher": ""}, {"publisher": ""}),
    ],
)
def test_articles_that_repeat_each_other_are_one_source(db, one, other):
    found = health_of(supported(report(0, **one), report(1, **other)))

    assert (found.sources, found.independent) == (2, 1)


def test_nearly_one_text_is_one_source(db):
    text = "On Sunday the minister promised 37 million dollars for a NATO fund in Kyiv."
    copies = [make_article(text + end, publisher=end) for end in (" One.", " Two.")]

    assert health_of(supported(*copies)).independent == 1


def test_a_chain_of_repeats_is_one_source(db):
    speech = report(0, origin="Speech")
    again = report(1, origin="Speech", publisher="The Ledger")
    later = report(2, publisher="The Ledger", origin="Talks")
    last = report(3, origin="Talks")

    # The ends have nothing in common but those between them, whatever comes first.
    assert health_of(supported(speech, later, again, last)).independent == 1


def test_two_passages_of_one_article_are_one_source(db):
    article = make_article("Japan will pay. Tokyo said so.")
    pledge = make_pledge(article=article, quote="Japan will pay.")
    make_evidence(article, "Tokyo said so.", pledge=pledge)

    assert health_of(pledge).sources == 1


def test_articles_about_the_goods_are_sources_of_the_pledge(db):
    pledge = supported(report(0))
    item = make_item(pledge)
    make_evidence(report(1), item=item)

    assert health_of(pledge).sources == 2


def test_a_source_of_the_donor_is_said_apart(db):
    ours = supported(report(0, source_class="donor_official"))
    theirs = supported(report(1))

    assert health_of(ours).official
    assert not health_of(theirs).official


@pytest.mark.parametrize(
    ("speaker", "confirms"),
    [
        ("recipient_official", True),
        ("international_organisation", True),
        ("donor_official", False),
        ("media", False),
    ],
)
def test_recipient_and_international_organisations_confirm(db, speaker, confirms):
    pledge = supported(report(0), report(1, source_class=speaker))

    assert health_of(pledge).confirmed == confirms


def test_age_is_that_of_the_latest_article(db):
    pledge = supported(
        report(0, published_on=date(2023, 1, 1)),
        report(1, published_on=date(2024, 2, 20)),
        report(2, published_on=None),
    )

    found = health_of(pledge, on=date(2024, 3, 1))

    assert (found.last_on, found.days) == (date(2024, 2, 20), 10)


def test_articles_without_a_date_have_no_age(db):
    found = health_of(supported(report(0, published_on=None)))

    assert (found.last_on, found.days) == (None, None)


# Facts

WHOLE = {"sector": "energy", "instrument": "grant"}


def test_a_whole_record_lacks_nothing(db):
    found = health_of(supported(report(0), **WHOLE))

    assert (found.missing, found.stated) == ((), 8)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"donor": "several-donors"}, ("donor",)),
        ({"recipient": None}, ("recipient",)),
        ({"recipient": "several-recipients"}, ("recipient",)),
        ({"amount": None}, ("amount", "currency")),
        ({"announced_on": None}, ("exact day",)),
        ({"announced_precision": "month"}, ("exact day",)),
        ({"announced_precision": "by"}, ("exact day",)),
        ({"sector": "", "instrument": ""}, ("sector", "instrument")),
    ],
)
def test_what_no_source_states_is_named(db, fields, missing):
    assert health_of(supported(report(0), **WHOLE | fields)).missing == missing


def test_the_stage_reached_needs_evidence(db):
    pledge = supported(report(0), **WHOLE)
    make_event(pledge, "delivered", date(2024, 2, 1))
    assert health_of(pledge).missing == ()

    StageEvent.objects.filter(stage="delivered").update(evidence=None)

    assert health_of(pledge).missing == ("evidence of its stage",)


# The queue


def test_the_weakest_supported_come_first(db):
    media, official = "media", "recipient_official"
    two = supported(report(0), report(1), title="Two sources", **WHOLE)
    confirmed = supported(report(2, source_class=official), title="Confirmed")
    whole = supported(report(3, source_class=media), title="Whole", **WHOLE)
    older = make_article("An old promise was kept.", published_on=date(2020, 1, 1))
    old = supported(older, title="Old", **WHOLE)
    undated = make_article("No day is given here.", published_on=None)
    ageless = supported(undated, title="Undated", **WHOLE)
    gaps = supported(make_article("Some aid, somewhen."), title="Gaps")

    queue = health.weakest_first(Pledge.objects.published(), TODAY)

    ordered = [gaps, ageless, old, whole, confirmed, two]
    assert [one.pledge_id for one in queue] == [pledge.pk for pledge in ordered]


def test_equally_weak_pledges_keep_the_order_of_their_numbers(db):
    article = report(0)
    pledges = [supported(article) for _ in range(3)]

    queue = health.weakest_first(Pledge.objects.published().order_by("-pk"), TODAY)

    assert [one.pledge_id for one in queue] == [pledge.pk for pledge in pledges]


def test_health_of_many_takes_as_many_queries_as_of_one(db):
    for number in range(4):
        supported(report(number), make_article(f"Again {number} and again."))

    with CaptureQueriesContext(connection) as captured:
        found = health.of(Pledge.objects.published(), TODAY)

    assert len(found) == 4
    assert len(captured) == 2


def test_list_has_counted_published_pledges_only(db, client):
    kept = make_pledge(title="Kept")
    make_pledge(title="An idea", stage="considered")
    link(make_pledge(title="Again"), "re_announces", kept)
    make_pledge(title="Draft", published=False)

    page = client.get("/help-us-confirm")

    assert [row.pledge.title for row in page.context["rows"]] == ["Kept"]
    assert [row["title"] for row in rows(client, "/help-us-confirm.csv")] == ["Kept"]


def test_list_and_file_obey_the_filters_of_pledges(db, client):
    make_pledge("JP", title="Ours")
    make_pledge("DE", title="Theirs")

    page = client.get("/help-us-confirm?donor=DE")
    file = rows(client, "/help-us-confirm.csv?donor=DE")

    assert [row.pledge.title for row in page.context["rows"]] == ["Theirs"]
    assert [(row["place"], row["title"]) for row in file] == [("1", "Theirs")]


def test_nonsense_in_a_filter_is_refused(db, client):
    make_pledge()

    response = client.get("/help-us-confirm?stage=maybe")

    assert response.status_code == 400
    assert "cannot be read" in response.content.decode()


def test_second_page_goes_on_where_the_first_ends(db, client):
    article = report(0)
    for number in range(51):
        make_pledge(title=f"Pledge {number}", article=article)

    second = client.get("/help-us-confirm?page=2").context["rows"]

    assert [(row.place, row.pledge.title) for row in second] == [(51, "Pledge 50")]


def test_list_says_in_words_what_would_help(db, client):
    ago = timezone.localdate() - timedelta(days=412)
    supported(report(0, published_on=ago), instrument="grant", amount=None)

    html = " ".join(client.get("/help-us-confirm").content.decode().split())

    assert "412 days before today" in html
    assert (
        "An independent second source; word from the recipient or an international "
        "organisation; not stated: amount, currency, sector" in html
    )


def test_file_says_what_the_list_says(db, client):
    ago = timezone.localdate() - timedelta(days=412)
    pledge = supported(
        report(0, published_on=ago, source_class="donor_official"),
        report(1, publisher="Paper 0", published_on=None),
        instrument="grant",
    )

    [row] = rows(client, "/help-us-confirm.csv")

    assert row["permalink"] == f"http://testserver/pledges/{pledge.pk}"
    assert (row["sources"], row["independent_sources"]) == ("2", "1")
    assert (row["stated_by_donor"], row["confirmed"]) == ("yes", "no")
    assert (row["last_evidence_on"], row["days_since"]) == (str(ago), "412")
    assert (row["facts_stated"], row["not_stated"]) == ("7", "sector")


def test_pledge_page_says_how_well_it_is_supported(db, client):
    ago = timezone.localdate() - timedelta(days=412)
    pledge = supported(
        report(0, published_on=ago, source_class="donor_official"),
        report(1, published_on=ago, source_class="recipient_official"),
        report(2, publisher="Paper 0", published_on=ago),
        instrument="grant",
    )

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    confirmed = "confirmed by the recipient or an international organisation"
    for sentence in [
        "3 sources, 2 of them independent; last evidence 412 days before today.",
        f"Stated by the donor itself; {confirmed}.",
        "7 of 8 facts stated; not stated: sector.",
    ]:
        assert f"<p>{sentence}</p>" in html


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 source; last evidence 1 day before today."),
        (0, "1 source; last evidence of today."),
        (None, "1 source; last evidence undated."),
    ],
)
def test_age_in_words(db, client, days, words):
    on = None if days is None else timezone.localdate() - timedelta(days=days)
    pledge = supported(report(0, published_on=on), **WHOLE)

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    assert f"<p>{words}</p>" in html
    assert "<p>8 of 8 facts stated.</p>" in html
    assert "<p>No source of the donor; not confirmed by" in html
