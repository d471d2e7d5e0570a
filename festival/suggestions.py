"""Suggestions of citizens: sent, looked at by the steward, answered by the unit, and only then public."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from festival.models import Suggestion
from stages.notices.what import EXCERPT, of_unit, tell
from stages.todo import Todo, tone_of

ANSWER_WITHIN = timedelta(days=14)  # our own promise, said on the form; no regulation asks for it
CONTACT_KEPT = timedelta(days=90)
LISTED = 20  # on the unit's first screen
State = Suggestion.State


def send(suggestion: Suggestion) -> None:
    """Store what a citizen wrote, for the steward to look at; the same text twice is one."""
    Suggestion.objects.bulk_create([suggestion], ignore_conflicts=True)


def pass_on(suggestion: Suggestion, by: User) -> bool:
    """Give it to the unit, which is told and has ANSWER_WITHIN; False when somebody decided before."""
    now = timezone.now()
    due = now + ANSWER_WITHIN
    with transaction.atomic():
        if not _decide(suggestion, state=State.PASSED, moderated_at=now, moderated_by=by, due=due):
            return False
        innovation = suggestion.exhibit.innovation
        staff = User.objects.filter(agency=innovation.agency_id, is_active=True)
        tell(
            of_unit(staff, innovation, sender=None),
            "suggestion",
            innovation,
            key=f"suggestion:{suggestion.pk}",
            due=due,
            path=reverse("festival:answer_suggestion", args=[suggestion.pk]),
            note=suggestion.text[:EXCERPT],
        )
    return True


def refuse(suggestion: Suggestion, reason: str, by: User) -> bool:
    """Do not give it to the unit; False when somebody decided before. Nobody but the steward reads the reason."""
    return _decide(
        suggestion,
        state=State.REFUSED,
        reason=reason,
        contact="",
        moderated_at=timezone.now(),
        moderated_by=by,
    )


def answer(suggestion: Suggestion, text: str, by: User) -> bool:
    """Answer it, for everybody to read; False when a colleague was faster. The contact is not needed any more."""
    waiting = Suggestion.objects.visible_to(by).filter(pk=suggestion.pk, state=State.PASSED)
    said = {"answer": text, "answered_at": timezone.now(), "answered_by": by, "contact": ""}
    return bool(waiting.update(state=State.ANSWERED, **said))


def forget_contacts() -> int:
    """Empty the contacts of what was sent long ago (periodic); how many."""
    old = Suggestion.objects.filter(sent_at__lt=timezone.now() - CONTACT_KEPT)
    return old.exclude(contact="").update(contact="")


def todos(user: User) -> Iterator[Todo]:
    """The suggestions that wait for an answer of the unit."""
    waiting = Suggestion.objects.visible_to(user).filter(state=State.PASSED)
    for one in waiting.select_related("exhibit__innovation__agency").order_by("due", "id")[:LISTED]:
        yield Todo(
            _("Jawab saran dari warga."),
            reverse("festival:answer_suggestion", args=[one.pk]),
            one.due,
            one.exhibit.innovation,
            tone_of(one.due),
            _("Jawab"),
            one.text,
        )


def _decide(suggestion: Suggestion, **values) -> bool:
    return bool(Suggestion.objects.filter(pk=suggestion.pk, state=State.NEW).update(**values))
