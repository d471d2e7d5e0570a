"""The steward's desk for the festival."""

from festival.admin.editions import FestivalAdmin
from festival.admin.revisions import PublicationAdmin, RevisionAdmin

__all__ = ["FestivalAdmin", "PublicationAdmin", "RevisionAdmin"]
