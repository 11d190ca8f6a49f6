"""The columns of the ledger of changes."""

import json

from pledges.models import Change
from pledges.models.vocabulary import Measure

from .columns import Column, plain


def permalink(change: Change) -> str | None:
    """Return the page of the record, if the public still sees it."""
    return change.record.get_absolute_url() if change.record else None


CHANGES = [
    Column(
        "permalink", "permalink", "address of the record, if still there", permalink
    ),
    plain("id", "id", "number of the change in this tracker", "pk"),
    plain("version", "integer", "version of the data that has the change first"),
    Column("at", "moment", "when that was", lambda row: f"{row.at:%Y-%m-%dT%H:%M:%SZ}"),
    plain("kind", "code", "what happened"),
    plain("role", "code", "who changed it"),
    plain("pledge_id", "id", "pledge that changed"),
    plain("total_id", "id", "reported total that changed"),
    plain("title", "text", "its title then"),
    plain("donor_code", "code", "donor in whose sums the change is", "donor"),
    plain("recipient_code", "code", "recipient in whose sums it is", "recipient"),
    plain("instrument", "code", "form of aid in whose sums it is"),
    Column(
        "fields",
        "json",
        "each field that changed, with the text before and after",
        lambda row: json.dumps(row.fields, ensure_ascii=False),
    ),
    plain("reason", "text", "why, in the words of the editor"),
    *[
        plain(f"{measure}_{code}", "difference", f"effect on the sum {measure}")
        for measure in Measure
        for code in ("usd", "eur")
    ],
]
