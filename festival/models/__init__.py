"""What the public sees: festival editions and their exhibits."""

from festival.models.awards import (
    Award,
    Category,
    JuryCriterion,
    Mark,
    Result,
    Scorecard,
    Seat,
    TieBreak,
)
from festival.models.editions import Festival, FestivalQuerySet
from festival.models.exhibits import Exhibit, ExhibitQuerySet
from festival.models.products import Product
from festival.versions import Version

__all__ = [
    "Award",
    "Category",
    "Exhibit",
    "ExhibitQuerySet",
    "Festival",
    "FestivalQuerySet",
    "JuryCriterion",
    "Mark",
    "Product",
    "Result",
    "Scorecard",
    "Seat",
    "TieBreak",
    "Version",
]
