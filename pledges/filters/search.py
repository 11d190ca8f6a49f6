"""What the search page reads in its address."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet

from pledges.models import Pledge

from .kinds import YES_NO, search_box


class SearchFilterSet(df.FilterSet):
    """The words, and whether to leave typing errors as they are."""

    q = search_box()
    exact = df.ChoiceFilter(
        method="search", choices=YES_NO[:1], widget=forms.HiddenInput
    )

    class Meta:
        model = Pledge
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Leave it to the page, which looks for more than pledges."""
        return rows
