"""Store an article from a file, standard input (-) or the web; print its claims."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import DateField

from pledges.documents import Head, read
from pledges.fetch import FetchError
from pledges.ingest import ingest
from pledges.reports import loss, report, summary
from pledges.second_reader import reread


class Command(BaseCommand):
    """Take one article in; nothing is stored where something is wrong with it."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the source and what is known about it."""
        parser.add_argument("source", metavar="FILE|-|URL")
        for name in ["title", "publisher", "url"]:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--published", metavar="YYYY-MM-DD")

    def handle(self, source: str, *_: Any, **options: Any) -> None:
        """Read, store and report; every fault is one plain sentence."""
        given = {name: options[name] for name in ["title", "publisher", "url"]}
        try:
            day = DateField().to_python(options["published"])
            found = read(source, Head(**given, published_on=day))
            done = ingest(found.text, found.head, found.raw_sha256)
        except (OSError, FetchError) as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write("\n".join(filter(None, [loss(found), report(done)])))
        if done.created and (outcome := reread(done.article)).words:
            lines = [outcome.words, *map(summary, outcome.added)]
            self.stdout.write("\n".join(lines))
