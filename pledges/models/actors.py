"""Actor: who gives, receives or passes on aid."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from .vocabulary import ActorKind


class ActorQuerySet(models.QuerySet["Actor"]):
    """Questions answered with actors."""

    def donors(self) -> Self:
        """Keep those that give in at least one published pledge."""
        return self.filter(pledges_given__published_at__isnull=False).distinct()

    def recipients(self) -> Self:
        """Keep those that receive in at least one published pledge."""
        return self.filter(pledges_received__published_at__isnull=False).distinct()

    def channels(self) -> Self:
        """Keep those through which at least one published pledge goes."""
        return self.filter(pledges_channelled__published_at__isnull=False).distinct()

    def named(self, name: str) -> Self:
        """Keep those whose code, name or short name is ``name``, whatever the case."""
        return self.filter(
            Q(code__iexact=name) | Q(name__iexact=name) | Q(short_name__iexact=name)
        )


class Actor(models.Model):
    """A country, organisation, fund, programme or group that gives or receives aid."""

    code = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9-]+$", "Letters, digits and hyphens.")],
        help_text="ISO 3166-1 alpha-2 for a country, else a slug such as world-bank.",
    )
    name = models.CharField(max_length=120)
    short_name = models.CharField(
        max_length=60, blank=True, help_text="Where the usual name is short: UNHCR."
    )
    kind = models.CharField(max_length=20, choices=ActorKind)
    iso3 = models.CharField(max_length=3, blank=True, help_text="ISO 3166-1 alpha-3.")
    currency = models.CharField(
        max_length=3, blank=True, help_text="What its dollar or krone is, ISO 4217."
    )
    aliases = models.TextField(
        blank=True, help_text="Other names that articles use, one on each line."
    )
    members = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="groups",
        help_text="Groups only: the actors it consists of.",
    )

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def usual_name(self) -> str:
        """What an article calls it: UNHCR rather than its full name."""
        return self.short_name or self.name


class DonorManager(models.Manager["Actor"]):
    """Actors that give."""

    def get_queryset(self) -> models.QuerySet["Actor"]:
        """Return the donors of published pledges."""
        return ActorQuerySet(self.model, using=self._db).donors()


class RecipientManager(models.Manager["Actor"]):
    """Actors that receive."""

    def get_queryset(self) -> models.QuerySet["Actor"]:
        """Return the recipients of published pledges."""
        return ActorQuerySet(self.model, using=self._db).recipients()


class Donor(Actor):
    """An actor seen as a giver: it gives in at least one published pledge."""

    objects = DonorManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True


class Recipient(Actor):
    """An actor seen as a receiver: it receives in at least one published pledge."""

    objects = RecipientManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
