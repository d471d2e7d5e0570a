"""When a case is stuck."""

from datetime import datetime, timedelta

from django.db.models import Q

from stages.moves import OPEN

# Half a year. Carrying a plan out takes months and is no sign of trouble; whoever has a near due date is found by it
# much earlier. This finds what was given none, or one so far away that the case is forgotten meanwhile.
STUCK_AFTER = timedelta(days=180)


def is_stuck(now: datetime) -> Q:
    """Innovations on the road that are past their due date, or for long in the same status."""
    return Q(status__in=OPEN) & (Q(due__lt=now) | Q(since__lt=now - STUCK_AFTER))
