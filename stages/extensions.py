"""More time for single units: what it would change, and giving it. When a draft is due says `workflow`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from innovations.models import Innovation, Status
from stages import standing, workflow
from stages.models import Extension, StageWindow
from stages.notices.what import tell_of_extensions


@dataclass(frozen=True)
class Effect:
    """What an extension does to one unit: its present one, its drafts (each with its `due` of before), and `due` after.

    `is_known`: the unit has just this date for just this reason already, so nothing is written.
    """

    agency: Agency
    present: Extension | None
    drafts: list[Innovation]
    due: datetime
    is_known: bool

    @property
    def is_shorter(self) -> bool:
        """Whether the unit has longer than that now."""
        return self.present is not None and self.due < self.present.until


def check(window: StageWindow, until: datetime) -> None:
    """Raises workflow.Refused unless the window can be extended until then. Its own date takes an extension back."""
    if until < window.deadline:
        raise workflow.Refused(
            _("Pilih waktu sesudah batas waktu umum tahap ini, %(due)s.")
            % {"due": standing.moment(window.deadline)}
        )
    if until > window.deadline and until <= timezone.now():
        raise workflow.Refused(_("Pilih waktu yang akan datang."))


def effects(window: StageWindow, agencies: Iterable[Agency], until: datetime, reason: str) -> list[Effect]:
    """What extending until then for that reason would do, a row for each unit by name. Two queries."""
    agencies = sorted(agencies, key=lambda agency: agency.name)
    present = present_of(window)
    drafts: dict[int, list[Innovation]] = {agency.pk: [] for agency in agencies}
    found = Innovation.objects.filter(
        lab=window.lab_id, stage=window.stage, status=Status.DRAFT, agency__in=agencies
    )
    for innovation in found.order_by("title", "id"):
        drafts[innovation.agency_id].append(innovation)
    return [_effect(agency, present.get(agency.pk), drafts[agency.pk], until, reason) for agency in agencies]


def present_of(window: StageWindow) -> dict[int, Extension]:
    """The extension that stands for each unit that ever got one. One query."""
    newest = Extension.objects.filter(window=window).order_by("agency_id", "-id").distinct("agency_id")
    return {extension.agency_id: extension for extension in newest.select_related("granted_by")}


def extend(
    window: StageWindow, agencies: Iterable[Agency], until: datetime, reason: str, actor: User
) -> list[Effect]:
    """Give the units until then; what was done, a row each. Their drafts get the date, and their staff are told.

    Raises workflow.Refused when the date is none to extend to. Sent twice, it is written once.
    """
    with transaction.atomic():
        window = StageWindow.objects.select_for_update().get(pk=window.pk)  # one after the other
        check(window, until)
        done = effects(window, agencies, until, reason)
        new = Extension.objects.bulk_create(
            Extension(window=window, agency=effect.agency, until=until, reason=reason, granted_by=actor)
            for effect in done
            if not effect.is_known
        )
        workflow.reschedule(window, [extension.agency for extension in new])
        tell_of_extensions(window, new)
    return done


def _effect(
    agency: Agency, present: Extension | None, drafts: list[Innovation], until: datetime, reason: str
) -> Effect:
    is_known = present is not None and (present.until, present.reason) == (until, reason)
    return Effect(agency, present, drafts, until, is_known)
