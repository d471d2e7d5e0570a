"""Going on: reports of progress, and carrying a record of an older lab into the present one."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from innovations.models import Innovation, Lab, Status
from stages import carry as carrying
from stages import progress as reporting
from stages import workflow
from stages.onward_forms import CarryForm, ProgressForm
from stages.views.access import own

PAGE = 20


@dataclass(frozen=True)
class Onward:
    """What came before a record and what follows it, as its page shows it to one reader."""

    predecessor: Innovation | None
    predecessor_address: str
    successors: list[Innovation]
    lab: Lab | None  # into which it may be carried now
    reports: bool


def onward(innovation: Innovation, near: list[Innovation], user: User) -> Onward:
    """`innovation` with its lab, `near` from `carry.neighbours`. One query, for a record of an earlier lab."""
    before = next((one for one in near if one.pk == innovation.predecessor_id), None)
    successors = [one for one in near if one.predecessor_id == innovation.pk]
    lab = None if innovation.lab.is_current else Lab.objects.current()
    address = ""
    if before and before.agency_id == user.agency_id:
        address = before.get_absolute_url()
    elif before and before.status == Status.PUBLISHED:
        address = reverse("festival:short", args=[before.code])
    is_carried = any(one.form_key == carrying.form_key(innovation, lab) for one in successors if lab)
    return Onward(
        before,
        address,
        successors,
        lab if carrying.may_carry(innovation, lab) and not is_carried else None,
        reporting.reports(innovation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request, code):
    """The reports of a record, newest first, and one more."""
    if request.method != "POST":
        return _reports(request, own(request, code), ProgressForm())
    form = ProgressForm(request.POST)
    with transaction.atomic():
        innovation = own(request, code, lock=True)
        is_open = reporting.reports(innovation)
        is_stored = is_open and form.is_valid()
        if is_stored:
            said = form.cleaned_data
            reporting.add(innovation, said["reported_on"], said["text"], said["form_key"])
    if not is_stored:
        return _reports(request, innovation, form, status=200 if is_open else 409)
    messages.success(request, _("Laporan kemajuan tersimpan. Terima kasih."))
    return redirect("workspace:progress", code)


def _reports(request, innovation: Innovation, form: ProgressForm, status=200):
    reports = innovation.progress.order_by("-reported_on", "-id")
    context = {
        "innovation": innovation,
        "form": form,
        "is_open": reporting.reports(innovation),
        "page_obj": Paginator(reports, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "workspace/progress.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def carry(request, code):
    """Ask what changed (GET), make the new record (POST). Who comes again is led to the record that was made."""
    innovation, lab = own(request, code), Lab.objects.current()
    if lab and (made := carrying.carried_to(innovation, lab)):
        return redirect("workspace:innovation", made.code)
    if not carrying.may_carry(innovation, lab):
        raise Http404
    form = CarryForm(innovation, request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        try:
            made = carrying.carry(innovation, lab, request.user, **form.cleaned_data)
        except workflow.Refused as refused:
            refusal = str(refused)
        else:
            messages.success(
                request,
                _(
                    "Diteruskan ke %(lab)s dengan kode %(new)s. Isi yang lama ikut tersalin; periksa dan perbarui."
                )
                % {"lab": lab.name, "new": made.code},
            )
            return redirect("workspace:innovation", made.code)
    context = {"innovation": innovation, "lab": lab, "form": form, "refusal": refusal}
    return render(request, "workspace/carry.html", context)
