"""What the public sees: festival editions and their exhibits; and what becomes of an exhibit afterwards."""

from festival.models.awards import Award, Category, JuryCriterion, Mark, Result, Scorecard, Seat, TieBreak
from festival.models.ballots import Ballot, Refusal, SetAside, Vote
from festival.models.editions import Festival, FestivalQuerySet
from festival.models.exhibits import Exhibit, ExhibitQuerySet
from festival.models.limits import Attempt, Network
from festival.models.products import Product
from festival.models.publications import Publication, PublicationQuerySet
from festival.models.reactions import Reaction
from festival.models.revisions import Revision, RevisionQuerySet
from festival.models.stamps import Stamp
from festival.models.suggestions import Suggestion
from festival.models.words import Word
from festival.versions import Version

__all__ = [
    "Attempt",
    "Award",
    "Ballot",
    "Category",
    "Exhibit",
    "ExhibitQuerySet",
    "Festival",
    "FestivalQuerySet",
    "JuryCriterion",
    "Mark",
    "Network",
    "Product",
    "Publication",
    "PublicationQuerySet",
    "Reaction",
    "Refusal",
    "Result",
    "Revision",
    "RevisionQuerySet",
    "Scorecard",
    "Seat",
    "SetAside",
    "Stamp",
    "Suggestion",
    "TieBreak",
    "Version",
    "Vote",
    "Word",
]
