"""Reported totals in the admin: corrected by reviewers, converted anew, never stale."""

from decimal import Decimal

import pytest
from admin_forms import client_of, opened
from builders import make_total
from django.contrib.auth.models import User

from pledges.models import DataVersion, ReportedTotal


def of_total(total: ReportedTotal) -> str:
    return f"/admin/pledges/reportedtotal/{total.pk}/change/"


def test_a_corrected_total_is_converted_anew(bob: User) -> None:
    total = make_total(amount=900)
    before = DataVersion.current()
    client = client_of(bob)
    form = opened(client, of_total(total)) | {"amount": "950", "speaker": "Kamikawa"}

    client.post(of_total(total), form)

    total.refresh_from_db()
    assert (total.amount_usd, total.speaker) == (Decimal(950), "Kamikawa")
    assert (total.version, DataVersion.current()) == (2, before + 1)


def test_a_stale_correction_of_a_total_is_refused(bob: User, admin_user: User) -> None:
    total = make_total(amount=900)
    his, hers = client_of(bob), client_of(admin_user)
    form = opened(his, of_total(total)) | {"amount": "800"}
    hers.post(of_total(total), opened(hers, of_total(total)) | {"amount": "1000"})

    response = his.post(of_total(total), form)

    total.refresh_from_db()
    assert response.status_code == 409
    assert total.amount == Decimal(1000)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "NaN"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"currency": "XXQ"}, "currency"),
        ({"as_of": "9999-12-31"}, "as_of"),
    ],
    ids=str,
)
def test_a_wrong_total_gets_an_error_at_its_field(
    bob: User, wrong: dict[str, str], field: str
) -> None:
    total = make_total(amount=900)
    client = client_of(bob)

    page = client.post(of_total(total), opened(client, of_total(total)) | wrong)

    assert list(page.context["adminform"].form.errors) == [field]
    assert ReportedTotal.objects.get().amount == Decimal(900)
