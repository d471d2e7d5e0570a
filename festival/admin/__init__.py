"""The steward's desk for the festival."""

from festival.admin.editions import FestivalAdmin

__all__ = ["FestivalAdmin"]
