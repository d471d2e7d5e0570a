"""What the public sees: festival editions and their exhibits."""

from festival.models.ballots import Ballot, Refusal, SetAside, Vote
from festival.models.editions import Festival, FestivalQuerySet
from festival.models.exhibits import Exhibit, ExhibitQuerySet
from festival.models.limits import Attempt, Network
from festival.models.products import Product
from festival.models.reactions import Reaction
from festival.models.stamps import Stamp
from festival.models.suggestions import Suggestion
from festival.versions import Version

__all__ = [
    "Attempt",
    "Ballot",
    "Exhibit",
    "ExhibitQuerySet",
    "Festival",
    "FestivalQuerySet",
    "Network",
    "Product",
    "Reaction",
    "Refusal",
    "SetAside",
    "Stamp",
    "Suggestion",
    "Version",
    "Vote",
]
