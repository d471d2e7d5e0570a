"""When a case is stuck."""

from datetime import datetime, timedelta

from django.db.models import Q

from stages.moves import OPEN

# A quarter. The stages of a lab are months apart, so a shorter rest is no sign of trouble; and whoever has a due
# date is found by it much earlier. This one finds what was given none.
STUCK_AFTER = timedelta(days=90)


def is_stuck(now: datetime) -> Q:
    """Innovations on the road that are past their due date, or for long in the same status."""
    return Q(status__in=OPEN) & (Q(due__lt=now) | Q(since__lt=now - STUCK_AFTER))
