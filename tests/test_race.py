"""Several processes at the same moment: each thing is published once, no sum is off."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import make_article, make_candidate, make_pledge
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from processes import environment

from pledges.models import (
    Article,
    Candidate,
    CorrectionRequest,
    DataVersion,
    Evidence,
    Pledge,
)

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite has one writer at a time: races show on PostgreSQL only",
    ),
]
TESTS = Path(__file__).parent
PROCESSES, ROUNDS = 4, 8
# Long enough for every process to have read what it will change.
HEAD_START = 0.05
Worker = subprocess.Popen[str]


@pytest.fixture(scope="module")
def workers(django_db_setup: None) -> Iterator[list[Worker]]:
    """Processes that wait for orders, each with a connection of its own."""
    started = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, str(TESTS / "race_worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment() | {"SECRET_KEY": settings.SECRET_KEY},
        )
        for _ in range(PROCESSES)
    ]
    yield started
    for worker in started:
        worker.communicate(timeout=20)


def all_at_once(
    workers: list[Worker], *orders: tuple[str, dict[str, Any]]
) -> list[str]:
    """Give each of ``orders`` to a process, to be done at one moment."""
    at = time.time() + HEAD_START
    busy = list(zip(workers, orders, strict=False))
    for worker, (action, of) in busy:
        worker.stdin.write(json.dumps({"do": action, "of": of, "at": at}) + "\n")
        worker.stdin.flush()
    return sorted(json.loads(worker.stdout.readline()) for worker, _ in busy)


def public_sum() -> Decimal | None:
    pledges = Pledge.objects.published().counted()
    total: Decimal | None = pledges.aggregate(total=Sum("counted_usd"))["total"]
    return total


def test_claim_accepted_by_all_at_once_is_published_once(workers):
    for number in range(1, ROUNDS + 1):
        candidate = make_candidate()

        said = all_at_once(workers, *[("accept", {"pk": candidate.pk})] * PROCESSES)

        assert said == ["AlreadyDecidedError"] * (PROCESSES - 1) + ["done"]
        assert Pledge.objects.count() == Evidence.objects.count() == number
        assert Evidence.objects.filter(candidate=candidate).count() == 1
        assert (public_sum(), DataVersion.current()) == (100 * number, number)


def test_claim_accepted_and_rejected_at_once_is_one_of_both(workers):
    for _ in range(ROUNDS):
        candidate = make_candidate()
        of = {"pk": candidate.pk}

        said = all_at_once(workers, ("accept", of), ("reject", of))

        assert said == ["AlreadyDecidedError", "done"]
        candidate.refresh_from_db()
        published = Pledge.objects.filter(evidence__candidate=candidate)
        assert published.exists() == (candidate.state == "accepted")
        assert candidate.state in {"accepted", "rejected"}


def test_claims_merged_into_one_pledge_at_once_all_support_it(workers):
    pledge = make_pledge(amount=100)
    candidates = [make_candidate() for _ in range(PROCESSES)]

    said = all_at_once(
        workers,
        *[("merge", {"pk": one.pk, "into": pledge.pk}) for one in candidates],
    )

    assert said == ["done"] * PROCESSES
    supporting = set(pledge.evidence.values_list("candidate", flat=True))
    assert supporting == {None, *(one.pk for one in candidates)}
    assert public_sum() == 100


def test_revision_of_one_version_by_all_at_once_is_stored_once(workers):
    pledge = make_pledge(amount=100)
    for version in range(1, ROUNDS + 1):
        amounts = [version * 1000 + n for n in range(PROCESSES)]

        said = all_at_once(
            workers,
            *[("revise", {"pk": pledge.pk, "amount": amount}) for amount in amounts],
        )

        assert said == ["StaleVersionError"] * (PROCESSES - 1) + ["done"]
        pledge.refresh_from_db()
        assert pledge.version == version + 1
        assert pledge.amount in amounts
        assert pledge.counted_usd == pledge.amount_usd == pledge.amount


def test_revision_and_merge_at_once_lose_nothing(workers):
    pledge = make_pledge(amount=100)
    for round_ in range(1, ROUNDS + 1):
        candidate = make_candidate()

        said = all_at_once(
            workers,
            ("revise", {"pk": pledge.pk, "amount": 100 + round_}),
            ("merge", {"pk": candidate.pk, "into": pledge.pk}),
        )

        assert said == ["done", "done"]
        pledge.refresh_from_db()
        assert pledge.amount == pledge.counted_usd == 100 + round_
        assert pledge.evidence.filter(candidate=candidate).exists()


def test_parts_of_one_whole_accepted_at_once_leave_the_sum_exact(workers):
    for number in range(1, ROUNDS + 1):
        whole = make_pledge(amount=1000)
        parts = [make_candidate(amount=Decimal(n)) for n in (100, 200, 300, 400)]

        said = all_at_once(
            workers,
            *[("accept_part", {"pk": one.pk, "whole": whole.pk}) for one in parts],
        )

        assert said == ["done"] * PROCESSES
        whole.refresh_from_db()
        assert whole.counted_usd == 0
        assert public_sum() == 1000 * number


def test_article_taken_in_by_all_at_once_is_stored_once(workers):
    for round_ in range(ROUNDS):
        text = f"Round {round_}: Japan will give Ukraine $37 million.\n"

        said = all_at_once(workers, *[("take_in", {"text": text})] * PROCESSES)

        assert said == ["done"] * PROCESSES
        article = Article.objects.get(text=text)
        spans = list(
            Candidate.objects.filter(article=article).values_list("start", "kind")
        )
        assert len(spans) == len(set(spans))


def test_report_sent_by_all_at_once_is_stored_once(workers):
    form = {"text": "The amount is 36 million.", "token": "1-2-3"}

    said = all_at_once(workers, *[("report", form)] * PROCESSES)

    assert said == ["done"] * PROCESSES
    assert CorrectionRequest.objects.count() == 1


def test_reports_at_once_do_not_pass_the_limit(workers):
    for number in range(2):
        forms = [{"text": f"Report {number} {n}", "token": ""} for n in range(4)]
        said = all_at_once(workers, *[("report", form) for form in forms])

    assert said == ["TooManyError"] * 3 + ["done"]
    assert CorrectionRequest.objects.count() == 5


def test_workers_tell_of_errors(workers):
    candidate = make_candidate(make_article(), donor=None)

    said = all_at_once(workers, ("accept", {"pk": candidate.pk}))

    assert said == ["ValidationError"]
