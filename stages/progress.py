"""Reports of progress, one each month after Delivery's sheet was sent: who owes one, and storing it once."""

import uuid
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Innovation, ProgressReport, Stage, Status
from stages.models import Pulse
from stages.todo import Todo, tone_of

END_OF_WORK = time(16, 0)

# Past Delivery's submission. Before it, the sheet itself asks for the reports.
REPORTING = (
    Q(stage=Stage.DELIVERY, status__in=[Status.SUBMITTED, Status.RETURNED]) | Q(stage=Stage.DISPLAY)
) & ~Q(status=Status.STOPPED)


def reports(innovation: Innovation) -> bool:
    """Whether reports of this record are kept here: its Delivery sheet was sent, and it was not stopped."""
    if innovation.stage == Stage.DELIVERY:
        return innovation.status in {Status.SUBMITTED, Status.RETURNED}
    return innovation.stage == Stage.DISPLAY and innovation.status != Status.STOPPED


def add(
    innovation: Innovation, reported_on: date, text: str, form_key: uuid.UUID
) -> tuple[ProgressReport, bool]:
    """Store a report, once for each form (`form_key`). Returns it, and whether it is new."""
    key = uuid.uuid5(form_key, innovation.code)  # of this record: nobody can take the key of another's form
    return ProgressReport.objects.get_or_create(
        key=key, defaults={"innovation": innovation, "reported_on": reported_on, "text": text}
    )


def owing(today: date | None = None) -> QuerySet[Innovation]:
    """Launched records without a report of this month; not those that said they have stopped."""
    today = today or timezone.localdate()
    stopped = Pulse.objects.filter(answer=Pulse.Answer.STOPPED).values("innovation")
    return (
        Innovation.objects.filter(REPORTING, launched_on__lte=today)
        .exclude(pk__in=stopped)
        .annotate(last_report=Max("progress__reported_on"))
        .exclude(last_report__gte=today.replace(day=1))
    )


def todos(user: User) -> Iterator[Todo]:
    """One report a month for each record of the unit that runs."""
    today = timezone.localdate()
    last_day = today.replace(day=monthrange(today.year, today.month)[1])
    due = timezone.make_aware(datetime.combine(last_day, END_OF_WORK))
    for innovation in owing(today).filter(agency=user.agency_id):
        yield Todo(
            _("Laporan kemajuan bulan %(month)s") % {"month": date_format(today, "F")},
            reverse("workspace:progress", args=[innovation.code]),
            due,
            innovation,
            tone_of(due),
            _("Tulis laporan"),
        )
