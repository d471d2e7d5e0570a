"""A proposal how to divide units among facilitators so that each has about as much to read. It stores nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Agency, User
from innovations.models import Lab
from stages import conflicts
from stages.desks import COMING, MINUTES, sitting_at, weigh
from stages.models import Assignment


@dataclass(frozen=True)
class Share:
    """What one person would have: units new to them, and cases of all their units before and after."""

    reviewer: User
    units: list[Agency]
    before: int
    after: int

    @property
    def minutes(self) -> int:
        return self.after * MINUTES


@dataclass(frozen=True)
class Proposal:
    """`weights`: cases of each unit, by its key. `unplaced`: units with fewer free people than asked for."""

    shares: list[Share]
    weights: dict[int, int]
    unplaced: list[Agency]

    @property
    def pairs(self) -> list[tuple[Agency, User]]:
        return [(unit, share.reviewer) for share in self.shares for unit in share.units]


def propose(
    lab: Lab, reviewers: Iterable[User], *, per_unit: int = 1, only_with_cases: bool = False
) -> Proposal:
    """Divide the units that have not yet `per_unit` people at their desk in this lab among `reviewers`.

    The heaviest unit first, each to who has least; what is assigned stays, and nobody gets a unit with which they
    have a conflict. A unit weighs as many cases as wait or will come, at least one. The same input gives the same
    proposal. `only_with_cases`: leave out units that have registered nothing in this lab.
    """
    reviewers = sorted(reviewers, key=lambda user: (user.name, user.pk))
    cases = Counter(weigh(lab))
    units = list(Agency.objects.filter(is_active=True))
    weights = {unit.pk: max(1, cases[unit.pk]) for unit in units}
    sitting = sitting_at(lab)
    load = Counter(_by_name(lab))
    for unit in units:
        load.update(dict.fromkeys(sitting[unit.pk], weights[unit.pk]))
    before, given = Counter(load), defaultdict(list)
    blocked = conflicts.with_units(reviewers, units)
    unplaced = []
    wanted = [unit for unit in units if cases[unit.pk] or not only_with_cases]
    for unit in sorted(wanted, key=lambda unit: (-weights[unit.pk], unit.name, unit.pk)):
        there = sitting[unit.pk]
        for _place in range(per_unit - len(there)):
            free = [one for one in reviewers if one.pk not in there and (one.pk, unit.pk) not in blocked]
            if not free:
                unplaced.append(unit)
                break
            least = min(free, key=lambda one: load[one.pk])  # of equals the first by name
            given[least.pk].append(unit)
            there.add(least.pk)
            load[least.pk] += weights[unit.pk]
    shares = [Share(one, given[one.pk], before[one.pk], load[one.pk]) for one in reviewers]
    return Proposal(shares, weights, unplaced)


def _by_name(lab: Lab) -> dict[int, int]:
    rows = Assignment.objects.filter(
        innovation__lab=lab, innovation__status__in=COMING, ended_at=None
    ).order_by()
    return dict(rows.values_list("reviewer").annotate(count=Count("pk")))
