from django.contrib import admin
from django.shortcuts import redirect
from django.urls import include, path

handler400 = "pledges.views.errors.bad_request"

urlpatterns = [
    path("admin", lambda _request: redirect("admin:index")),
    path("admin/", admin.site.urls),
    path("", include("pledges.urls")),
]
