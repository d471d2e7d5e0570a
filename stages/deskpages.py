"""Pages of the admin that belong to no model: a table of data. `inovik.admin.Desk` gives them their addresses."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from accounts.models import Role, User


@dataclass(frozen=True)
class Page:
    """The view of that name at `admin/<route>`, named `admin:<name>`, for `roles`; with a `label` on the first page."""

    route: str
    name: str
    roles: frozenset[str]
    view: str  # dotted; called with the request and what the route holds
    label: str | Promise = ""

    @property
    def address(self) -> str:
        return f"admin:{self.name}"

    def open(self, request, *args, **kwargs):
        """The view, for these roles alone: 404 for everybody else."""
        if request.user.role not in self.roles:
            raise Http404
        return import_string(self.view)(request, *args, **kwargs)


PAGES: tuple[Page, ...] = (
    Page(
        "keputusan/",
        "decisions",
        frozenset({Role.EXECUTIVE}),
        "stages.admin.decisions.waiting",
        gettext_lazy("Menunggu keputusan"),
    ),
    Page("keputusan/<int:pk>/", "decision", frozenset({Role.EXECUTIVE}), "stages.admin.decisions.decide"),
    Page(
        "keputusan/<int:pk>/nota-dinas/",
        "decision_note",
        frozenset({Role.EXECUTIVE, Role.STEWARD}),
        "stages.admin.decisions.note",
    ),
    Page(
        "meja/",
        "desks",
        frozenset({Role.STEWARD, Role.FACILITATOR}),
        "stages.admin.desks.room",
        gettext_lazy("Meja penelaah"),
    ),
    Page("meja/<int:lab>/usulan/", "split", frozenset({Role.STEWARD}), "stages.admin.desks.divide"),
    Page("meja/<int:lab>/<int:pk>/", "desk", frozenset({Role.STEWARD}), "stages.admin.desks.desk"),
    Page(
        "kalibrasi/",
        "calibration",
        frozenset({Role.STEWARD, Role.FACILITATOR}),
        "stages.admin.calibration.report",
        gettext_lazy("Kalibrasi"),
    ),
    Page(
        "kalibrasi/<int:lab>/tandai/",
        "calibration_mark",
        frozenset({Role.STEWARD}),
        "stages.admin.calibration.mark",
    ),
    Page(
        "tinjauan/",
        "overview",
        frozenset({Role.EXECUTIVE, Role.STEWARD, Role.FACILITATOR}),
        "stages.admin.overview.overview",
        gettext_lazy("Tinjauan"),
    ),
)


def linked(user: User) -> list[Page]:
    """The pages that the first page of the admin offers to `user`."""
    return [page for page in PAGES if page.label and user.role in page.roles]
