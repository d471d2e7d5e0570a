"""What an exhibit comes from, what came of it, and what is near to it.

Two facts make the lineage: the record that an innovation carries on (`Innovation.predecessor`), and the exhibit of
this site that its unit named as the source (`Exhibit.origin_code`, read from `origin_url` at publication). Only
public exhibits are ever named.
"""

from dataclasses import dataclass

from django.db.models import F, Subquery
from django.utils.translation import gettext as _

from festival.addresses import exhibit_at
from festival.models import Exhibit
from innovations.models import Innovation

Novelty = Innovation.Novelty
MOST = 12  # of one relation
NEAR = 3  # shown as related


@dataclass(frozen=True)
class Kin:
    """Another exhibit and what it is to this one, in words."""

    relation: str
    exhibit: Exhibit


def origin_code(innovation: Innovation) -> str:
    """The code of the exhibit that `origin_url` leads to, if it is one of this site; else empty."""
    which = exhibit_at(innovation.origin_url)
    found = Exhibit.objects.exclude(code=innovation.code).filter(**which).first() if which else None
    return found.code if found else ""


def around(exhibit: Exhibit) -> tuple[list[Kin], list[Exhibit]]:
    """The lineage of `exhibit`, what it comes from first, and up to NEAR others of the same affair, unit or goal.

    One query. Related are those that share most; among equals the newest.
    """
    public = Exhibit.objects.public().exclude(pk=exhibit.pk).order_by("-published_at", "-pk").values("pk")
    predecessor = Subquery(Innovation.objects.filter(pk=exhibit.innovation_id).values("predecessor"))
    branches = [
        public.filter(innovation=predecessor),
        public.filter(innovation__predecessor=exhibit.innovation_id)[:MOST],
        public.filter(origin_code=exhibit.code)[:MOST],
        public.filter(agency=exhibit.agency_id)[:NEAR],
        public.filter(affair=exhibit.affair)[:NEAR],
    ]
    if exhibit.origin_code:
        branches.append(public.filter(code=exhibit.origin_code))
    if exhibit.goal:
        branches.append(public.filter(goal=exhibit.goal)[:NEAR])
    first, *others = branches
    found = (
        Exhibit.objects.filter(pk__in=first.union(*others))
        .cards()
        .annotate(
            their_code=F("code"),
            their_record=F("innovation_id"),
            their_origin=F("origin_code"),
            their_predecessor=F("innovation__predecessor"),
            their_affair=F("affair"),
            their_goal=F("goal"),
            our_predecessor=predecessor,
        )
    )
    lineage, related = [], []
    for other in found:
        if relation := _relation(exhibit, other):
            lineage.append((relation, other))
        else:
            related.append(other)
    lineage.sort(key=lambda one: one[0][0])
    related.sort(key=lambda other: -_shared(exhibit, other))  # stable: the newest stay first
    return [Kin(words, other) for (_place, words), other in lineage], related[:NEAR]


def _relation(exhibit: Exhibit, other: Exhibit) -> tuple[int, str] | None:
    """Its place in the list and the words for it, or None for one that is only near."""
    if other.their_code == exhibit.origin_code:
        return 1, {
            Novelty.EXTENSION: _("Perluasan dari"),
            Novelty.IMPROVEMENT: _("Peningkatan kualitas dari"),
            Novelty.REPLICATION: _("Replikasi dari"),
        }.get(exhibit.novelty, _("Bertolak dari"))
    if other.their_record == other.our_predecessor:
        return 2, _("Meneruskan")
    if other.their_predecessor == exhibit.innovation_id:
        return 3, _("Diteruskan oleh")
    if other.their_origin == exhibit.code:
        return 4, {
            Novelty.EXTENSION: _("Diperluas oleh"),
            Novelty.IMPROVEMENT: _("Ditingkatkan oleh"),
            Novelty.REPLICATION: _("Direplikasi oleh"),
        }.get(other.novelty, _("Menjadi titik tolak"))
    return None


def _shared(exhibit: Exhibit, other: Exhibit) -> int:
    """How many of unit, affair and goal the two have in common."""
    return sum(
        [
            other.agency_id == exhibit.agency_id,
            other.their_affair == exhibit.affair,
            exhibit.goal is not None and other.their_goal == exhibit.goal,
        ]
    )
