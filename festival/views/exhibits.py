"""One published innovation, its short address, its pictures and its evidence."""

import logging
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import qr
from festival import lineage, reading, sections, sharing, versions
from festival.kept import Kept
from festival.models import Exhibit
from festival.pages import public_page
from innovations import files
from innovations.models import Evidence, Photo

logger = logging.getLogger(__name__)

SUGGESTIONS = 2  # answered ones that the page shows


@dataclass(frozen=True)
class Parts:
    """What the page of one exhibit says, as text and as HTML."""

    title: str
    summary: str
    address: str
    head: SafeString
    body: SafeString

    def size(self) -> int:
        """Bytes, about: a mark like the tick of a passed stage makes every character of a text take two."""
        return 2 * (len(self.head) + len(self.body))


_parts = Kept(3 * 2**20, size=Parts.size)


@public_page
def exhibit(request, slug):
    """For everybody; who is signed in has the same parts in a page that greets by name."""
    key = (versions.of(request), get_language(), request.build_absolute_uri("/"), slug)
    parts = _parts.get(key)
    if parts is None:
        if (shown := _whole().filter(slug=slug).first()) is None:
            return gone_or_404(request, slug=slug)
        suggestions = shown.suggestions.public()[:SUGGESTIONS]
        # It is open to taps, votes and suggestions.
        parts = _parts_of(request, shown, is_live=True, suggestions=suggestions)
        _parts.put(key, parts)
    return render(request, "festival/exhibit.html", {"parts": parts})


@public_page
def printed(request, slug):
    """The same page to be put on paper: with the QR code that leads back to it."""
    shown = _whole().filter(slug=slug).first()
    if shown is None:
        return gone_or_404(request, slug=slug)
    short_address = _short_address(request, shown)
    parts = _parts_of(request, shown, qr=qr.svg(short_address, short_address))
    return render(request, "festival/exhibit.html", {"parts": parts, "is_printed": True})


def page_of(request, shown: Exhibit, template: str, served: reading.Served, **beside) -> HttpResponse:
    """The page of one of an exhibit's versions, which has its pictures from elsewhere (`served`)."""
    parts = _parts_of(request, shown, served)
    return render(request, template, beside | {"parts": parts, "exhibit": shown})


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


def _short_address(request, shown: Exhibit) -> str:
    return request.build_absolute_uri(reverse("festival:short", args=[shown.code]))


def _parts_of(request, shown: Exhibit, served: reading.Served | None = None, **beside) -> Parts:
    """The page's parts, with `beside` for its body. `served`: where its pictures are, if not for everybody."""
    told = beside | _told(request, shown, served)
    head = render_to_string("festival/_exhibit_head.html", told, request)
    body = render_to_string("festival/_exhibit_body.html", told, request)
    return Parts(shown.title, shown.summary, told["address"], head, body)


def _told(request, shown: Exhibit, served: reading.Served | None) -> dict:
    """What the page says of the exhibit. One query."""
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
        "short_address": _short_address(request, shown),
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
