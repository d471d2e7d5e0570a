"""What exists: labs, innovations, and the rows that belong to an innovation."""

from innovations.models.codes import CodeSequence
from innovations.models.innovation import Innovation
from innovations.models.lab import Lab
from innovations.models.rows import (
    ActionStep,
    Evidence,
    Measure,
    Photo,
    ProgressReport,
    TeamMember,
)
from innovations.models.standing import Stage, Status
from innovations.models.upload import Upload, UploadPiece

__all__ = [
    "ActionStep",
    "CodeSequence",
    "Evidence",
    "Innovation",
    "Lab",
    "Measure",
    "Photo",
    "ProgressReport",
    "Stage",
    "Status",
    "TeamMember",
    "Upload",
    "UploadPiece",
]
