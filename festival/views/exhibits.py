"""One published innovation, its short address and its pictures."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from festival import reading
from festival.models import Exhibit
from festival.pages import public_page
from innovations import files
from innovations.models import Photo

logger = logging.getLogger(__name__)

RELATED = 3


@public_page
def exhibit(request, slug):
    public = Exhibit.objects.public().select_related("agency__parent", "district", "festival")
    shown = public.filter(slug=slug).first()
    if shown is None:
        return _gone_or_404(request, slug=slug)
    related = Exhibit.objects.public().filter(Q(affair=shown.affair) | Q(agency=shown.agency))
    return page_of(request, shown, related=related.exclude(pk=shown.pk).cards()[:RELATED])


def page_of(
    request, shown: Exhibit, template="festival/exhibit.html", served: reading.Served | None = None, **beside
):
    """The page of an exhibit, or of one of its versions, which has its pictures from elsewhere (`served`)."""
    cover, *photos = reading.pictures(shown.content, served) or [None]
    return render(
        request,
        template,
        beside
        | {
            "exhibit": shown,
            "address": request.build_absolute_uri(shown.get_absolute_url()),
            "short_address": request.build_absolute_uri(reverse("festival:short", args=[shown.code])),
            "share_picture": request.build_absolute_uri(cover.at(960)) if cover else "",
            "texts": reading.texts(shown.content),
            "measures": reading.measures(shown.content),
            "team": shown.content["team"],
            "journey": reading.journey(shown.content),
            "cover": cover,
            "photos": photos,
        },
    )


@public_page
def short(request, code):
    """The address on posters and in QR codes. What is not public and never was is not there for anybody."""
    code = code.upper()
    shown = Exhibit.objects.public().filter(code=code).first()
    return redirect(shown) if shown else _gone_or_404(request, code=code)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def photo(request, key, width):
    """A rendition of a photo of a public exhibit."""
    if width not in files.WIDTHS:
        raise Http404
    shown = get_object_or_404(Photo.objects.filter(exhibits__in=Exhibit.objects.public()).distinct(), key=key)
    try:
        content = default_storage.open(shown.path(width))
    except FileNotFoundError as error:
        logger.error("The rendition %s is missing in storage", shown.path(width))
        raise Http404 from error
    return FileResponse(content, content_type="image/webp")


def _gone_or_404(request, **which) -> HttpResponse:
    """410 with a sentence for what was taken down. Raises Http404 for everything else."""
    if Exhibit.objects.withdrawn().filter(**which).exists():
        return render(request, "410.html", status=410)
    raise Http404
