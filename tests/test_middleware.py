"""Addresses and forms with characters that no text needs are refused, never a 500."""

import pytest
from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from pledges.fields import MoneyFormField
from pledges.middleware import RefuseControlCharacters
from pledges.models import Article, Candidate, Evidence, Pledge, PledgeLink

REFUSED = [
    "%00",
    "a%00b",
    "%01",
    "%0b",
    "%0c",
    "%1f",
    "%7f",
    "%ff",
    "%c3",
    "%c3%28",
    "%ed%a0%80",  # a lone surrogate
    "%ed%bf%bf",
    "%f8%a1%a1%a1%a1",
    "%c0%80",  # NUL, over-long
]
USUAL = ["", "x", "%C3%A9", "%F0%9F%87%AF", "%E2%82%AC", "%0D%0A", "%09", "%25", "%"]


def passes(request: HttpRequest) -> bool:
    """Say whether the middleware lets ``request`` through."""
    answer = RefuseControlCharacters(lambda _: HttpResponse("through"))
    try:
        return answer(request).content == b"through"
    except BadRequest:
        return False


def asking(path: str, query: str = "") -> HttpRequest:
    return RequestFactory().get(path, QUERY_STRING=query)


@pytest.mark.parametrize("bad", REFUSED)
def test_query_with_a_control_character_is_refused(bad):
    assert not passes(asking("/", f"donor={bad}"))
    assert not passes(asking("/", f"{bad}=1"))


@pytest.mark.parametrize("bad", REFUSED)
def test_path_with_a_control_character_is_refused(bad):
    assert not passes(asking(f"/pledges/{bad}"))


@pytest.mark.parametrize("good", USUAL)
def test_usual_characters_pass(good):
    assert passes(asking("/pledges", f"q={good}"))


@pytest.mark.parametrize("bad", REFUSED)
def test_refused_address_is_answered_with_400(db, bad):
    client = Client(raise_request_exception=False)

    assert client.get("/", QUERY_STRING=f"donor={bad}").status_code == 400
    assert client.get(f"/{bad}").status_code == 400


# Posted fields: the same characters are the form's error


def test_nul_in_a_posted_amount_is_an_error_of_the_form():
    with pytest.raises(ValidationError):
        MoneyFormField().clean("1\x00")


@pytest.mark.parametrize("model", [Article, Candidate, Evidence, Pledge, PledgeLink])
def test_every_text_field_of_a_form_refuses_nul(model):
    fields = forms.fields_for_model(model, exclude=["url"]).values()
    texts = [field for field in fields if isinstance(field, forms.CharField)]

    assert texts
    for field in texts:
        with pytest.raises(ValidationError):
            field.clean("a\x00b")


def test_nul_in_a_posted_login_is_no_server_error(db):
    client = Client(raise_request_exception=False)
    data = {"username": "a\x00b", "password": "c\x00d"}

    assert client.post("/admin/login/", data).status_code in {200, 400}


def test_broken_utf_8_in_a_posted_form_is_no_server_error(db):
    client = Client(raise_request_exception=False)
    form = "application/x-www-form-urlencoded"

    answer = client.post("/admin/login/", "username=%ff%ed%a0%80", content_type=form)

    assert answer.status_code in {200, 400}
