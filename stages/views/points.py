"""One point of a return on a page of its own, for the parts that are filled in elsewhere: photos and evidence."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from innovations.models import Innovation
from stages import points, standing, workflow
from stages.models import Point
from stages.point_form import PointForm
from stages.views.access import shared
from stages.views.sheet import place_of


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, code, pk):
    """What is asked, what stood there, and the answer (GET); keep the answer (POST)."""
    if request.method != "POST":
        return _page(request, shared(request, code), pk)
    with transaction.atomic():
        innovation = shared(request, code, lock=True)
        if (asked := points.find(innovation, pk)) is None:
            return _page(request, innovation, pk)
        form = PointForm(asked.point, request.POST)
        if not form.is_valid():
            return _page(request, innovation, pk, form)
        try:
            form.keep(innovation, request.user)
        except workflow.Refused as refusal:
            return _page(request, innovation, pk, form, refusal)
    messages.success(request, _("Tersimpan pukul %(hour)s.") % {"hour": standing.hour_now()})
    return redirect(place_of(innovation, asked.part))


def _page(request, innovation: Innovation, pk: int, form: PointForm | None = None, refusal=""):
    """The point. Where it is no longer asked: a sentence, and what was typed."""
    if not Point.objects.filter(pk=pk, record__innovation=innovation).exists():
        raise Http404
    asked = points.find(innovation, pk)
    context = {
        "innovation": innovation,
        "point": asked,
        "answer": form or (PointForm(asked.point) if asked else None),
        "homeless_answer": "" if asked else request.POST.get("butir-answer", ""),
        "can_answer": bool(asked) and asked.part in workflow.open_parts(request.user, innovation),
        "place": place_of(innovation, asked.part) if asked else "",
        "refusal": refusal,
    }
    return render(request, "workspace/point.html", context, status=409 if refusal or not asked else 200)
