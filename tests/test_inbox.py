"""The inbox: repetitions are one event, new money comes first."""

import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from builders import make_actor, make_article, make_candidate, make_pledge

from pledges import inbox, review
from pledges.inbox import Rank
from pledges.models import Article, Candidate
from pledges.shared_runs import runs_of, shared

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 8)
WIRE = (
    "The government said on Monday that it would send more help before the winter, "
    "after talks in which both ministers spoke of the grid and of schools. Engineers "
    "will travel with the first convoy, and a second one is to follow within weeks. "
    "Officials called the step a sign of lasting support between the two countries."
)
number = 0


def article_of(
    *amounts: Any, text: str = "", after: int = 0, donor: str = "JP", **fields: Any
) -> Article:
    """Return an article ``after`` so many days, that promises Ukraine ``amounts``."""
    global number
    number += 1
    text = text or " ".join(f"word{number}{letter}" for letter in "abcdefghij")
    published = {"published_on": DAY + timedelta(days=after)}
    article = make_article(f"{text} No. {number}.", **published | fields)
    for amount in amounts or [None]:
        claim = {"amount": amount, "currency": "USD" if amount else "", "donor": donor}
        make_candidate(article, **claim)
    return article


def found() -> list[tuple[int, set[int]]]:
    """Return the origin and the articles of each event, in their order."""
    return [
        (event.origin.pk, {story.pk for story in event.stories})
        for event in inbox.events()
    ]


def together(*articles: Article) -> bool:
    """Say whether all of ``articles`` are one event, and there is no other."""
    return [members for _, members in found()] == [{one.pk for one in articles}]


# What waits


def test_article_waits_while_a_claim_of_it_is_pending():
    article = article_of(100)
    done = article_of(200, donor="DE")
    review.reject(done.candidates.get(), None, "No aid.")

    assert found() == [(article.pk, {article.pk})]


def test_article_without_claims_does_not_wait():
    make_article()

    assert found() == []


# One event


def test_nine_articles_about_one_pledge_are_one_event():
    articles = [article_of(37_000_000, after=day) for day in range(9)]

    assert together(*articles)


@pytest.mark.parametrize(("other", "same"), [(102, True), (98, True), (103, False)])
def test_amounts_within_two_percent_are_the_same_pledge(other, same):
    first, second = article_of(100), article_of(other, after=1)

    assert together(first, second) is same


@pytest.mark.parametrize(("days", "same"), [(14, True), (15, False)])
def test_pledges_within_fourteen_days_are_the_same(days, same):
    first, second = article_of(100), article_of(100, after=days)

    assert together(first, second) is same


def test_other_donor_is_another_event():
    first, second = article_of(100), article_of(100, donor="DE")

    assert found() == [(second.pk, {second.pk}), (first.pk, {first.pk})]


def test_other_recipient_or_currency_is_another_event():
    article_of(100)
    for claim in ({"recipient": "MD"}, {"currency": "EUR"}):
        make_candidate(make_article(published_on=DAY), amount=Decimal(100), **claim)

    assert [len(event.stories) for event in inbox.events()] == [1, 1, 1]


def test_pledges_of_unknown_donors_are_not_taken_for_one():
    for _ in range(2):
        make_candidate(make_article(published_on=DAY), donor=None)

    assert len(found()) == 2


def test_accepted_claim_of_a_waiting_article_still_tells_what_it_is_about():
    first, second = article_of(100), article_of(100, after=1)
    make_candidate(first, kind="equipment")
    review.accept(first.candidates.get(kind="pledge"), None)

    assert together(first, second)


def test_rejected_claim_tells_nothing():
    first, second = article_of(100), article_of(100, after=1)
    make_candidate(first, kind="equipment")
    review.reject(first.candidates.get(kind="pledge"), None, "No aid.")

    assert not together(first, second)


def test_background_in_an_article_does_not_hide_its_event():
    first = article_of(37)
    second = article_of(37, 4500, 7000, after=1)

    assert together(first, second)


def test_survey_of_many_pledges_does_not_swallow_them():
    survey = article_of(100, 200, 300, 400)
    third = article_of(300, after=1)
    fourth = article_of(400, after=2)

    assert {frozenset(members) for _, members in found()} == {
        frozenset({survey.pk}),
        frozenset({third.pk}),
        frozenset({fourth.pk}),
    }


def test_text_that_is_mostly_the_same_is_the_same_event():
    first = article_of(text=WIRE)
    copy = article_of(
        text=f"{WIRE} Additional reporting by our correspondent.", after=1
    )

    assert together(first, copy)


def test_same_words_about_another_sum_are_another_event():
    first = article_of(100, text=WIRE)
    second = article_of(500, text=WIRE, after=1)

    assert not together(first, second)


def test_same_words_half_a_year_later_are_another_event():
    first, second = article_of(text=WIRE), article_of(text=WIRE, after=180)

    assert not together(first, second)


def test_article_without_a_day_counts_from_when_it_was_fetched():
    first = article_of(100, published_on=None)
    today = first.retrieved_at.date()
    second = article_of(100, published_on=today)

    assert together(first, second)


# The origin


def test_origin_is_the_earliest_article():
    later, earlier = article_of(100, after=3), article_of(100)

    assert found() == [(earlier.pk, {earlier.pk, later.pk})]


def test_origin_is_the_earliest_official_article_where_there_is_one():
    media = article_of(100)
    release = article_of(100, after=1, source_class="donor_official")
    reply = article_of(100, after=2, source_class="recipient_official")

    assert found() == [(release.pk, {media.pk, release.pk, reply.pk})]


# The order


def test_new_money_comes_first_and_likely_repeats_last():
    make_pledge(amount=Decimal(500), announced_on=date(2022, 1, 1))
    repeat = article_of(505, after=9)
    goods = article_of(after=5)
    old_news = article_of(100, donor="DE")
    news = article_of(100, donor="US", after=3)

    assert [pk for pk, _ in found()] == [news.pk, old_news.pk, goods.pk, repeat.pk]
    ranks = [event.rank for event in inbox.events()]
    assert ranks == [Rank.NEW_MONEY, Rank.NEW_MONEY, Rank.OTHER, Rank.REPEAT]


def test_repeat_names_the_published_pledge_that_it_may_be():
    pledge = make_pledge(amount=Decimal(500))
    make_pledge(amount=Decimal(900))
    article_of(505)

    [event] = inbox.events()

    assert event.repeated == {pledge.pk}


def test_draft_is_no_published_pledge():
    make_pledge(amount=Decimal(500), published=False)
    article_of(500)

    assert [event.rank for event in inbox.events()] == [Rank.NEW_MONEY]


def test_event_with_old_and_new_money_is_new():
    make_pledge(amount=Decimal(500))
    article_of(500, 20)

    assert [event.rank for event in inbox.events()] == [Rank.NEW_MONEY]


def test_money_of_an_unknown_donor_is_new():
    make_candidate(donor=None)

    assert [event.rank for event in inbox.events()] == [Rank.NEW_MONEY]


# What the extractor doubts

DAMAGE, NEED = 152_000, 486_000


def doubted(article: Article, *amounts: int, **fields: Any) -> None:
    """Add sums to ``article`` that are hardly pledges: damage, needs, budgets."""
    for amount in amounts:
        make_candidate(article, **{"amount": amount, "score": 0.1} | fields)


def test_doubted_sums_do_not_tear_an_event_apart():
    one, other = article_of(100), article_of(100)
    doubted(one, 7_000, DAMAGE)
    doubted(other, 900, NEED)
    Candidate.objects.filter(score=1).update(start=1)  # the promise comes last

    assert together(one, other)


def test_doubted_sum_in_common_does_not_join_two_events():
    doubted(article_of(), NEED)
    doubted(article_of(donor="DE"), NEED)

    assert len(found()) == 2


def test_doubted_sum_makes_no_news_of_a_repeat():
    make_pledge(amount=Decimal(500))
    doubted(article_of(500), DAMAGE)

    assert [event.rank for event in inbox.events()] == [Rank.REPEAT]


def test_event_of_doubted_sums_alone_is_not_new_money():
    make_candidate(score=0.1)

    assert [event.rank for event in inbox.events()] == [Rank.OTHER]


def test_doubted_sum_that_a_reviewer_accepted_is_what_an_article_is_about():
    one, other = article_of(100), article_of()
    doubted(other, 100)
    accepted = Candidate.objects.get(score=0.1)
    review.accept(accepted, None)

    assert together(one, other)


def test_sum_that_only_the_second_reader_found_is_new_money():
    make_candidate(score=0.4, rules=["second reader: a model"])

    assert [event.rank for event in inbox.events()] == [Rank.NEW_MONEY]


# Two thousand


def test_two_thousand_articles_are_ordered_in_seconds():
    donors = [make_actor(code) for code in ("JP", "DE", "US", "NO", "FR")]
    texts = [f"{WIRE} It is release {n} of the ministry." for n in range(2000)]
    articles = Article.objects.bulk_create(
        Article(title="A", text=text, sha256=f"{n:064}", published_on=DAY)
        for n, text in enumerate(texts)
    )
    Candidate.objects.bulk_create(
        Candidate(
            article=article,
            kind="pledge",
            donor=donors[n % 5],
            recipient=donors[0],
            amount=Decimal(1000 + 50 * (n % 400)),
            currency="USD",
            quote="The",
            start=0,
            end=3,
        )
        for n, article in enumerate(articles)
    )
    began = time.monotonic()

    events = inbox.events()

    assert time.monotonic() - began < 15
    assert sum(len(event.stories) for event in events) == 2000


# Likeness


def test_shared_is_the_share_of_common_runs():
    first, second, third = WIRE.split(". ")
    one, other = f"{first}. {second}", third

    assert shared(runs_of(WIRE), runs_of(WIRE)) == 1
    assert shared(runs_of(one), runs_of(other)) == 0
    assert 0.6 < shared(runs_of(WIRE), runs_of(one)) < 0.9
    assert 0.1 < shared(runs_of(WIRE), runs_of(other)) < 0.4


def test_text_of_few_words_is_like_no_other():
    assert runs_of("Four words are few") == ()
    assert shared((), ()) == 0
