"""One record: begun, looked at, previewed, and the receipt of what was sent."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from innovations.models import Innovation, Lab, Status
from stages import reading, standing, workflow, writing
from stages.forms import MoveForm
from stages.models import StageRecord
from stages.papers import qr
from stages.road import road_of
from stages.sheets import fetch_rows, missing, sheet_for
from stages.unit_forms import NewInnovationForm
from stages.views.access import own, units_only, visible
from stages.views.papers import receipt_address
from stages.views.sheet import place_of


@require_http_methods(["GET", "HEAD", "POST"])
@units_only
def new(request):
    lab = Lab.objects.current()
    form = NewInnovationForm(request.POST or None)
    if request.method == "POST" and lab and form.is_valid():
        innovation = form.save(lab, request.user)
        messages.success(
            request,
            _("Terdaftar dengan kode %(code)s. Isi lembar kerjanya kapan saja; simpan sesering Anda mau.")
            % {"code": innovation.code},
        )
        return redirect("workspace:sheet", innovation.code)
    return render(request, "workspace/new.html", {"lab": lab, "form": form})


@require_safe
def innovation(request, code):
    """Where the record stands, what may be done with it, and how it came here. Reviewers go to their desk."""
    innovation = visible(request, code)
    if request.user.role != Role.AGENCY:
        return redirect("admin:stages_case_change", innovation.pk)
    records = list(
        innovation.records.select_related("actor").defer("snapshot").order_by("-created_at", "-id")
    )
    open_parts = workflow.open_parts(request.user, innovation)
    asked = next((record for record in records if record.move == "return"), None)
    context = {
        "innovation": innovation,
        "sentence": standing.sentence(innovation),
        "is_late": standing.is_late(innovation),
        "steps": standing.steps(innovation),
        "road": road_of(innovation, records),
        "asked": asked if innovation.status == Status.RETURNED else None,
        "open_parts": [(part, place_of(innovation, part)) for part in open_parts],
        "forms": [MoveForm(move, innovation) for move in workflow.moves_for(request.user, innovation)],
        "counts": Innovation.objects.filter(pk=innovation.pk).aggregate(
            photos=Count("photos", distinct=True), evidence=Count("evidence", distinct=True)
        ),
        "lacks": lacks(innovation) if open_parts else [],
    }
    return render(request, "workspace/innovation.html", context)


@require_safe
def preview(request, code):
    return show_preview(request, own(request, code))


def show_preview(
    request, innovation: Innovation, form: MoveForm | None = None, refusal: str = "", status=200
):
    """The sheet as its reader will see it, and, where that is open, the way to send it (`form`)."""
    fetch_rows(innovation)
    submit = next((m for m in workflow.moves_for(request.user, innovation) if m.name == "submit"), None)
    if submit and form is None:
        form = MoveForm(submit, innovation)
    if form:
        form.fields["note"].help_text = _("Dibaca penelaah.")
    open_parts = workflow.open_parts(request.user, innovation)
    context = {
        "innovation": innovation,
        "parts": reading.read(innovation),
        "advice": writing.advice(innovation, open_parts, request.user),
        "lacks": lacks(innovation),
        "sentence": standing.sentence(innovation),
        "can_submit": submit is not None,
        "can_edit": bool(open_parts),
        "form": form,
        "refusal": refusal,
        "photos": innovation.photos.all() if shows(innovation, "photos") else [],
        "evidence": innovation.evidence.all() if shows(innovation, "evidence") else [],
    }
    return render(request, "workspace/preview.html", context, status=status)


@require_safe
def receipt(request, receipt):
    """The proof that a sheet was sent: what, when, by whom, and who answers by when."""
    record = get_object_or_404(
        StageRecord.objects.filter(innovation__in=Innovation.objects.visible_to(request.user))
        .select_related("innovation__agency", "innovation__lab", "actor")
        .defer("snapshot"),
        receipt=receipt,
    )
    check = receipt_address(request, receipt)
    context = {"record": record, "innovation": record.innovation, "check": check}
    context["qr"] = mark_safe(qr.svg(check, _("Kode QR: %(address)s") % {"address": check}))  # noqa: S308
    return render(request, "workspace/receipt.html", context)


def shows(innovation: Innovation, relation: str) -> bool:
    """Whether the present sheet has the rows `relation`."""
    return any(part.rows and part.rows.relation == relation for part in sheet_for(innovation))


def lacks(innovation: Innovation) -> list[tuple[str, str]]:
    """What the present sheet still needs: (sentence, address where it is filled in)."""
    return [(one.sentence, place_of(innovation, one.part)) for one in missing(innovation)]
