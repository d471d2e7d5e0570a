"""What the public sees: festival editions and their exhibits; and what becomes of an exhibit afterwards."""

from festival.models.editions import Festival, FestivalQuerySet
from festival.models.exhibits import Exhibit, ExhibitQuerySet
from festival.models.products import Product
from festival.models.publications import Publication, PublicationQuerySet
from festival.models.revisions import Revision, RevisionQuerySet
from festival.models.words import Word
from festival.versions import Version

__all__ = [
    "Exhibit",
    "ExhibitQuerySet",
    "Festival",
    "FestivalQuerySet",
    "Product",
    "Publication",
    "PublicationQuerySet",
    "Revision",
    "RevisionQuerySet",
    "Version",
    "Word",
]
