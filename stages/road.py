"""The road of a record: its moves, and what happened in between."""

from innovations.models import Innovation
from stages.models import Event, StageRecord


def road_of(
    innovation: Innovation, records: list[StageRecord] | None = None, *, of_unit: bool = False
) -> list[StageRecord | Event]:
    """Records and events, newest first; `records`, where they were fetched already.

    `of_unit`: as the unit reads it, without who was asked to judge.
    """
    if records is None:
        records = list(innovation.records.as_road())
    events = innovation.events.select_related("actor")
    if of_unit:
        events = events.exclude(kind__in=Event.OF_REVIEWERS)
    return sorted([*records, *events], key=lambda one: (one.created_at, one.pk), reverse=True)
