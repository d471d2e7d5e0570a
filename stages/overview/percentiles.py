"""Medians and the like, computed by PostgreSQL."""

from datetime import timedelta

from django.db.models import Aggregate, DurationField


class Percentile(Aggregate):
    """The span of time that the given part (0.5: the median) of all spans does not exceed, interpolated."""

    function = "percentile_cont"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, span, part: float):
        super().__init__(span, part=part)


def in_days(span: timedelta | None) -> float | None:
    """Days with one digit after the comma."""
    return None if span is None else round(span / timedelta(days=1), 1)
