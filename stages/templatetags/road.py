"""A StageRecord in the words that people read."""

from django import template

from innovations.models import Innovation
from stages import points, workflow
from stages import standing as standing_of
from stages.models import Point, StageRecord
from stages.moves import LABELS

register = template.Library()


@register.filter
def move_label(record: StageRecord) -> str:
    """What was done: 'Kirim', 'Minta perbaikan' ..."""
    return LABELS[record.move]


@register.filter
def parts_asked(record: StageRecord) -> list[tuple[str, Point | None]]:
    """What a request for improvement opened again, in the sheet's order: each part's label with its point.

    Reads `record.points`: prefetch them for a list of records.
    """
    points = {point.part: point for point in record.points.all()} if record.parts else {}
    sheet = workflow.sheet_for(record.innovation, record.from_stage)
    return [(part.label, points.get(part.key)) for part in sheet if part.key in record.parts]


@register.filter
def standing(innovation: Innovation) -> str:
    """What happens now with the record, who acts and by when."""
    return standing_of.sentence(innovation)


@register.simple_tag
def point_of(innovation: Innovation, key: str) -> points.Asked | None:
    """What a return asks now of the part `key`."""
    part = next((one for one in workflow.sheet_for(innovation) if one.key == key), None)
    return points.of_part(innovation, part) if part else None
