"""How it moves: records of every step, reviews, declared conflicts, and the dates of each stage."""

from stages.models.calendar import Extension, StageWindow
from stages.models.calibration import CalibrationCase
from stages.models.care import Handover, Pulse
from stages.models.cases import Case
from stages.models.desk import SavedFilter
from stages.models.documents import Document, DocumentSequence
from stages.models.jobs import Job
from stages.models.letters import Letter
from stages.models.lists import ListImport
from stages.models.records import Event, Point, StageRecord
from stages.models.reviews import Assignment, Conflict, DeskUnit, Review, Score, Verdict
from stages.models.rubrics import Criterion, Rubric
from stages.models.snippets import Snippet
from stages.notices.models import Mail, Notice

__all__ = [
    "Assignment",
    "CalibrationCase",
    "Case",
    "Conflict",
    "Criterion",
    "DeskUnit",
    "Document",
    "DocumentSequence",
    "Event",
    "Extension",
    "Handover",
    "Job",
    "Letter",
    "ListImport",
    "Mail",
    "Notice",
    "Point",
    "Pulse",
    "Review",
    "Rubric",
    "SavedFilter",
    "Score",
    "Snippet",
    "StageRecord",
    "StageWindow",
    "Verdict",
]
