"""The sheet: all open parts of the present stage on one page."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from innovations.models import Innovation, Stage
from stages import standing, workflow
from stages.sheet_forms import Sheet, anchor
from stages.sheets import Part, sheet_for
from stages.views.access import own
from stages.views.record import lacks


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, code):
    if request.method == "POST" and request.POST.get("shown"):
        return _save(request, code)
    innovation = own(request, code)
    parts = workflow.open_parts(request.user, innovation)
    if not parts:
        return redirect("workspace:preview", code)
    return _page(request, innovation, Sheet(innovation, parts))


def _save(request, code):
    """Store what was typed, if its parts are still open now that the row is locked."""
    with transaction.atomic():
        innovation = own(request, code, lock=True)
        stage, parts = _shown(innovation, request.POST["shown"])
        typed = Sheet(innovation, parts, request.POST, add=request.POST.get("add", ""))
        open_now = workflow.open_parts(request.user, innovation)
        is_closed = stage != innovation.stage or not parts or not all(part in open_now for part in parts)
        is_saved = not is_closed and typed.is_valid()
        if is_saved:
            typed.save()
    if is_closed:
        return _page(request, innovation, typed, closed=_why_closed(innovation), status=409)
    if not is_saved:
        return _page(request, innovation, typed)
    messages.success(request, _("Tersimpan pukul %(hour)s.") % {"hour": standing.hour_now()})
    if request.POST.get("next") == "preview":
        return redirect("workspace:preview", code)
    added = next(
        (part for part in parts if part.rows and part.rows.relation == request.POST.get("add")), None
    )
    address = reverse("workspace:sheet", args=[code])
    return redirect(f"{address}#{anchor(added)}" if added else address)


def _page(request, innovation: Innovation, typed: Sheet, *, closed: str = "", status=200):
    context = {
        "innovation": innovation,
        "sheet": typed,
        "sections": list(typed.sections()),
        "shown": f"{innovation.stage}:{','.join(part.key for part in typed.parts)}",
        "mistakes": [] if closed else list(typed.mistakes()),
        "lacks": [] if typed.form.is_bound else lacks(innovation),
        "asked": innovation.records.filter(move="return").select_related("actor").last()
        if innovation.open_parts
        else None,
        "sentence": standing.sentence(innovation),
        "closed": closed,
    }
    return render(request, "workspace/sheet.html", context, status=status)


def _shown(innovation: Innovation, shown: str) -> tuple[str, tuple[Part, ...]]:
    """The stage and the parts that the page showed, from its hidden field "stage:key,key"."""
    stage, _colon, keys = shown.partition(":")
    if stage not in Stage.values:
        return stage, ()
    return stage, tuple(part for part in sheet_for(innovation, stage) if part.key in keys.split(","))


def _why_closed(innovation: Innovation) -> str:
    last = innovation.records.select_related("actor").last()
    if last is None:
        return _("Belum tersimpan: bagian ini tidak terbuka. Muat ulang halaman, lalu isi lagi.")
    return _(
        "Belum tersimpan: sementara Anda menulis, %(who)s memilih '%(move)s' pada %(when)s, sehingga bagian ini "
        "tertutup. Tulisan Anda masih ada di bawah; salin yang perlu ke tempat lain sebelum meninggalkan halaman."
    ) % {
        "who": last.actor.name,
        "move": standing.MOVE_LABELS[last.move],
        "when": standing.moment(last.created_at),
    }
