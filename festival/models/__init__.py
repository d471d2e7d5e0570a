"""What the public sees: festival editions and their exhibits."""

from festival.models.editions import Festival, FestivalQuerySet
from festival.models.exhibits import Exhibit, ExhibitQuerySet
from festival.models.products import Product
from festival.models.stamps import Stamp
from festival.versions import Version

__all__ = ["Exhibit", "ExhibitQuerySet", "Festival", "FestivalQuerySet", "Product", "Stamp", "Version"]
