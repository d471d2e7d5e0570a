"""The calibration report: for the steward everybody, for a facilitator the own line."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from innovations.models import Innovation, Lab
from stages import calibration
from stages.admin.pages import lab_of, shown
from stages.calibration import FEW, WINDOW, Deviation, points, signed
from stages.models import CalibrationCase
from stages.models.calibration import MOST
from stages.workflow import Refused

WIDTH, EDGE = 240, 2.0  # of the strip: units of the drawing, and the points at its ends


class MarkForm(forms.Form):
    code = forms.ModelChoiceField(
        Innovation.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Kode inovasi"),
        help_text=gettext_lazy("Misalnya INV-2026-0001; yang sedang menunggu telaah di laboratorium ini."),
        widget=forms.TextInput,
        error_messages={
            "required": gettext_lazy("Isi kode inovasi."),
            "invalid_choice": gettext_lazy("Tidak ada inovasi dengan kode itu di laboratorium ini."),
        },
    )

    def __init__(self, lab: Lab, data=None):
        super().__init__(data)
        self.fields["code"].queryset = Innovation.objects.filter(lab=lab)


@dataclass(frozen=True)
class Strip:
    """A deviation as a drawing: a line from the lowest to the highest, a bar from nought to the mean."""

    deviation: Deviation

    width, middle = WIDTH, WIDTH // 2

    @property
    def low(self) -> int:
        return _place(self.deviation.lowest)

    @property
    def high(self) -> int:
        return _place(self.deviation.highest)

    @property
    def bar(self) -> int:
        return min(self.middle, _place(self.deviation.mean))

    @property
    def length(self) -> int:
        return max(2, abs(_place(self.deviation.mean) - self.middle))


@require_safe
def report(request):
    return _page(request, lab_of(request))


@require_POST
def mark(request, lab: int):
    """Marks one more shared case, or lets go of one (`release` has its key)."""
    lab = get_object_or_404(Lab, pk=lab)
    back = redirect(f"{reverse('admin:calibration')}?lab={lab.pk}")
    if key := request.POST.get("release"):
        mine = CalibrationCase.objects.filter(lab=lab, pk=key if key.isdecimal() and len(key) < 19 else None)
        if case := mine.first():
            calibration.unmark(case, request.user)
        messages.success(
            request, _("Bukan kasus kalibrasi lagi. Penugasannya tetap; akhiri di halaman kasus kalau perlu.")
        )
        return back
    form = MarkForm(lab, request.POST)
    if form.is_valid():
        innovation = form.cleaned_data["code"]
        try:
            refused = calibration.mark(innovation, request.user)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            told = _("'%(title)s' menjadi kasus kalibrasi; para fasilitator ditugaskan.")
            messages.success(request, told % {"title": innovation.title})
            for sentence in refused:
                messages.warning(request, sentence)
            return back
    return _page(request, lab, form)


def _page(request, lab: Lab | None, form: MarkForm | None = None):
    is_steward = request.user.role == Role.STEWARD
    found = calibration.report(lab, None if is_steward else request.user) if lab else None
    cases = list(calibration.cases_of(lab)) if lab and is_steward else []
    return shown(
        request,
        "calibration/report",
        _("Kalibrasi penelaah"),
        lab=lab,
        labs=Lab.objects.all(),
        is_steward=is_steward,
        cases=cases,
        form=(form or MarkForm(lab)) if is_steward and lab and len(cases) < MOST else None,
        criteria=list(found.criteria.values()) if found else [],
        lines=[_line(line, found.criteria) for line in found.lines] if found else [],
        few=FEW,
        window=WINDOW,
        most=MOST,
    )


def _line(line: calibration.Line, criteria: dict[str, str]) -> dict:
    return {
        "line": line,
        "strip": Strip(line.whole) if line.whole else None,
        "mean": signed(line.whole.mean) if line.whole else "",
        "range": f"{signed(line.whole.lowest)} … {signed(line.whole.highest)}" if line.whole else "",
        "spread": points(line.whole.highest - line.whole.lowest) if line.whole else "",
        "cells": [
            (
                label,
                line.by_criterion.get(key),
                signed(line.by_criterion[key].mean) if key in line.by_criterion else "",
            )
            for key, label in criteria.items()
        ],
    }


def _place(value: float) -> int:
    """Where a deviation stands on the strip; what is beyond its ends stands at them."""
    within = max(-EDGE, min(EDGE, value))
    return round((within + EDGE) / (2 * EDGE) * WIDTH)
