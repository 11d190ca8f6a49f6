"""Bring an installation up to date: tables, reference data, seed, first admin."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string

from pledges import counting, ledger, reference, search, seeding
from pledges.models import Change, PledgeState, SearchText


class Command(BaseCommand):
    """Migrate, load what is missing and make one admin; changes nothing twice."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to leave the demonstration articles out."""
        parser.add_argument("--no-seed", action="store_true", help="no articles")

    def handle(self, *_: Any, **options: Any) -> None:
        """Run all steps; each leaves alone what it finds done."""
        call_command("migrate", verbosity=0)
        reference.load()
        if not options["no_seed"] and (articles := seeding.seed()):
            self.stdout.write(f"Seeded with {articles} articles.")
        if not PledgeState.objects.exists():
            counting.recount_all()  # of an older installation
        if not SearchText.objects.exists():
            search.rebuild()
        if not Change.objects.exists():
            ledger.begin()
        if not User.objects.filter(is_superuser=True).exists():
            password = get_random_string(20)
            User.objects.create_superuser("admin", password=password)
            self.stdout.write(f"Admin user: admin  password: {password}")
