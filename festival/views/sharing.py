"""An exhibit on other sites: the picture of its card, a light page for frames, and oEmbed."""

from xml.etree import ElementTree

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from festival import sharing
from festival.addresses import exhibit_at
from festival.models import Exhibit
from festival.opendata.columns import clean
from festival.pages import public_page
from festival.views.exhibits import gone_or_404

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
UNBOUNDED = 10_000  # px


@login_not_required
@require_safe
def picture(request, slug):
    """The picture of the exhibit's card. Kept for good by caches under the address that names what it shows."""
    shown = Exhibit.objects.public().select_related("agency").filter(slug=slug).first()
    if shown is None:
        return gone_or_404(request, slug=slug)
    is_this = request.GET.get("v") == sharing.digest(shown)
    return FileResponse(
        default_storage.open(sharing.kept(shown)),
        content_type="image/jpeg",
        headers={"Cache-Control": FOR_GOOD if is_this else FOR_AN_HOUR},
    )


@public_page
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embedded(request, slug):
    """The exhibit as a card that any site may put into a frame."""
    shown = Exhibit.objects.public().select_related("agency").filter(slug=slug).first()
    if shown is None:
        return gone_or_404(request, slug=slug)
    address = request.build_absolute_uri(reverse("festival:exhibit", args=[slug]))
    return render(request, "festival/embed.html", {"exhibit": shown, "address": address})


@public_page
def oembed(request):
    """How to show an exhibit, for who knows its address (oembed.com)."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return _said(_("Format yang ada: json dan xml."), 501)
    try:
        width, height = (int(request.GET.get(name, UNBOUNDED)) for name in ("maxwidth", "maxheight"))
    except ValueError:
        width = height = 0
    if "url" not in request.GET or width < 1 or height < 1:
        return _said(_("Sertakan url sebuah inovasi; maxwidth dan maxheight berupa angka piksel."), 400)
    which = exhibit_at(request.GET["url"], request.get_host())
    if which is None:
        raise Http404
    shown = Exhibit.objects.public().select_related("agency").filter(**which).first()
    if shown is None:
        return gone_or_404(request, **which)
    told = sharing.embed(shown, request.build_absolute_uri, width, height)
    if form == "json":
        return JsonResponse(told)
    root = ElementTree.Element("oembed")
    for name, value in told.items():
        ElementTree.SubElement(root, name).text = clean(str(value))
    told = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(told, content_type="text/xml; charset=utf-8")


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
