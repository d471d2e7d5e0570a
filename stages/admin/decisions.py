"""What waits for the Bupati's office: a brief for each, a decision on one or on several."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from innovations import files
from stages import brief, workflow
from stages.admin.casepage import move_named
from stages.forms import MoveForm
from stages.jobs import kinds
from stages.models import Case
from stages.moves import LABELS
from stages.papers import notes

PER_PAGE = 20
DECISIONS = (
    "approve",
    "return",
    "postpone",
    "decline",
)  # as offered; the table of moves says whether they are open
TOGETHER = ("approve", "postpone", "decline")  # what can be said of several in the same words


@require_safe
def waiting(request):
    """All that waits, oldest due first; ticked ones are decided together."""
    page = Paginator(_queue(request), PER_PAGE).get_page(request.GET.get("page"))
    return _page(
        request,
        "list",
        _("Menunggu keputusan"),
        page=page,
        briefs=brief.of(page.object_list),
        kinds=[(kinds.KINDS[name], LABELS[name]) for name in TOGETHER],
        queue=reverse("admin:stages_case_changelist"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk: int):
    """One brief and the decision on it; then on to the next."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("agency", "lab"), pk=pk)
    forms = _forms(request, case)
    if request.method == "POST":
        move = move_named(request.POST.get("move", ""), request.user)
        sent = MoveForm(move, case, data=request.POST)
        if sent.is_valid():
            try:
                sent.save(request.user)
            except workflow.Refused as refusal:
                if workflow.is_done(case, move.name, request.user, sent.cleaned_data["version"]):
                    return _onward(request, case, move)  # the second of a double click
                sent.add_error(None, str(refusal))
                case.refresh_from_db()
            else:
                return _onward(request, case, move)
        forms = [sent if form.move.name == move.name else form for form in forms]
        if sent not in forms:
            forms.insert(0, sent)  # no longer open, but nothing that was typed is lost
    keys = list(_queue(request).values_list("pk", flat=True))
    place = keys.index(pk) if pk in keys else None
    return _page(
        request,
        "decide",
        case.title,
        brief=brief.of([case])[0],
        case=case,
        forms=forms,
        position=None if place is None else place + 1,
        total=len(keys),
        before=keys[place - 1] if place else None,
        after=keys[place + 1] if place is not None and place + 1 < len(keys) else None,
    )


@require_safe
def note(request, pk: int):
    """The brief as a *nota dinas* on paper."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("agency", "lab"), pk=pk)
    answer = HttpResponse(notes.pdf(brief.of([case])), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="nota-dinas-{case.code}.pdf"'
    return answer


def _queue(request):
    return workflow.waiting_for(request.user).select_related("agency", "lab")


def _forms(request, case: Case) -> list[MoveForm]:
    moves = {move.name: move for move in workflow.moves_for(request.user, case)}
    return [MoveForm(moves[name], case) for name in DECISIONS if name in moves]


def _onward(request, case: Case, move: workflow.Move):
    told = _("%(code)s %(title)s: '%(move)s' tercatat.") % {
        "code": case.code,
        "title": case.title,
        "move": move.label,
    }
    following = _queue(request).exclude(pk=case.pk).first()
    if following is None:
        messages.success(request, told)
        return redirect("admin:decisions")
    messages.success(request, told + " " + _("Berikutnya: %(title)s.") % {"title": following.title})
    return redirect("admin:decision", following.pk)


def _page(request, name: str, title: str, **context):
    request.current_app = admin.site.name
    return TemplateResponse(
        request,
        f"admin/stages/decisions/{name}.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "is_nav_sidebar_enabled": False,
            "photo_widths": {"small": files.WIDTHS[0], "full": files.WIDTHS[-1]},
            **context,
        },
    )
