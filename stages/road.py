"""The road of a record: its moves, and what happened in between."""

from innovations.models import Innovation
from stages.models import Event, StageRecord


def road_of(innovation: Innovation, records: list[StageRecord] | None = None) -> list[StageRecord | Event]:
    """Records and events, newest first; `records`, where they were fetched already."""
    if records is None:
        records = list(innovation.records.as_road())
    events = innovation.events.select_related("actor")
    return sorted([*records, *events], key=lambda one: (one.created_at, one.pk), reverse=True)
