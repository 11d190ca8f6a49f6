"""Forms of the admin as a browser sends them."""

import re
import uuid
from typing import Any

from builders import make_actor
from django.contrib.auth.models import User
from django.test import Client

from pledges.models import Candidate, Pledge

ADD_PLEDGE = "/admin/pledges/pledge/add/"
ADD_ARTICLE = "/admin/pledges/article/add/"
INLINES = ["evidence", "items", "events", "links"]


def client_of(user: User) -> Client:
    """Return a browser in which ``user`` is logged in."""
    client = Client()
    client.force_login(user)
    return client


def pledge_form(**changes: Any) -> dict[str, Any]:
    """Return the first brief's 37 million on the add form, without rows."""
    form = {
        "donor": make_actor("JP").pk,
        "recipient": make_actor("UA").pk,
        "amount": "37000000",
        "currency": "USD",
        "amount_qualifier": "exact",
        "announced_on": "2024-01-07",
        "announced_precision": "day",
        "first_stage": "announced",
        "value_basis": "stated",
        "entry_token": str(uuid.uuid4()),
    }
    for prefix in INLINES:
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return form | changes


def rows(prefix: str, *sent: dict[str, Any], stored: int = 0) -> dict[str, Any]:
    """Return inline rows; the first ``stored`` of them are there already."""
    form: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(sent),
        f"{prefix}-INITIAL_FORMS": stored,
    }
    for place, row in enumerate(sent):
        form |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return form


def opened(client: Client, address: str) -> dict[str, Any]:
    """Return what the form at ``address`` would send if nothing were touched."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {
        box.html_name: box.value()
        for form in forms
        for box in form
        if box.value() is not None and box.value() is not False
    }


def of_pledge(pledge: Pledge) -> str:
    """Return the address of a pledge's form."""
    return f"/admin/pledges/pledge/{pledge.pk}/change/"


def of_claim(candidate: Candidate) -> str:
    """Return where a claim is decided."""
    place = f"/admin/pledges/article/{candidate.article_id}/workbench/"
    return f"{place}?claim={candidate.pk}#claim-{candidate.pk}"


def inline_code(html: str) -> list[str]:
    """Return what a strict Content-Security-Policy would block in a page."""
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    return [*scripts, *re.findall(r"<style|<[^>]+\sstyle=|<[^>]+\son\w+=", html)]
