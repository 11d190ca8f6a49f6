"""The pages behind /admin/: entering, reviewing and publishing."""

from django.contrib import admin

from . import (
    articles,
    candidates,
    corrections,
    feeds,
    pledges,
    reference,
    totals,
    users,
)

__all__ = ["articles", "candidates", "corrections", "feeds", "pledges"]
__all__ += ["reference", "totals", "users"]

admin.site.site_header = "Aid Tracker"
admin.site.site_title = "Aid Tracker"
admin.site.index_title = "Enter, review, publish"
admin.site.enable_nav_sidebar = False  # rows and lists need the width
