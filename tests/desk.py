"""Cases set down on the review desk without walking the road: enough for lists."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from innovations.models import Innovation
from stages import workflow


def set_down(innovation: Innovation, **state) -> Innovation:
    with transaction.atomic(), workflow.writing_state():
        Innovation.objects.filter(pk=innovation.pk).update(**state)
    innovation.refresh_from_db()
    return innovation


def due_in(innovation: Innovation, days: int) -> Innovation:
    """Due `days` and one hour from now; the past has negative days."""
    noon = timezone.localtime().replace(hour=12, minute=0)  # whatever the hour of the test, so many days away
    return set_down(innovation, due=noon + timedelta(days=days))
