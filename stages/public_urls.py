"""Pages of the road that open without signing in, each behind a sealed address that was handed out."""

from django.urls import path

from stages.views import pulse

app_name = "public"
urlpatterns = [
    path("kabar/<str:token>/", pulse.by_link, name="pulse"),
]
