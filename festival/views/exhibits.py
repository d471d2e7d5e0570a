"""One published innovation, its short address, its pictures and its evidence."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import qr
from festival import lineage, reading, sections, sharing
from festival.models import Exhibit
from festival.pages import public_page
from innovations import files
from innovations.models import Evidence, Photo

logger = logging.getLogger(__name__)

SUGGESTIONS = 2  # answered ones that the page shows


@public_page
def exhibit(request, slug):
    shown = _whole().filter(slug=slug).first()
    if shown is None:
        return gone_or_404(request, slug=slug)
    context = _told(request, shown)
    context["is_live"] = True  # open to taps, votes and suggestions
    context["suggestions"] = shown.suggestions.public()[:SUGGESTIONS]
    return render(request, "festival/exhibit.html", context)


@public_page
def printed(request, slug):
    """The same page to be put on paper: with the QR code that leads back to it."""
    shown = _whole().filter(slug=slug).first()
    if shown is None:
        return gone_or_404(request, slug=slug)
    context = _told(request, shown)
    context["qr"] = qr.svg(context["short_address"], context["short_address"])
    return render(request, "festival/exhibit.html", context)


def page_of(
    request, shown: Exhibit, template="festival/exhibit.html", served: reading.Served | None = None, **beside
) -> HttpResponse:
    """The page of an exhibit, or of one of its versions, which has its pictures from elsewhere (`served`)."""
    return render(request, template, beside | _told(request, shown, served))


@public_page
def short(request, code):
    """The address on posters and in QR codes. What is not public and never was is not there for anybody."""
    code = code.upper()
    shown = Exhibit.objects.public().filter(code=code).only("slug").first()
    return redirect(shown) if shown else gone_or_404(request, code=code)


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


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def proof(request, key):
    """A file of evidence that stands on the page of a public exhibit, named by its title."""
    found = get_object_or_404(Evidence.objects.exclude(file=""), key=key)
    shown = Exhibit.objects.filter(
        innovation=found.innovation_id, content__evidence__contains=[{"key": key.hex}]
    )
    if not shown.public().exists():
        if shown.withdrawn().exists():
            return render(request, "410.html", status=410)
        raise Http404
    try:
        content = default_storage.open(found.file.name)
    except FileNotFoundError as error:
        logger.error("The evidence %s is missing in storage", found.file.name)
        raise Http404 from error
    name = slugify(found.title)[:80] or "bukti"
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{name}.{found.ending.lower()}",
        content_type=found.content_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )


def gone_or_404(request, **which) -> HttpResponse:
    """410 with a sentence for what was taken down. Raises Http404 for everything else."""
    if Exhibit.objects.withdrawn().filter(**which).exists():
        return render(request, "410.html", status=410)
    raise Http404


def _whole():
    """Public exhibits with all that their page shows; what only search reads stays in the database."""
    people = Exhibit.objects.public().select_related("agency__parent", "district", "festival__ballot")
    return people.defer("body", "search", "festival__welcome")


def _told(request, shown: Exhibit, served: reading.Served | None = None) -> dict:
    """What the page says of the exhibit. One query. `served`: where its pictures are, if not for everybody."""
    content = shown.content
    texts = reading.texts(content)
    contacts = reading.contacts(texts.get("service_contact", ""))
    measures = reading.measures(content)
    cover, *photos = reading.pictures(content, served) or [None]
    kin, related = lineage.around(shown)
    address = request.build_absolute_uri(reverse("festival:exhibit", args=[shown.slug]))
    picture = request.build_absolute_uri(sharing.picture_address(shown))
    return {
        "exhibit": shown,
        "address": address,
        "short_address": request.build_absolute_uri(reverse("festival:short", args=[shown.code])),
        "share_picture": picture,
        "facts": sharing.facts(shown, texts, contacts, address, picture),
        "frame": sharing.frame(shown, request.build_absolute_uri),
        "frame_size": sharing.FRAME,
        "texts": texts,
        "contacts": contacts,
        "measures": measures,
        "figure": next((one for one in measures if one.bars), None),
        "story": sections.told(sections.STORY, texts),
        "lessons": sections.told(sections.LESSONS, texts),
        "team": content["team"],
        "journey": reading.journey(content),
        "dates": sections.dates(shown, texts),
        "kit": sections.kit(texts),
        "evidence": reading.evidence(content),
        "cover": cover,
        "photos": photos,
        "lineage": kin,
        "related": related,
    }
