"""What the public sees: festival editions and their exhibits."""

from festival.models.editions import Festival, FestivalQuerySet
from festival.models.exhibits import Exhibit, ExhibitQuerySet
from festival.models.words import Word
from festival.versions import Version

__all__ = ["Exhibit", "ExhibitQuerySet", "Festival", "FestivalQuerySet", "Version", "Word"]
