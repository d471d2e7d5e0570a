"""What waits for one person: each thing a sentence, the page where it is done, and by when.

Every kind of task has one provider, a function `todos(user)` that costs one query. Looking at the list changes
nothing; a task disappears when what it asks for is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages.models import StageRecord
from stages.timing import CALM, due_in_words

# In the order in which they are shown when nothing is due.
PROVIDERS = (
    "stages.todo.records",
    "stages.handover.todos",
    "stages.handover.orphan_todos",
    "stages.pulse.todos",
    "stages.progress.todos",
)

AHEAD = timedelta(days=7)  # a draft becomes a task when it is due this soon


@dataclass(frozen=True)
class Todo:
    """One thing to do. `tone` is late, near or calm (`stages/timing.py`); `action` is what its button says."""

    sentence: str
    url: str
    due: datetime | None = None
    innovation: Innovation | None = None
    tone: str = CALM
    action: str = ""
    words: str = ""  # what somebody asked for, in their words

    @property
    def due_words(self) -> str:
        """'2 hari lagi'; '' without a due date."""
        due = due_in_words(self.due)
        return due.words if due else ""


def todos(user: User) -> list[Todo]:
    """What waits for `user`, the nearest due date first; what has none comes last. Nothing for who has no unit."""
    if user.role != Role.AGENCY or not user.is_active:
        return []
    providers = (*PROVIDERS, *settings.TODO_PROVIDERS)
    found = [todo for provider in providers for todo in import_string(provider)(user)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due))


def tone_of(due: datetime | None) -> str:
    """How near a due date is; calm without one."""
    found = due_in_words(due)
    return found.tone if found else CALM


def records(user: User) -> Iterator[Todo]:
    """Records that were returned, and drafts that are late or due within a week."""
    asked = StageRecord.objects.filter(innovation=OuterRef("pk"), move="return").order_by(
        "-created_at", "-id"
    )
    found = (
        Innovation.objects.fillable_by(user)
        .filter(Q(status=Status.RETURNED) | Q(status=Status.DRAFT, due__lt=timezone.now() + AHEAD))
        .select_related("agency")
        .annotate(words=Subquery(asked.values("note")[:1]))
    )
    for innovation in found:
        returned, stage = innovation.status == Status.RETURNED, innovation.get_stage_display()
        mend, complete = (
            _("Perbaiki lembar %(stage)s, lalu kirim lagi."),
            _("Lengkapi dan kirim lembar %(stage)s."),
        )
        yield Todo(
            (mend if returned else complete) % {"stage": stage},
            reverse("workspace:sheet", args=[innovation.code]),
            innovation.due,
            innovation,
            tone_of(innovation.due),
            _("Perbaiki") if returned else _("Lengkapi"),
            innovation.words if returned else "",
        )
