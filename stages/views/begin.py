"""Beginning a record: a title and a sentence, beside them what resembles it, and developing one of those instead."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from innovations import similar
from innovations.models import Innovation, Lab, Status
from stages.carry import origin_of
from stages.models import StageRecord
from stages.unit_forms import NewInnovationForm
from stages.views.access import units_only


@dataclass(frozen=True)
class Hit:
    """A similar record as this reader may know it: of a stopped one of another unit title, unit and lesson alone."""

    code: str
    title: str
    unit: str
    what: str
    text: str = ""
    lesson: str = ""
    address: str = ""
    is_alike: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@units_only
def new(request):
    """Register. Other buttons of the same form look for what is similar, or take one of those as predecessor."""
    lab = Lab.objects.current()
    if request.method != "POST":
        developed = _developed(request.user, request.GET.get("dari", ""))
        return _page(
            request, lab, NewInnovationForm(request.user, initial=_developing(developed) if developed else {})
        )
    if "kembangkan" in request.POST:
        developed = _developed(request.user, request.POST["kembangkan"])
        return _page(
            request, lab, _unsent(request, _developing(developed) if developed else {"predecessor": ""})
        )
    if "periksa" in request.POST:
        return _page(request, lab, _unsent(request), is_checked=True)
    form = NewInnovationForm(request.user, request.POST)
    if not (lab and form.is_valid()):
        return _page(request, lab, form)
    if not ("tetap" in request.POST or form.cleaned_data["predecessor"] or form.is_sent_before()):
        alike = [
            hit
            for hit in _hits(request.user, form["title"].value(), form["one_line"].value())
            if hit.is_alike
        ]
        if alike:
            return _page(request, lab, _unsent(request), is_checked=True, is_doubted=True)
    innovation = form.save(lab)
    messages.success(
        request,
        _("Terdaftar dengan kode %(code)s. Isi lembar kerjanya kapan saja; simpan sesering Anda mau.")
        % {"code": innovation.code},
    )
    return redirect("workspace:sheet", innovation.code)


@require_safe
@units_only
def alike(request):
    """What resembles `?q=` (the title) and `?kalimat=`, as a piece of the page, for while somebody types."""
    hits = _hits(request.user, request.GET.get("q", ""), request.GET.get("kalimat", ""))
    return render(request, "workspace/_similar.html", {"hits": hits, "is_checked": True})


def _page(request, lab: Lab | None, form: NewInnovationForm, *, is_checked=False, is_doubted=False):
    context = {
        "lab": lab,
        "form": form,
        "is_checked": is_checked,
        "is_doubted": is_doubted,
        "hits": _hits(request.user, form["title"].value() or "", form["one_line"].value() or "")
        if is_checked
        else [],
    }
    return render(request, "workspace/new.html", context)


def _unsent(request, changes: dict | None = None) -> NewInnovationForm:
    """The form as it was typed, not yet judged, with `changes` filled in."""
    typed = {name: request.POST.get(name, "") for name in NewInnovationForm.base_fields}
    return NewInnovationForm(request.user, initial=typed | (changes or {}))


def _developed(user: User, code: str) -> Innovation | None:
    """The record `code` as a predecessor; 404 when it is not for this user to know."""
    if not code:
        return None
    found = similar.developable(user).filter(code=code.replace("\0", "")).first()
    if found is None:
        raise Http404
    return found


def _developing(innovation: Innovation) -> dict[str, str]:
    return {"predecessor": innovation.code, "origin": origin_of(innovation), "novelty": ""}


def _hits(user: User, title: str, sentence: str) -> list[Hit]:
    found = similar.find(user, title, sentence)
    stopped = [one for one in found if one.status == Status.STOPPED]
    lessons = dict(
        StageRecord.objects.filter(innovation__in=stopped, move="stop")
        .order_by("created_at", "id")
        .values_list("innovation", "lesson")
        if stopped
        else ()
    )
    return [_hit(user, one, lessons.get(one.pk, "")) for one in found]


def _hit(user: User, innovation: Innovation, lesson: str) -> Hit:
    common = {
        "code": innovation.code,
        "title": innovation.title,
        "unit": innovation.agency.name,
        "lesson": lesson,
        "is_alike": innovation.likeness >= similar.ALIKE,
    }
    if innovation.agency_id == user.agency_id:
        here = _("Unit Anda, %(status)s") % {"status": innovation.get_status_display().lower()}
        return Hit(**common, what=here, text=innovation.one_line, address=innovation.get_absolute_url())
    if innovation.status == Status.PUBLISHED:
        address = reverse("festival:short", args=[innovation.code])
        return Hit(**common, what=_("Sudah diumumkan"), text=innovation.one_line, address=address)
    return Hit(**common, what=_("Pernah dicoba, dihentikan"))
