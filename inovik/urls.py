"""The addresses. They are printed on posters: keep them. English pages have `/en` before the same address."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from inovik import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    *i18n_patterns(
        path("admin/password_change/", RedirectView.as_view(pattern_name="accounts:password")),
        path("admin/", admin.site.urls),
        path("", include("accounts.urls")),
        path("kerja/", include("stages.urls")),
        path("", include("stages.public_urls")),
        path("", include("festival.urls")),
        prefix_default_language=False,
    ),
]
