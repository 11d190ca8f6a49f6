"""How donors are chosen and compared: by the filters of pledges and a definition."""

from typing import Any

import django_filters as df
from django import forms

from .kinds import AnyOf, RangesInOrder
from .pledges import PledgeFilterSet

MOST = 12
BY = [
    ("amount", "Amount"),
    ("per_head", "Per head"),
    ("gdp_share", "Share of GDP"),
]


class FewDonors(RangesInOrder):
    """A form in which more donors than one can tell apart are an error."""

    def clean(self) -> dict[str, Any]:
        """Count the donors that are chosen."""
        cleaned = super().clean()
        if len(set(cleaned.get("donor") or [])) > MOST:
            self.add_error("donor", f"Choose at most {MOST} donors.")
        return cleaned


class CompareFilterSet(PledgeFilterSet):
    """
    Pledges, narrowed by all but the donor, who is chosen to be shown.

    Ranks are among all donors of what is left.
    """

    donor = AnyOf(method="passed_over", label="Donors to compare")
    by = df.ChoiceFilter(
        method="passed_over",
        choices=BY,
        label="Compare by",
        empty_label=None,
        widget=forms.Select(attrs={"data-default": BY[0][0]}),
    )

    class Meta(PledgeFilterSet.Meta):
        form = FewDonors
