"""How long something waits and when it is due, in words that need no calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SATURDAY = 5
IMPROVE_WITHIN = timedelta(days=14)  # what a unit gets to improve, unless the reviewer says otherwise
SOON = 3  # days before a due date from which on it is said in colour
LATE, NEAR, CALM = "late", "near", "calm"


@dataclass(frozen=True)
class Due:
    """A due date for a reader: the words, and how near it is (late, near, calm)."""

    words: str
    tone: str


def due_in_words(due: datetime | None, now: datetime | None = None) -> Due | None:
    """'lewat 3 hari', 'hari ini pukul 16.00', '2 hari lagi'; None without a due date. Days of the local calendar."""
    if due is None:
        return None
    now = now or timezone.now()
    days = (local_day(due) - local_day(now)).days
    if due < now:
        if days == 0:
            return Due(_("lewat hari ini"), LATE)
        return Due(ngettext("lewat %(days)d hari", "lewat %(days)d hari", -days) % {"days": -days}, LATE)
    if days == 0:
        hour = timezone.localtime(due).strftime("%H.%M")
        return Due(_("hari ini pukul %(hour)s") % {"hour": hour}, NEAR)
    if days == 1:
        return Due(_("besok"), NEAR)
    words = ngettext("%(days)d hari lagi", "%(days)d hari lagi", days) % {"days": days}
    return Due(words, NEAR if days <= SOON else CALM)


def age_in_words(since: datetime, now: datetime | None = None) -> str:
    """'hari ini', '12 hari lalu'."""
    days = (local_day(now or timezone.now()) - local_day(since)).days
    if days <= 0:
        return _("hari ini")
    return ngettext("%(days)d hari lalu", "%(days)d hari lalu", days) % {"days": days}


def improve_by(today: date) -> date:
    """A fortnight from the next working day, moved from a weekend to Monday."""
    return _working_day(_working_day(today + timedelta(days=1)) + IMPROVE_WITHIN)


def _working_day(day: date) -> date:
    """The day, or the Monday after it when it is a Saturday or Sunday."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
