"""The steward's desk for the festival."""

from festival.admin.awards import CategoryAdmin
from festival.admin.editions import FestivalAdmin
from festival.admin.revisions import PublicationAdmin, RevisionAdmin
from festival.admin.suggestions import SuggestionAdmin
from festival.admin.voting import VoteAdmin

__all__ = [
    "RevisionAdmin",
    "CategoryAdmin",
    "FestivalAdmin",
    "PublicationAdmin",
    "SuggestionAdmin",
    "VoteAdmin",
]
