from django.contrib import admin
from django.shortcuts import redirect
from django.urls import include, path

from pledges.urls import page
from pledges.views import machines

handler400 = "pledges.views.errors.bad_request"

urlpatterns = [
    path("admin", lambda _request: redirect("admin:index")),
    path("admin/", admin.site.urls),
    page("robots.txt", machines.robots, name="robots"),
    page("sitemap.xml", machines.sitemap, name="sitemap"),
    page("sitemap-<slug:section>.xml", machines.sitemap_part, name="sitemap-part"),
    page(".well-known/security.txt", machines.security, name="security"),
    path("", include("pledges.urls")),
]
