"""The overview for leaders: one page, and the same figures as a workbook."""

from django.contrib import admin
from django.http import FileResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.spreadsheets import CONTENT_TYPE
from innovations.models import Lab
from stages.overview.report import MOST, Report
from stages.overview.scope import Scope
from stages.overview.workbook import workbook

ALL = "semua"
PERIODS = (30, 90)  # days


@require_safe
def overview(request):
    """`?lab=` a lab's number or "semua" (default: the current one), `?masa=` days, `?bentuk=xlsx` the workbook.

    What makes no sense is taken as the default: such a link was cut on its way.
    """
    labs = list(Lab.objects.all())
    lab = _chosen_lab(labs, request.GET.get("lab"))
    days = next((days for days in PERIODS if str(days) == request.GET.get("masa")), None)
    scope = Scope(request.user, lab, days)
    if request.GET.get("bentuk") == "xlsx":
        of = f"{lab.name if lab else _('Semua laboratorium')}; {_period(days).lower()}"
        name = _("tinjauan-%(day)s.xlsx") % {"day": timezone.localdate()}
        return FileResponse(
            workbook(Report(scope, MOST), of), as_attachment=True, filename=name, content_type=CONTENT_TYPE
        )
    of_lab, of_period = lab.pk if lab else ALL, days or ALL
    context = {
        **admin.site.each_context(request),
        "title": _("Tinjauan"),
        "is_nav_sidebar_enabled": False,  # the board needs the width
        "report": Report(scope),
        "now": scope.now,
        "labs": [
            (f"?lab={one}&masa={of_period}", name, one == of_lab)
            for one, name in [*((one.pk, one.name) for one in labs), (ALL, _("Semua laboratorium"))]
        ],
        "periods": [
            (f"?lab={of_lab}&masa={one or ALL}", _period(one), one == days) for one in (None, *PERIODS)
        ],
        "workbook_url": f"?lab={of_lab}&masa={of_period}&bentuk=xlsx",
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/stages/overview/overview.html", context)


def _chosen_lab(labs: list[Lab], wanted: str | None) -> Lab | None:
    """None: all of them."""
    if wanted == ALL:
        return None
    named = next((lab for lab in labs if str(lab.pk) == wanted), None)
    return named or next((lab for lab in labs if lab.is_current), None)


def _period(days: int | None) -> str:
    if days is None:
        return _("Sejak awal")
    return ngettext("%(days)d hari terakhir", "%(days)d hari terakhir", days) % {"days": days}
