"""The two taps: "saya sudah pakai", and "membantu" or "belum". Tapping again says the same, or the other."""

from django.db import connection
from django.utils import timezone

from festival.models import Exhibit, Reaction

EVERY = 5  # minutes between two tallies: each that finds something new makes all public pages anew
CHANGED = """
SELECT exhibit.id, coalesce(said.uses, 0), coalesce(said.helpful, 0), coalesce(said.unhelpful, 0)
FROM festival_exhibit exhibit LEFT JOIN (
    SELECT exhibit_id, count(*) FILTER (WHERE used) AS uses, count(*) FILTER (WHERE helpful) AS helpful,
        count(*) FILTER (WHERE NOT helpful) AS unhelpful
    FROM festival_reaction GROUP BY exhibit_id
) said ON said.exhibit_id = exhibit.id
WHERE (exhibit.uses, exhibit.helpful, exhibit.unhelpful)
    <> (coalesce(said.uses, 0), coalesce(said.helpful, 0), coalesce(said.unhelpful, 0))
"""


def react(exhibit: Exhibit, device, **said) -> None:
    """Store what `device` says of `exhibit`: `used` or `helpful` (True, False or None). The last word stays."""
    Reaction.objects.bulk_create(
        [Reaction(exhibit=exhibit, device=device, **said)],
        update_conflicts=True,
        unique_fields=["exhibit", "device"],
        update_fields=list(said),
    )


def tally(now=None) -> int:
    """Bring the numbers on the exhibits up to date (periodic); how many changed. Only every few minutes."""
    if (now or timezone.now()).minute % EVERY:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        changed = [
            Exhibit(pk=pk, uses=uses, helpful=helpful, unhelpful=unhelpful)
            for pk, uses, helpful, unhelpful in cursor.fetchall()
        ]
    if changed:  # an update of no row would count as a change of what is public
        Exhibit.objects.bulk_update(changed, ["uses", "helpful", "unhelpful"])
    return len(changed)
