"""A StageRecord in the words that people read."""

from django import template

from stages import workflow
from stages.models import StageRecord

register = template.Library()

LABELS = {move.name: move.label for move in workflow.MOVES}


@register.filter
def move_label(record: StageRecord) -> str:
    """What was done: 'Kirim', 'Minta perbaikan' ..."""
    return LABELS[record.move]


@register.filter
def parts_asked(record: StageRecord) -> list[str]:
    """The labels of the parts that a request for improvement opened again, in the sheet's order."""
    sheet = workflow.sheet_for(record.innovation, record.from_stage)
    return [part.label for part in sheet if part.key in record.parts]
