"""Users and groups, as Django has them, behind lists that answer nonsense with 400."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from .guarded import GuardedAdmin

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class GuardedUserAdmin(GuardedAdmin, UserAdmin):  # type: ignore[type-arg]
    """People who enter and review."""


@admin.register(Group)
class GuardedGroupAdmin(GuardedAdmin, GroupAdmin):
    """What they may do."""
