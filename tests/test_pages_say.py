"""What pages say: the quote, the figure, what is unknown, what is left out and why."""

from datetime import date
from decimal import Decimal

from builders import link, make_article, make_pledge, make_rate, make_total
from django.urls import reverse
from lxml.html import fromstring


def test_article_without_a_licence_shows_its_quotes_alone(db, client):
    article = make_article("Secret before. Japan gives 100. Secret after.")
    make_pledge(article=article, quote="Japan gives 100.")

    html = client.get(reverse("article-detail", args=[article.pk])).content.decode()

    assert "Japan gives 100." in html
    assert "Secret" not in html


def test_article_with_a_licence_marks_its_quotes_where_they_stand(db, client):
    article = make_article("Before. Japan gives 100. After.", licence="CC BY 4.0")
    pledge = make_pledge(article=article, quote="Japan gives 100.")
    [quote] = pledge.evidence.all()

    text = client.get(reverse("article-detail", args=[article.pk])).content.decode()
    html = " ".join(text.split())

    assert f'Before. <mark><span id="quote-{quote.pk}"></span>Japan gives 100.' in html
    assert f'<li id="claim-{quote.pk}"> <a href="/pledges/{pledge.pk}">' in html


def test_pledge_page_says_what_is_not_known(db, client):
    pledge = make_pledge(amount=None, recipient=None, announced_on=None)

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    assert html.count('<span class="not-stated">not stated</span>') >= 5
    assert "Counted among the pledges without a stated value." in html


def test_pledge_page_shows_a_range_with_both_ends_and_no_conversion_as_such(db, client):
    pledge = make_pledge(
        amount=10_000_000, amount_min=Decimal(5_000_000), currency="UAH"
    )

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    assert "UAH&nbsp;5,000,000 to&nbsp;10,000,000" in html
    assert '<span class="not-stated">Not converted</span>' in html


def test_pledge_page_names_what_it_is_part_of_and_why(db, client):
    whole, part = make_pledge(title="Whole", amount=100), make_pledge(amount=40)
    link(part, "part_of", whole, reason="The ministry says so.")

    html = client.get(f"/pledges/{whole.pk}").content.decode()

    assert "contains" in html
    assert "The ministry says so." in html
    assert "Counted with USD 60" in html


def test_pledge_page_says_that_a_whole_is_counted_in_its_parts_alone(db, client):
    whole = make_pledge(title="Whole", amount=100)
    for amount in (40, 60):
        link(make_pledge(amount=amount), "part_of", whole)

    html = client.get(f"/pledges/{whole.pk}").content.decode()

    assert "All of it is counted in its parts" in html
    listed = client.get("/pledges?q=Whole").content.decode()
    assert "all of it counted in its parts" in listed
    assert "less its parts" not in listed
    assert "Counted with USD 0" not in html


def test_sum_of_no_pledges_is_none_and_one_of_unpriced_ones_is_not_stated(db, client):
    make_pledge(amount=None)

    cards = fromstring(client.get("/").content).find_class("card-figure")

    assert [card.text_content().strip() for card in cards[:3]] == [
        "not stated",
        "none",
        "none",
    ]


def test_donor_page_lists_what_it_leaves_out_with_the_reason(db, client):
    make_pledge(title="Firm", amount=100)
    make_pledge(title="An idea", amount=5, stage="considered")

    response = client.get("/donors/JP")

    assert response.context["total"].usd == 100
    assert [pledge.title for pledge in response.context["left_out"]] == ["An idea"]
    assert "only considered" in response.content.decode()


def test_reported_total_says_the_gap_in_words(db, client):
    make_pledge(amount=11_965_895_700, announced_on=date(2023, 12, 1))
    make_total(amount=7_000_000_000, as_of=date(2024, 1, 8), stage="delivered")

    html = " ".join(client.get("/?donor=JP").content.decode().split())

    assert (
        "On 8 January 2024 Japan was said to have given Ukraine at least "
        "USD 7,000,000,000." in html
    )
    assert "<strong>USD 4,965,895,700 more</strong>" in html
    assert (
        "The statement is of aid given, our sum of aid promised: "
        "of none of it we have a report that it was delivered." in html
    )


def test_sum_says_what_of_it_is_estimated_and_what_has_no_worth_in_euros(db, client):
    make_rate("USD", date(2023, 1, 1), "1.25", period="month")
    make_pledge(amount=100)
    make_pledge(amount=50, announced_on=None)
    make_pledge(title="A guess", amount=8, value_basis="estimated")

    html = " ".join(client.get("/").content.decode().split())
    assert "USD 150 or EUR 80, without 1 that could not be converted to EUR" in html
    assert "1 with an estimated value, not added (USD 8 together)" in html

    html = client.get("/pledges?q=guess").content.decode()
    assert "the value is an estimate" in html
    html = client.get("/?q=guess").content.decode()
    assert "only estimated" in html


def test_list_without_rows_offers_a_way_out(db, client):
    make_pledge()

    html = client.get("/pledges?stage=withdrawn").content.decode()

    assert "No pledges match these filters" in html
    assert '<a href="/pledges">see all pledges</a>' in html
