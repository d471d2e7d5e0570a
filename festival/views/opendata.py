"""What machines read: open data, the feed, the sitemap, robots.txt."""

import re
from functools import wraps
from io import BytesIO

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemap_views
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from festival import versions
from festival.opendata import catalog, made
from festival.opendata.columns import COLUMNS, here, moment
from festival.opendata.feed import ExhibitFeed
from festival.opendata.formats import FORMATS, write_dictionary
from festival.opendata.rows import dictionary, published, record, tombstones
from festival.opendata.sitemaps import SECTIONS
from festival.pages import public_page

PER_PAGE = 100
CODE = re.compile(r"INV-\d{4}-\d{4,}", re.ASCII)
PRIVATE = ("kerja/", "admin/", "masuk/", "akun/", "juri/", "paspor/")
ENDLESS = (
    "inovasi/?",
    "skpd/*/?",
    "festival/*/?",
)  # states of lists; the sitemap names every page behind them


def open_data(view):
    """A public page that scripts of any site may read."""
    shown = public_page(view)

    @wraps(shown)
    def given(request, *args, **kwargs):
        response = shown(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 503:  # a matter of seconds, not of the version
            response["Cache-Control"], response.is_for_everybody = "no-store", False
        return response

    return given


@open_data
def about(request):
    """The page for people: what there is, how to take it, what its columns mean."""
    found = catalog.figures_of(versions.of(request))
    return render(
        request,
        "festival/data.html",
        {
            "found": found,
            "formats": [(each, made.size(each.ending)) for each in FORMATS.values()],
            "columns": COLUMNS,
            "licence": catalog.LICENCE,
            "licence_address": catalog.LICENCE_ADDRESS,
            "attribution": catalog.attribution(),
            "publisher": catalog.PUBLISHER,
            "contact": catalog.CONTACT,
            "first_page": here("/data/inovasi.json"),
            "per_page": PER_PAGE,
        },
    )


@open_data
def pages(request):
    """JSON, PER_PAGE rows by code, from the one after `sesudah` on."""
    after = request.GET.get("sesudah", "").upper()
    if after and not CODE.fullmatch(after):
        return _json(
            {"galat": _("Isi 'sesudah' dengan kode inovasi, misalnya INV-2026-0042, atau hapus.")}, status=400
        )
    found = catalog.figures_of(versions.of(request))
    rows = [record(exhibit) for exhibit in published().filter(code__gt=after)[: PER_PAGE + 1]]
    more = len(rows) > PER_PAGE
    return _json(
        {
            "judul": "Inovasi pelayanan publik Kabupaten Pakpak Bharat",
            "penerbit": catalog.PUBLISHER,
            "lisensi": _licence(),
            "kamus": here("/data/kamus.json"),
            "dihapus": here("/data/dihapus.json"),
            "versi": versions.of(request),
            "diperbarui": moment(found.updated) if found.updated else None,
            "jumlah": found.rows,
            "per_halaman": PER_PAGE,
            "berikutnya": here(f"/data/inovasi.json?sesudah={rows[PER_PAGE - 1]['kode']}") if more else None,
            "data": rows[:PER_PAGE],
        }
    )


@open_data
def whole(request, ending):
    """The whole data in one file; 503 for the seconds in which somebody else has it made."""
    if ending not in FORMATS:
        raise Http404
    kind = FORMATS[ending]
    if request.method == "HEAD":
        return HttpResponse(content_type=kind.content_type)
    file = made.opened(ending, versions.of(request))
    if file is None:
        sentence = _("Berkas sedang dibuat. Coba lagi beberapa detik lagi.")
        return HttpResponse(
            sentence, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"}
        )
    return FileResponse(
        file, as_attachment=True, filename=f"inovasi-pakpak-bharat.{ending}", content_type=kind.content_type
    )


@open_data
def meanings(request):
    with translation.override("id"):
        return _json({"lisensi": catalog.licence(), "kolom": dictionary()})


@open_data
def meanings_table(request):
    table = BytesIO()
    with translation.override("id"):
        write_dictionary(table)
    return HttpResponse(table.getvalue(), content_type="text/csv; charset=utf-8")


@open_data
def deleted(request):
    """What was taken down: codes and times, so that copies elsewhere can follow."""
    return _json({"lisensi": _licence(), "data": tombstones()})


@open_data
def description(request):
    found = catalog.figures_of(versions.of(request))
    return _json(catalog.dcat(found, FORMATS.values()), content_type="application/ld+json")


feed = public_page(ExhibitFeed())


@public_page
def sitemap(request):
    """One file while every section fits into it, else the index of them."""
    if all(section().paginator.num_pages == 1 for section in SECTIONS.values()):
        return sitemap_views.sitemap(request, SECTIONS).render()
    return sitemap_views.index(request, SECTIONS, sitemap_url_name="festival:sitemap_section").render()


@public_page
def sitemap_section(request, section):
    return sitemap_views.sitemap(request, SECTIONS, section).render()


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request):
    closed = [f"/{language}{path}" for path in (*PRIVATE, *ENDLESS) for language in ("", "en/")]
    with translation.override("id"):
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in closed),
            "",
            f"Sitemap: {request.build_absolute_uri(reverse('festival:sitemap'))}",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _licence() -> dict:
    with translation.override("id"):
        return catalog.licence()


def _json(content: dict, **how) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1}, **how)
