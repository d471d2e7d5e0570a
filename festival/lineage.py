"""What an exhibit comes from, what came of it, and what is near to it.

Two facts make the lineage: the record that an innovation carries on (`Innovation.predecessor`), and the exhibit of
this site that its unit named as the source (`Exhibit.origin_code`, read from `origin_url` at publication). Only
public exhibits are ever named.
"""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from festival.addresses import exhibit_at
from festival.models import Exhibit
from innovations.models import Innovation

Novelty = Innovation.Novelty
MOST = 12  # of one relation
NEAR = 3  # shown as related

# Written out: Django takes longer to put these branches together than PostgreSQL to answer them. Each is one look
# into an index, so it costs the same among 10,000 exhibits.
PREDECESSOR = "SELECT predecessor_id FROM innovations_innovation WHERE id = %s"
SHOWN = "SELECT id FROM festival_exhibit WHERE withdrawn_at IS NULL AND "
NEWEST = "ORDER BY published_at DESC, id DESC LIMIT"
CANDIDATES = f"""
({SHOWN} innovation_id = ({PREDECESSOR}))
UNION ({SHOWN} innovation_id IN (SELECT id FROM innovations_innovation WHERE predecessor_id = %s) {NEWEST} {MOST})
UNION ({SHOWN} origin_code = %s AND origin_code <> '' {NEWEST} {MOST})
UNION ({SHOWN} code = %s)
UNION ({SHOWN} agency_id = %s {NEWEST} {NEAR + 1})
UNION ({SHOWN} affair = %s {NEWEST} {NEAR + 1})
UNION ({SHOWN} goal = %s {NEWEST} {NEAR + 1})
"""  # noqa: S608  (constants)


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
    record = exhibit.innovation_id
    candidates = RawSQL(  # noqa: S611  (a constant with parameters)
        CANDIDATES,
        [record, record, exhibit.code, exhibit.origin_code, exhibit.agency_id, exhibit.affair, exhibit.goal],
    )
    found = (
        Exhibit.objects.public()
        .filter(pk__in=candidates)
        .exclude(pk=exhibit.pk)
        .cards()
        .annotate(
            their_code=F("code"),
            their_record=F("innovation_id"),
            their_origin=F("origin_code"),
            their_predecessor=F("innovation__predecessor"),
            their_affair=F("affair"),
            their_goal=F("goal"),
            our_predecessor=RawSQL(PREDECESSOR, [record]),  # noqa: S611  (a constant with a parameter)
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
