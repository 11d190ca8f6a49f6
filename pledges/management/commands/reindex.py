"""Make the words by which records are found anew, should they ever be in doubt."""

from typing import Any

from django.core.management.base import BaseCommand

from pledges import review, search


class Command(BaseCommand):
    """Index every published record; finds the same where all is as it should be."""

    help = __doc__ or ""

    def handle(self, *_: Any, **__: Any) -> None:
        """Index in the queue of writers, in one transaction."""
        with review.publishing(None):
            search.rebuild()
