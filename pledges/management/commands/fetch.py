"""Read the feeds that editors subscribe to; store new articles with their claims."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pledges.feeds import gather
from pledges.models import Feed
from pledges.reports import lines, summed


class Command(BaseCommand):
    """Fill the inbox; may run every ten minutes, twice at once, or be killed."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the feed to read, if only one."""
        parser.add_argument("--feed", type=int, metavar="N", help="only this one")

    def handle(self, *_: Any, feed: int | None, **__: Any) -> None:
        """Print a line per feed; fail only where none could be read."""
        feeds = Feed.objects.active()
        if feed is not None and not (feeds := feeds.filter(pk=feed)):
            raise CommandError(f"There is no active feed {feed}.")
        outcomes = []
        for outcome in gather(feeds):
            self.stdout.write("\n".join(lines(outcome)))
            outcomes.append(outcome)
        if len(outcomes) > 1:
            self.stdout.write(summed(outcomes))
        if outcomes and all(outcome.is_dead for outcome in outcomes):
            raise CommandError("Nothing could be read.")
        if not outcomes:
            self.stdout.write("There are no active feeds.")
