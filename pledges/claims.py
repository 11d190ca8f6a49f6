"""The form that claims have in JSON and in the annotation guide, and candidates."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .models import Actor, Candidate
from .models.vocabulary import ActorKind, ClaimKind, Precision, Qualifier

SEVERAL = "*"
SEVERAL_DONORS, SEVERAL_RECIPIENTS = "several-donors", "several-recipients"
CODED = {"EU", "NATO", "UN"}
# What a claim and a candidate call alike, with what stands for "not stated".
ALIKE: dict[str, Any] = {
    "kind": "",
    "currency": "",
    "amount_qualifier": Qualifier.EXACT,
    "item": "",
    "quantity": None,
    "quantity_qualifier": Qualifier.EXACT,
    "instrument": "",
    "sector": "",
    "announced_on": None,
    "quote": "",
}
EQUIPMENT_ONLY = {"item", "quantity", "quantity_qualifier"}
MONEY_ONLY = {"amount", "currency", "amount_qualifier"}


def party_name(actor: Actor | None) -> str | None:
    """Return what a claim calls ``actor``: code, usual name, or * for a group."""
    if actor is None:
        return None
    if actor.kind == ActorKind.GROUP:
        return SEVERAL
    if actor.kind == ActorKind.COUNTRY or actor.code in CODED:
        return actor.code
    return actor.usual_name


def claim_of(candidate: Candidate) -> dict[str, Any]:
    """Return ``candidate`` as a claim; unset fields are left out."""
    claim = {name: getattr(candidate, name) for name in ALIKE}
    claim |= {
        "donor": party_name(candidate.donor),
        "recipient": party_name(candidate.recipient),
        "channel": candidate.channel and candidate.channel.usual_name,
        "amount": candidate.amount,
        "status": candidate.stage,
        "announced_on": _stated_day(candidate),
        "part_of": candidate.is_part or None,
        "uncertain": candidate.is_uncertain or None,
    }
    equipment = candidate.kind == ClaimKind.EQUIPMENT
    foreign = MONEY_ONLY if equipment else EQUIPMENT_ONLY
    return {
        key: value
        for key, value in claim.items()
        if value not in (None, "") and key not in foreign
    }


def _stated_day(candidate: Candidate) -> date | None:
    """Return the day of the promise; a month or year is not a day."""
    to_the_day = candidate.announced_precision == Precision.DAY
    return candidate.announced_on if to_the_day else None


def fields_of(claim: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the candidate fields that ``claim`` states, without its place in the text.

    Raises Actor.DoesNotExist, naming it, for a party that is not in the database.
    """
    amount = claim.get("amount")
    fields = {name: claim.get(name, unset) for name, unset in ALIKE.items()}
    fields |= {
        "donor": actor_called(claim.get("donor"), SEVERAL_DONORS),
        "recipient": actor_called(claim.get("recipient"), SEVERAL_RECIPIENTS),
        "channel": actor_called(claim.get("channel"), SEVERAL_RECIPIENTS),
        "amount": None if amount is None else Decimal(str(amount)),
        "stage": claim["status"],
        "is_part": bool(claim.get("part_of")),
        "is_uncertain": bool(claim.get("uncertain")),
    }
    return fields


def actor_called(name: str | None, several: str) -> Actor | None:
    """Return the actor that a claim calls ``name``; None for None."""
    if not name:
        return None
    if name == SEVERAL:
        return Actor.objects.get(code=several)
    actor = Actor.objects.named(name).first()
    if actor is None:
        raise Actor.DoesNotExist(f"No actor is called {name}.")
    return actor


def agrees(candidate: Candidate, claim: Mapping[str, Any]) -> bool:
    """Say whether both state the same thing: kind and figure, or kind and item."""
    if candidate.kind != claim["kind"]:
        return False
    if candidate.kind == ClaimKind.EQUIPMENT:
        return candidate.quantity == claim.get("quantity")
    figure = candidate.amount, candidate.currency
    return figure == (Decimal(str(claim["amount"])), claim["currency"])
