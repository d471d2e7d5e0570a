"""The jury's pages, made for a phone; and the public page of the winners."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from festival import awards, jury
from festival.models import Category, Festival, Mark, Scorecard
from festival.pages import public_page
from stages.workflow import Refused


def jurors_only(view):
    """Leads everybody else to where their own work waits."""

    @wraps(view)
    def for_jurors(request, *args, **kwargs):
        if request.user.role != Role.JUROR:
            return redirect("accounts:landing")
        return view(request, *args, **kwargs)

    return for_jurors


@jurors_only
@require_safe
def inbox(request):
    categories = Category.objects.visible_to(request.user).select_related("festival", "result")
    return render(request, "festival/jury/inbox.html", {"parts": jury.parts_of(request.user, categories)})


@jurors_only
@require_safe
def category(request, pk: int):
    shown = _category(request, pk)
    context = {"category": shown, "part": jury.part_of(request.user, shown)}
    return render(request, "festival/jury/category.html", context)


@jurors_only
@require_http_methods(["GET", "HEAD", "POST"])
def score(request, pk: int, slug: str):
    """One exhibit: a mark for each criterion and a remark, kept by POST; then on to the next that waits."""
    shown, exhibit = _competitor(request, pk, slug)
    criteria = list(shown.criteria.all())
    card = Scorecard.objects.filter(seat__category=shown, seat__juror=request.user, exhibit=exhibit).first()
    kept = dict(Mark.objects.filter(card=card).values_list("criterion_id", "value")) if card else {}
    typed, errors, trouble = {one.pk: str(kept.get(one.pk, "")) for one in criteria}, {}, ""
    remark = card.remark if card else ""
    if request.method == "POST":
        typed = {one.pk: request.POST.get(f"nilai-{one.pk}", "") for one in criteria}
        remark = request.POST.get("catatan", "")
        scale = {str(value): value for value in jury.SCALE}
        errors = {
            one.pk: _("Pilih nilai 1 sampai 5 untuk '%(label)s'.") % {"label": one.label}
            for one in criteria
            if typed[one.pk] not in scale
        }
        if len(remark) > jury.LONGEST_REMARK:
            trouble = _("Catatan paling panjang %(most)d huruf; sekarang %(now)d.") % {
                "most": jury.LONGEST_REMARK,
                "now": len(remark),
            }
        elif "\0" in remark:
            trouble = _("Catatan memuat tanda yang tidak dapat disimpan; tulis ulang tanpa menyalinnya.")
        elif not errors:
            try:
                marks = {one: scale[typed[one.pk]] for one in criteria}
                jury.save(shown, exhibit, request.user, marks, remark)
            except Refused as refusal:
                trouble = str(refusal)
            else:
                return _onward(request, shown, exhibit)
    why = jury.why_closed(shown, request.user, exhibit)
    context = {
        "category": shown,
        "exhibit": exhibit,
        "texts": exhibit.content.get("texts", {}),
        "part": jury.part_of(request.user, shown),
        "criteria": [
            (one, list(zip(jury.SCALE, _anchors(one), strict=True)), typed[one.pk], errors.get(one.pk, ""))
            for one in criteria
        ],
        "remark": remark,
        "longest_remark": jury.LONGEST_REMARK,
        "longest_reason": jury.LONGEST_REASON,
        "trouble": trouble,
        "has_errors": bool(errors or trouble),
        "why_closed": why,
        "may_step_back": not jury.is_finished(shown) and not jury.has_conflict(request.user, exhibit),
    }
    return render(request, "festival/jury/score.html", context)


@jurors_only
@require_POST
def step_back(request, pk: int, slug: str):
    """Declare a conflict of interest."""
    shown, exhibit = _competitor(request, pk, slug)
    try:
        jury.step_back(shown, exhibit, request.user, request.POST.get("alasan", "").replace("\0", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("festival:jury_score", shown.pk, exhibit.slug)
    messages.success(request, _("Dicatat: Anda tidak menilai '%(title)s'.") % {"title": exhibit.title})
    return redirect(shown)


@public_page
def winners(request, slug: str):
    """The announced winners of an edition. Before the announcement there is no such page."""
    festival = get_object_or_404(Festival, slug=slug)
    won = awards.winners(festival)
    if not won:
        raise Http404
    return render(request, "festival/winners.html", {"festival": festival, "winners": won})


def _category(request, pk: int) -> Category:
    mine = Category.objects.visible_to(request.user).select_related("festival", "result")
    return get_object_or_404(mine, pk=pk)


def _competitor(request, pk: int, slug: str):
    shown = _category(request, pk)
    return shown, get_object_or_404(shown.competitors(), slug=slug)


def _anchors(criterion) -> list[str]:
    return [*criterion.anchors, *[""] * len(jury.SCALE)][: len(jury.SCALE)]


def _onward(request, shown: Category, exhibit):
    messages.success(request, _("Nilai '%(title)s' tersimpan.") % {"title": exhibit.title})
    following = jury.part_of(request.user, shown).next
    return redirect("festival:jury_score", shown.pk, following.slug) if following else redirect(shown)
