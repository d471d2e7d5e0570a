"""The public pages. Nothing here is for one reader: no session, no cookie, only `public()` exhibits."""

import logging
from functools import wraps
from itertools import groupby

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Agency
from festival import coverage, reading
from festival.gallery import CardPaginator, Gallery
from festival.models import Exhibit, Festival
from innovations import files
from innovations.models import Photo, Stage

logger = logging.getLogger(__name__)

STEPS = (
    (Stage.DRUM_UP, _("Pimpinan dan staf unit sepakat memperbaiki satu layanan, dan membentuk tim.")),
    (Stage.DIAGNOSE, _("Tim mencari sebab masalahnya, lalu memilih satu ide.")),
    (Stage.DESIGN, _("Ide dijadikan rencana aksi, yang disetujui Bupati.")),
    (Stage.DELIVERY, _("Rencana dijalankan; hasilnya diukur dan dibuktikan.")),
    (Stage.DISPLAY, _("Hasilnya ditampilkan di festival, supaya dipakai warga dan ditiru daerah lain.")),
)
NEWEST_ON_HOME = 6
RELATED = 3
EDITIONS_ON_HOME = 3


def public_page(view):
    """For everybody, by GET and HEAD. Caches may keep it for a minute, unless it greets somebody by name."""

    @login_not_required
    @require_safe
    @wraps(view)
    def shown(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            patch_cache_control(response, public=True, max_age=60, stale_while_revalidate=600)
        patch_vary_headers(response, ["Cookie"])  # who has just signed in is not shown the page of before
        return response

    return shown


@public_page
def home(request):
    kinds = coverage.by_kind()
    return render(
        request,
        "festival/home.html",
        {
            "progress": coverage.progress(),
            "kinds": kinds,
            "units_shown": sum(kind.shown for kind in kinds),
            "units": sum(kind.total for kind in kinds),
            "newest": Exhibit.objects.public().cards()[:NEWEST_ON_HOME],
            "editions": Festival.objects.newest_first()[:EDITIONS_ON_HOME],
            "steps": STEPS,
        },
    )


@public_page
def gallery(request):
    asked = Gallery(request.GET)
    page = asked.page(request.GET.get("page", "1"))
    context = {"gallery": asked, "page_obj": page, "exhibits": page.object_list}
    context["is_too_common"] = not page.paginator.count and asked.is_too_common
    return render(request, "festival/gallery.html", context)


@public_page
def exhibit(request, slug):
    public = Exhibit.objects.public().select_related("agency__parent", "district", "festival")
    shown = public.filter(slug=slug).first()
    if shown is None:
        return _gone_or_404(request, slug=slug)
    related = Exhibit.objects.public().filter(Q(affair=shown.affair) | Q(agency=shown.agency))
    cover, *photos = reading.pictures(shown.content) or [None]
    return render(
        request,
        "festival/exhibit.html",
        {
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
            "related": related.exclude(pk=shown.pk).cards()[:RELATED],
        },
    )


@public_page
def short(request, code):
    """The address on posters and in QR codes. What is not public and never was is not there for anybody."""
    code = code.upper()
    shown = Exhibit.objects.public().filter(code=code).first()
    return redirect(shown) if shown else _gone_or_404(request, code=code)


@public_page
def agencies(request):
    rows = sorted(coverage.agencies(), key=lambda agency: Agency.Kind.values.index(agency.kind))
    kinds = [
        (Agency.Kind(kind).label, list(units))
        for kind, units in groupby(rows, key=lambda agency: agency.kind)
    ]
    return render(
        request,
        "festival/agencies.html",
        {
            "kinds": kinds,
            "units": len(rows),
            "units_shown": sum(agency.shown > 0 for agency in rows),
            "innovations": sum(agency.shown for agency in rows),
        },
    )


@public_page
def agency(request, slug):
    shows = Exists(Exhibit.objects.public().filter(agency=OuterRef("pk")))
    shown = get_object_or_404(
        Agency.objects.filter(Q(is_active=True) | shows).select_related("parent", "district"), slug=slug
    )
    page = CardPaginator(Exhibit.objects.public().filter(agency=shown)).get_page(request.GET.get("page"))
    return render(
        request,
        "festival/agency.html",
        {"agency": shown, "page_obj": page, "exhibits": page.object_list},
    )


@public_page
def editions(request):
    return render(request, "festival/editions.html", {"editions": Festival.objects.newest_first()})


@public_page
def edition(request, slug):
    shown = get_object_or_404(Festival.objects.select_related("lab"), slug=slug)
    page = CardPaginator(Exhibit.objects.public().filter(festival=shown)).get_page(request.GET.get("page"))
    return render(
        request,
        "festival/edition.html",
        {"festival": shown, "page_obj": page, "exhibits": page.object_list},
    )


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
@cache_control(public=True, max_age=86_400)
def robots(request):
    closed = "".join(f"Disallow: {path}\n" for path in ("/kerja/", "/admin/", "/masuk/", "/akun/"))
    return HttpResponse(f"User-agent: *\n{closed}", content_type="text/plain")


def _gone_or_404(request, **which) -> HttpResponse:
    """410 with a sentence for what was taken down. Raises Http404 for everything else."""
    if Exhibit.objects.withdrawn().filter(**which).exists():
        return render(request, "410.html", status=410)
    raise Http404
