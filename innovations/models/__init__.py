"""What exists: labs, innovations, and the rows that belong to an innovation."""

from innovations.models.codes import CodeSequence
from innovations.models.history import (
    CHANGES,
    ActionStepChange,
    EvidenceChange,
    InnovationChange,
    MeasureChange,
    PhotoChange,
    ProgressReportChange,
    TeamMemberChange,
)
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
    "ActionStepChange",
    "CHANGES",
    "CodeSequence",
    "Evidence",
    "EvidenceChange",
    "Innovation",
    "InnovationChange",
    "Lab",
    "Measure",
    "MeasureChange",
    "Photo",
    "PhotoChange",
    "ProgressReport",
    "ProgressReportChange",
    "Stage",
    "Status",
    "TeamMember",
    "TeamMemberChange",
    "Upload",
    "UploadPiece",
]
