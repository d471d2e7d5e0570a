"""Lists of the unit: downloaded, uploaded, looked at before they are stored."""

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.spreadsheets import CONTENT_TYPE
from innovations.models import Innovation
from stages import standing
from stages.lists import imports, workbooks
from stages.lists.forms import ListForm
from stages.lists.tables import Fault
from stages.models import ListImport
from stages.views.access import units_only

RECENT = 10  # imports on the first page
CODES_SHOWN = 50
PATIENCE = timedelta(minutes=1)  # after which a list that still waits its turn says so


@require_http_methods(["GET", "HEAD", "POST"])
@units_only
def lists(request):
    form = ListForm(request.POST or None, request.FILES or None) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        listing = imports.begin(
            request.user.agency,
            request.user,
            file_name=form.name,
            content=form.content,
            sha256=form.sha256,
        )
        _say_if_stored(request, listing)
        return redirect(listing)
    context = {
        "form": form,
        "rules": workbooks.instructions(),
        "recent": _of_unit(request).select_related("user")[:RECENT],
    }
    return render(request, "workspace/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@units_only
def listing(request, key):
    """One import: its progress, what it would do, what it did. POST: confirm, or read again."""
    listing = get_object_or_404(_of_unit(request).select_related("user"), key=key)
    if request.method == "POST":
        if "confirm" not in request.POST:
            imports.read_again(listing)
        elif not imports.confirm(listing, request.user):
            messages.warning(
                request, _("Belum disimpan: daftar ini berubah keadaannya. Lihat dulu yang di bawah.")
            )
        return redirect(listing)
    context = {
        "listing": listing,
        "faults": [Fault(**one) for one in listing.faults],
        "warnings": [Fault(**one) for one in listing.warnings],
        "codes": listing.codes[:CODES_SHOWN],
        "more_codes": max(0, len(listing.codes) - CODES_SHOWN),
        "waits_long": listing.total is None and timezone.now() - listing.created_at > PATIENCE,
    }
    return render(request, "workspace/list.html", context)


@require_safe
@units_only
def template(request):
    return _xlsx(workbooks.template(), _("contoh-daftar-inovasi"))


@require_safe
@units_only
def export(request):
    """The unit's records in the template's columns; edited, they can be imported again."""
    mine = Innovation.objects.visible_to(request.user).filter(agency=request.user.agency_id)
    name = _("inovasi-%(unit)s-%(day)s") % {"unit": request.user.agency.slug, "day": timezone.localdate()}
    return _xlsx(workbooks.export(mine.order_by("code")), name)


def _of_unit(request):
    return ListImport.objects.filter(agency=request.user.agency_id).defer("content")


def _say_if_stored(request, listing: ListImport) -> None:
    if listing.state == ListImport.State.DONE:
        messages.info(
            request,
            _("Daftar ini sudah dimasukkan pada %(when)s oleh %(who)s. Tidak ada yang ditambahkan lagi.")
            % {"when": standing.moment(listing.finished_at), "who": listing.user.name},
        )


def _xlsx(file, name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=CONTENT_TYPE)
