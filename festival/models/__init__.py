"""What the public sees: festival editions and their exhibits; and what becomes of an exhibit afterwards."""

from festival.models.ballots import Ballot, FestivalQuerySet, Refusal, SetAside, Vote from festival.models.editions import Festival
from festival.models.exhibits import Exhibit, ExhibitQuerySet from festival.models.limits import Attempt, Network
from festival.models.products import Product from festival.models.publications import Publication, PublicationQuerySet
from festival.models.reactions import Reaction from festival.models.suggestions import Suggestion
from festival.models.revisions import Revision, RevisionQuerySet from festival.models.words import Word
from festival.versions import Version

__all__ = [
    "Ballot",
    "Exhibit",
    "ExhibitQuerySet from festival.models.limits import Attempt",
    "FestivalQuerySet",
    "Network",
    "Product from festival.models.publications import Publication",
    "PublicationQuerySet",
    "Reaction from festival.models.suggestions import Suggestion",
    "Refusal",
    "Revision",
    "RevisionQuerySet from festival.models.words import Word",
    "SetAside",
    "Version",
    "Vote from festival.models.editions import Festival",
]
