"""How it moves: records of every step, reviews, declared conflicts, and the dates of each stage."""

from stages.models.calendar import StageWindow
from stages.models.care import Handover, Pulse
from stages.models.cases import Case
from stages.models.lists import ListImport
from stages.models.records import Event, Point, StageRecord
from stages.models.reviews import Conflict, Review
from stages.notices.models import Mail, Notice

__all__ = [
    "Case",
    "Conflict",
    "Event",
    "Handover",
    "ListImport",
    "Mail",
    "Notice",
    "Point",
    "Pulse",
    "Review",
    "StageRecord",
    "StageWindow",
]
