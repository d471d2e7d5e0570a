"""The sheet in steps: an overview of what the stage asks for, and one topic a page."""

import math
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor
from innovations.models import Innovation, Stage
from stages import autosave, points, standing, workflow, writing
from stages.models import Point
from stages.point_form import PointForm
from stages.sheet_forms import ATTACHED, Sheet
from stages.sheets import Part, missing, sheet_for
from stages.views.access import shared, workable


@dataclass(frozen=True)
class Step:
    """One part of the sheet as a step: where it is filled in, and what it still lacks."""

    part: Part
    number: int
    address: str
    lacks: list[str]
    point: Point | None  # what a return asks of it

    @property
    def is_asked(self) -> bool:
        """Whether a reviewer's words about it still wait for an answer."""
        return self.point is not None and not self.point.is_answered


@require_safe
def sheet(request, code):
    innovation = shared(request, code)
    steps = open_steps(request.user, innovation)
    if not steps:
        return redirect("workspace:preview", code)
    context = {
        "innovation": innovation,
        "steps": steps,
        "done": sum(not step.lacks for step in steps),
        "first_lacking": next((step for step in steps if step.lacks or step.is_asked), None),
        "asked": asked(innovation),
        "points_sentence": points.sentence(step.point for step in steps if step.point),
        "sentence": standing.sentence(innovation),
    }
    return render(request, "workspace/steps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, code, key):
    if request.method == "POST" and request.POST.get("shown"):
        return _save(request, code, key)
    at = _now()
    innovation = shared(request, code)
    part = _part(innovation, innovation.stage, key)
    if part is None or part not in workflow.open_parts(request.user, innovation):
        return redirect("workspace:sheet", code)
    if part.rows and part.rows.relation in ATTACHED:
        return redirect(f"workspace:{part.rows.relation}", code)
    return _page(request, at, innovation, Sheet(innovation, (part,)), points.of_part(innovation, part))


@require_POST
@login_not_required
def keep(request, code):
    """Store what a page sends by itself while somebody types; see `stages/autosave.py`.

    A page says whose it is: what one person typed is never stored in the name of another who signed in since.
    """
    asked_by = request.headers.get("X-Inovik-User")
    is_somebody = request.user.is_authenticated and not second_factor.is_missing(request)
    if not is_somebody or asked_by not in (None, str(request.user.pk)):
        return JsonResponse({"sign_in": True}, status=401)
    try:
        answer = autosave.keep(request.user, workable(request.user), code, request.body)
    except autosave.Malformed as error:
        return JsonResponse({"error": str(error)}, status=400)
    except autosave.Closed as error:
        return JsonResponse({"closed": str(error)}, status=409)
    except Innovation.DoesNotExist as error:
        raise Http404 from error
    return JsonResponse(answer | {"at": math.ceil(_now())})


def open_steps(user, innovation: Innovation) -> list[Step]:
    """The parts that `user` may fill now, in the sheet's order."""
    parts = workflow.open_parts(user, innovation)
    lacks: dict[str, list[str]] = {}
    for one in missing(innovation) if parts else ():
        lacks.setdefault(one.part.key, []).append(one.sentence)
    asked_of = {part.key: point for part, point in points.present(innovation)} if parts else {}
    return [
        Step(part, number, place_of(innovation, part), lacks.get(part.key, []), asked_of.get(part.key))
        for number, part in enumerate(parts, 1)
    ]


def around(user, innovation: Innovation, key: str) -> dict:
    """For the page of the part `key`: all steps, the one shown here (None where it is not open), its neighbours."""
    steps = open_steps(user, innovation)
    here = next((step for step in steps if step.part.key == key), None)
    return {
        "steps": steps,
        "here": here,
        "before": steps[here.number - 2] if here and here.number > 1 else None,
        "after": steps[here.number] if here and here.number < len(steps) else None,
    }


def place_of(innovation: Innovation, part: Part) -> str:
    """The address where `part` is filled in."""
    if part.rows and part.rows.relation in ATTACHED:
        return reverse(f"workspace:{part.rows.relation}", args=[innovation.code])
    return reverse("workspace:step", args=[innovation.code, part.key])


def asked(innovation: Innovation):
    """The request for improvement that this record answers now, if it was returned."""
    if not innovation.open_parts:
        return None
    return innovation.records.filter(move="return").select_related("actor").defer("snapshot").last()


def _save(request, code, key):
    """Store what was typed, if its part is still open now that the row is locked."""
    at = _now()
    with transaction.atomic():
        innovation = shared(request, code, lock=True)
        stage = request.POST["shown"]
        part = _part(innovation, stage, key)
        if part is None:
            raise Http404
        typed = Sheet(innovation, (part,), request.POST, add=request.POST.get("add", ""))
        is_closed = stage != innovation.stage or part not in workflow.open_parts(request.user, innovation)
        point = points.of_part(innovation, part)
        answer = PointForm(point.point, request.POST) if point else None
        is_saved = not is_closed and all([typed.is_valid(), answer is None or answer.is_valid()])
        if is_saved:
            typed.save()
            _reorder(typed, request.POST)
            if answer:
                answer.keep(innovation, request.user)
    if is_closed:
        return _page(
            request, at, innovation, typed, point, answer, closed=standing.overtaken(innovation), status=409
        )
    if not is_saved:
        return _page(request, at, innovation, typed, point, answer)
    if request.POST.get("next"):
        return redirect(_after(request.user, innovation, part))
    messages.success(request, _("Tersimpan pukul %(hour)s.") % {"hour": standing.hour_now()})
    is_about_rows = any(name in request.POST for name in ("add", "up", "down"))
    address = reverse("workspace:step", args=[code, key])
    return redirect(f"{address}#{part.rows.relation}" if part.rows and is_about_rows else address)


def _reorder(typed: Sheet, data) -> None:
    for rows in typed.rows.values():
        for name, by in (("up", -1), ("down", 1)):
            if name in data:
                rows.shift(data[name], by)


def _after(user, innovation: Innovation, part: Part) -> str:
    """The address of the step after `part`; after the last, the preview."""
    parts = workflow.open_parts(user, innovation)
    following = parts[parts.index(part) + 1 :]
    if following:
        return place_of(innovation, following[0])
    return reverse("workspace:preview", args=[innovation.code])


def _now() -> float:
    """Milliseconds since 1970."""
    return timezone.now().timestamp() * 1000


def _page(
    request,
    at: float,
    innovation: Innovation,
    typed: Sheet,
    point: points.Asked | None,
    answer: PointForm | None = None,
    *,
    closed: str = "",
    status=200,
):
    """`at`: when the record was about to be read. What the device knows to be stored since is laid over the page."""
    (section,) = typed.sections()
    context = around(request.user, innovation, section.part.key) | {
        "innovation": innovation,
        "sheet": typed,
        "section": section,
        "part": section.part,
        "mistakes": [] if closed else [*typed.mistakes(), *(answer.mistakes() if answer else ())],
        "advice": [] if typed.form.is_bound else writing.advice(innovation, typed.parts, request.user),
        "asked": asked(innovation),
        "sentence": standing.sentence(innovation),
        "closed": closed,
        "point": point,
        "answer": answer or (PointForm(point.point) if point else None),
        "homeless_answer": request.POST.get("butir-answer", "") if closed and not point else "",
        "at": math.floor(at),
    }
    return render(request, "workspace/step.html", context, status=status)


def _part(innovation: Innovation, stage: str, key: str) -> Part | None:
    if stage not in Stage.values:
        return None
    return next((part for part in sheet_for(innovation, stage) if part.key == key), None)
