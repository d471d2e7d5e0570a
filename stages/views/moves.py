"""The unit's moves: send, recall, stop. What may happen is `stages/workflow.py`'s to say."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role
from innovations.models import Innovation
from stages import standing, workflow
from stages.forms import MoveForm
from stages.models import StageRecord
from stages.views.access import own_or_paper
from stages.views.record import show_preview


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, code, name):
    """Ask what the move asks for (GET), carry it out (POST)."""
    innovation = own_or_paper(request, code)
    move = next((one for one in workflow.MOVES if one.name == name and Role.AGENCY in one.roles), None)
    if move is None:
        raise Http404
    if request.method != "POST":
        if name == "submit":
            return redirect("workspace:preview", code)
        return _page(request, innovation, MoveForm(move, innovation))
    form = MoveForm(move, innovation, request.POST)
    if not form.is_valid():
        return _page(request, innovation, form)
    try:
        record = form.save(request.user)
    except workflow.Stale as refusal:
        innovation.refresh_from_db()
        if workflow.is_done(innovation, name, request.user, form.cleaned_data["version"]):
            return _done(request, innovation, innovation.records.last())
        return _page(request, innovation, _with_present_version(form, request.POST), str(refusal), status=409)
    except workflow.Incomplete:
        return _page(request, innovation, form, _("Belum terkirim: lembar ini masih kurang."))
    except workflow.Refused as refusal:
        return _page(request, innovation, form, str(refusal))
    return _done(request, innovation, record)


def _page(request, innovation: Innovation, form: MoveForm, refusal: str = "", status=200):
    if form.move.name == "submit":
        return show_preview(request, innovation, form, refusal, status)
    context = {
        "innovation": innovation,
        "form": form,
        "move": form.move,
        "refusal": refusal,
        "sentence": standing.sentence(innovation),
        "is_open": form.move in workflow.moves_for(request.user, innovation),
    }
    return render(request, "workspace/move.html", context, status=status)


def _done(request, innovation: Innovation, record: StageRecord):
    if record.receipt:
        return redirect("workspace:receipt", record.receipt)
    messages.success(
        request,
        {
            "recall": _("Sudah ditarik kembali. Lembarnya dapat diubah lagi."),
            "withdraw": _("Pendaftarannya sudah dibatalkan. Ide baru selalu boleh didaftarkan lagi."),
            "stop": _("Sudah dihentikan. Terima kasih atas pelajarannya; itu menolong unit lain."),
        }[record.move],
    )
    return redirect("workspace:innovation", innovation.code)


def _with_present_version(form: MoveForm, data) -> MoveForm:
    """The same form with everything typed, for another try after the refusal was read."""
    data = data.copy()
    data[form.add_prefix("version")] = form.innovation.version
    return MoveForm(form.move, form.innovation, data)
