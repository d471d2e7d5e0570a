"""The steward's desk for the festival."""

from festival.admin.editions import FestivalAdmin
from festival.admin.revisions import PublicationAdmin, RevisionAdmin
from festival.admin.suggestions import SuggestionAdmin
from festival.admin.voting import VoteAdmin

__all__ = [
    "FestivalAdmin",
    "PublicationAdmin",
    "RevisionAdmin",
    "SuggestionAdmin",
    "VoteAdmin",
]
