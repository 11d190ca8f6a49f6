"""The Django application."""

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    """Pledges of aid, their evidence and their review."""

    name = "pledges"
    verbose_name = "Aid pledges"
