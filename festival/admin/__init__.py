"""The steward's desk for the festival."""

from festival.admin.awards import CategoryAdmin
from festival.admin.editions import FestivalAdmin

__all__ = ["CategoryAdmin", "FestivalAdmin"]
