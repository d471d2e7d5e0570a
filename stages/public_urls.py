"""Pages of the road that open without signing in, each behind a sealed address that was handed out."""

from django.urls import path

from stages import urls  # noqa: F401  (registers the converter of receipts)
from stages.views import documents, papers, pulse

app_name = "public"
urlpatterns = [
    path("tanda-terima/<receipt:receipt>/<slug:given>/", papers.check_receipt, name="receipt"),
    path("sah/<slug:token>/", documents.check, name="document"),
    path("kabar/<str:token>/", pulse.by_link, name="pulse"),
]
