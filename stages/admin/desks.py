"""The desks: who sees which units, the desk of one facilitator, and a proposed division."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Agency, District, Role, User
from innovations.models import Lab
from stages import assigning, assignments, conflicts, split
from stages.admin.pages import lab_of, shown
from stages.desks import MINUTES, room_of, sitting_at, weigh
from stages.forms import RELOAD
from stages.workflow import Refused

SAID = 10  # refusals told one by one


class Narrowed(forms.Form):
    """Which units of the desk's page are shown."""

    jenis = forms.ChoiceField(label=gettext_lazy("Jenis unit"), required=False)
    kecamatan = forms.ModelChoiceField(
        District.objects.all(),
        label=gettext_lazy("Kecamatan"),
        required=False,
        empty_label=gettext_lazy("Semua"),
    )

    def __init__(self, data):
        super().__init__(data)
        self.fields["jenis"].choices = [("", _("Semua")), *Agency.Kind.choices]

    def apply(self, units):
        said = self.cleaned_data if self.is_valid() else {}
        if kind := said.get("jenis"):
            units = units.filter(kind=kind)
        if district := said.get("kecamatan"):
            units = units.filter(district=district)
        return units


class Ticked(forms.Form):
    """The units ticked now, and those that were when the page was shown: only what a person changed is changed."""

    unit = forms.ModelMultipleChoiceField(Agency.objects.all(), required=False)
    was = forms.ModelMultipleChoiceField(Agency.objects.all(), required=False)


class Division(forms.Form):
    """Among whom the units are divided, and how."""

    penelaah = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Fasilitator"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih paling sedikit satu fasilitator.")},
    )
    tiap = forms.TypedChoiceField(
        label=gettext_lazy("Penelaah tiap unit"),
        coerce=int,
        choices=[(1, gettext_lazy("Satu")), (2, gettext_lazy("Dua, masing-masing menelaah sendiri"))],
    )
    berisi = forms.BooleanField(
        label=gettext_lazy("Hanya unit yang sudah mendaftarkan inovasi di laboratorium ini"), required=False
    )

    def __init__(self, data=None):
        people = assignments.facilitators()
        super().__init__(data, initial={"penelaah": people, "tiap": 1})
        self.fields["penelaah"].queryset = people


@require_safe
def room(request):
    """All desks of a lab for the steward; a facilitator reads the own one."""
    lab, user = lab_of(request), request.user
    is_steward = user.role == Role.STEWARD
    found = room_of(lab) if lab else None
    desks = [desk for desk in found.desks if is_steward or desk.reviewer == user] if found else []
    return shown(
        request,
        "desks/room",
        _("Meja penelaah"),
        lab=lab,
        labs=Lab.objects.all(),
        room=found,
        desks=desks,
        is_steward=is_steward,
        needing_count=assignments.needing_reviewer().count() if is_steward else 0,
        minutes=MINUTES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request, lab: int, pk: int):
    """The units of one facilitator in one lab, to tick and untick."""
    lab = get_object_or_404(Lab, pk=lab)
    reviewer = get_object_or_404(assignments.facilitators(), pk=pk)
    if request.method == "POST":
        return _change_desk(request, lab, reviewer)
    narrowed = Narrowed(request.GET)
    units = list(narrowed.apply(Agency.objects.filter(is_active=True).select_related("district")))
    units.sort(key=lambda unit: (unit.get_kind_display(), unit.name))
    sitting, cases = sitting_at(lab), weigh(lab)
    names = dict(assignments.facilitators().values_list("pk", "name"))
    why = conflicts.with_units([reviewer], units)
    for unit in units:
        unit.is_here = reviewer.pk in sitting[unit.pk]
        unit.others = sorted(names[one] for one in sitting[unit.pk] - {reviewer.pk})
        unit.cases = cases.get(unit.pk, 0)
        unit.why = why.get((reviewer.pk, unit.pk))
    return shown(
        request,
        "desks/desk",
        _("Meja %(who)s") % {"who": reviewer.name},
        lab=lab,
        reviewer=reviewer,
        narrowed=narrowed,
        units=units,
        room=f"{reverse('admin:desks')}?lab={lab.pk}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def divide(request, lab: int):
    """A proposal to divide the units that are at no desk; stored once somebody confirms it."""
    lab = get_object_or_404(Lab, pk=lab)
    if request.method == "POST":
        return _store_division(request, lab)
    form = Division(request.GET if "tiap" in request.GET else None)
    proposal = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        proposal = split.propose(lab, said["penelaah"], per_unit=said["tiap"], only_with_cases=said["berisi"])
        for unit in {unit for share in proposal.shares for unit in share.units}:
            unit.cases = proposal.weights[unit.pk]
    return shown(
        request,
        "desks/split",
        _("Usulan pembagian"),
        lab=lab,
        form=form,
        proposal=proposal,
        per_unit=form.cleaned_data["tiap"] if proposal else None,
        minutes=split.MINUTES,
        room=f"{reverse('admin:desks')}?lab={lab.pk}",
    )


def _change_desk(request, lab: Lab, reviewer: User):
    form = Ticked(request.POST)
    if not form.is_valid():
        messages.error(request, RELOAD)
        return redirect(request.get_full_path())
    ticked, was = set(form.cleaned_data["unit"]), set(form.cleaned_data["was"])
    in_order = {"key": lambda unit: unit.name}
    try:
        added = assigning.put_at_desk(lab, reviewer, sorted(ticked - was, **in_order), request.user)
        removed = assigning.take_from_desk(lab, reviewer, sorted(was - ticked, **in_order), request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    _tell(request, added.added, removed.removed, added.refused)
    return redirect(request.get_full_path())


def _store_division(request, lab: Lab):
    try:
        keys = [tuple(map(int, pair.split(":"))) for pair in request.POST.getlist("pair")]
        per_unit = int(request.POST.get("tiap", ""))
        units, people = (set(column) for column in zip(*keys, strict=True))
    except ValueError:
        messages.error(request, RELOAD)
        return redirect(request.get_full_path())
    units, people = Agency.objects.in_bulk(units), User.objects.in_bulk(people)
    pairs = [(units[unit], people[one]) for unit, one in keys if unit in units and one in people]
    if len(pairs) < len(keys) or per_unit not in {1, 2}:
        raise Http404
    outcome = assigning.divide(lab, pairs, per_unit, request.user)
    _tell(request, outcome.added, [], outcome.refused)
    return redirect(f"{reverse('admin:desks')}?lab={lab.pk}")


def _tell(request, added: list[Agency], removed: list[Agency], refused: list[str]) -> None:
    told = []
    if added:
        words = ngettext("%(count)d unit ditambahkan.", "%(count)d unit ditambahkan.", len(added))
        told.append(words % {"count": len(added)})
    if removed:
        words = ngettext("%(count)d unit dilepas.", "%(count)d unit dilepas.", len(removed))
        told.append(words % {"count": len(removed)})
    if told:
        messages.success(request, " ".join(told))
    elif not refused:
        messages.info(request, _("Tidak ada yang berubah."))
    for sentence in refused[:SAID]:
        messages.warning(request, sentence)
    if (more := len(refused) - SAID) > 0:
        messages.warning(request, _("Dan %(count)d unit lain tidak berubah.") % {"count": more})
