"""The review desk in Django's admin. Django finds the pages by importing this package."""

from stages.admin.cases import CaseAdmin
from stages.admin.documents import DocumentAdmin
from stages.admin.jobs import JobAdmin
from stages.admin.outbox import MailAdmin
from stages.admin.rubrics import RubricAdmin, SnippetAdmin
from stages.admin.steward import ConflictAdmin
from stages.admin.windows import StageWindowAdmin

__all__ = [
    "CaseAdmin",
    "ConflictAdmin",
    "DocumentAdmin",
    "JobAdmin",
    "MailAdmin",
    "RubricAdmin",
    "SnippetAdmin",
    "StageWindowAdmin",
]
