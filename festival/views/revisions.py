"""For the unit: changing what is public already."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from festival import revisions
from festival.models import Exhibit
from festival.revision_form import RevisionForm
from innovations.models import Innovation
from stages.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request, code):
    """What is public now, to be changed; sent, it waits for the steward. Keeps what was typed when it is refused."""
    if request.method != "POST":
        exhibit = _own(request, code)
        waiting = revisions.open_revision(exhibit)
        return _page(request, exhibit, waiting, RevisionForm(exhibit, waiting))
    with transaction.atomic():
        exhibit = _own(request, code, lock=True)
        waiting = revisions.open_revision(exhibit)
        form, refusal = RevisionForm(exhibit, waiting, request.POST), ""
        is_sent = form.is_valid()
        if is_sent:
            try:
                form.propose(request.user)
            except Refused as error:
                is_sent, refusal = False, str(error)
    if not is_sent:
        return _page(request, exhibit, waiting, form, refusal)
    messages.success(
        request,
        _("Terkirim kepada pengelola. Halaman yang sekarang tetap tampil sampai perubahan Anda ditayangkan."),
    )
    return redirect("festival:revise", code)


@require_POST
def take_back(request, code):
    """The unit withdraws what waits for the steward."""
    exhibit = _own(request, code)
    waiting = revisions.open_revision(exhibit)
    try:
        if waiting:
            revisions.withdraw(waiting, request.user)
            messages.success(request, _("Perubahan ditarik. Halaman publik tidak berubah."))
        else:
            messages.info(request, _("Tidak ada perubahan yang menunggu."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("festival:revise", code)


def _own(request, code, *, lock: bool = False) -> Exhibit:
    """The exhibit of a record that this person may fill, or 404. `lock`: the record's row, until the end of the
    transaction."""
    fillable = Innovation.objects.fillable_by(request.user)
    if lock:
        get_object_or_404(fillable.select_for_update(of=["self"]), code=code)
    found = Exhibit.objects.select_related("innovation__agency", "innovation__lab", "agency", "festival")
    return get_object_or_404(found.filter(innovation__in=fillable), code=code)


def _page(request, exhibit: Exhibit, waiting, form: RevisionForm, refusal: str = ""):
    last = waiting or revisions.last_revision(exhibit)
    context = {
        "exhibit": exhibit,
        "innovation": exhibit.innovation,
        "waiting": waiting,
        "last": last,
        "form": form,
        "mistakes": list(form.mistakes()) if form.sheet.form.is_bound else [],
        "refusal": refusal,
    }
    return render(request, "workspace/revise.html", context)
