"""One record: looked at, previewed, and the receipt of what was sent."""

from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import qr
from accounts.models import Role
from innovations.models import Innovation, Status
from stages import carry, handover, points, reading, standing, workflow, writing
from stages.forms import MoveForm
from stages.road import road_of
from stages.sheets import fetch_rows, missing, sheet_for
from stages.views.access import shared, visible, visible_receipt
from stages.views.onward import onward
from stages.views.papers import receipt_address
from stages.views.sheet import place_of


@require_safe
def innovation(request, code):
    """Where the record stands, what may be done with it, and how it came here. Reviewers go to their desk."""
    innovation = visible(request, code)
    if request.user.role != Role.AGENCY:
        return redirect("admin:stages_case_change", innovation.pk)
    records = list(innovation.records.as_road())
    near = list(carry.neighbours(innovation, request.user))
    here = next(one for one in near if one == innovation)
    open_parts = workflow.open_parts(request.user, innovation)
    asked = next((record for record in records if record.move == "return"), None)
    context = {
        "innovation": innovation,
        "sentence": standing.sentence(innovation),
        "is_late": standing.is_late(innovation),
        "steps": standing.steps(innovation),
        "road": road_of(innovation, records, of_unit=True),
        "asked": asked if innovation.status == Status.RETURNED else None,
        "open_parts": [(part, place_of(innovation, part)) for part in open_parts],
        "forms": [MoveForm(move, innovation) for move in workflow.moves_for(request.user, innovation)],
        "counts": {"photos": here.photo_count, "evidence": here.evidence_count, "team": here.team_count},
        "lacks": lacks(innovation) if open_parts else [],
        "onward": onward(innovation, near, request.user),
        "is_ours": innovation.agency_id == request.user.agency_id,
        "handover": handover.open_handover(innovation) if here.has_handover else None,
        "points_sentence": points.sentence(points.among(records, innovation)),
    }
    return render(request, "workspace/innovation.html", context)


@require_safe
def preview(request, code):
    return show_preview(request, shared(request, code))


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
    asked = points.present(innovation)
    open_parts = workflow.open_parts(request.user, innovation)
    context = {
        "innovation": innovation,
        "parts": reading.read(innovation),
        "advice": writing.advice(innovation, open_parts, request.user),
        "lacks": lacks(innovation),
        "sentence": standing.sentence(innovation),
        "can_submit": submit is not None,
        "can_edit": bool(open_parts),
        "points_sentence": points.sentence(point for _part, point in asked),
        "unanswered": [
            (point, part, place_of(innovation, part))
            for part, point in asked
            if submit and not point.is_answered
        ],
        "form": form,
        "refusal": refusal,
        "photos": innovation.photos.all() if shows(innovation, "photos") else [],
        "evidence": innovation.evidence.all() if shows(innovation, "evidence") else [],
    }
    return render(request, "workspace/preview.html", context, status=status)


@require_safe
def receipt(request, receipt):
    """The proof that a sheet was sent: what, when, by whom, and who answers by when."""
    record = visible_receipt(request, receipt)
    check = receipt_address(receipt)
    context = {"record": record, "innovation": record.innovation, "check": check}
    context["qr"] = mark_safe(qr.svg(check, _("Kode QR: %(address)s") % {"address": check}))  # noqa: S308
    return render(request, "workspace/receipt.html", context)


def shows(innovation: Innovation, relation: str) -> bool:
    """Whether the present sheet has the rows `relation`."""
    return any(part.rows and part.rows.relation == relation for part in sheet_for(innovation))


def lacks(innovation: Innovation) -> list[tuple[str, str]]:
    """What the present sheet still needs: (sentence, address where it is filled in)."""
    return [(one.sentence, place_of(innovation, one.part)) for one in missing(innovation)]
