"""The order of the queue, and going through it case by case: where one stands, what comes before and after it.

Nothing of this is kept on the server. The list is that of the queue's page, with the same address; what was passed
over for now stands in the address too.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, OrderBy
from django.http import QueryDict

from accounts.models import User
from innovations.models import Innovation
from stages import filters

SORT = "o"  # as in Django's admin: numbers of columns, "2.-5"
COLUMNS = ("title", "agency__name", "stage", "since", "due")  # what the first columns of the list sort by
SKIPPED = "lewati"
MOST_SKIPPED = 50
LONGEST = 2_000  # characters of an address that are read


@dataclass(frozen=True)
class Place:
    """Where a case stands in a list, from 1 on; no position once it has left the list.

    `next_pk` goes on around the end, past what was skipped, until nothing else is left. `skipping` is the address
    (after the '?') of the same list with this case skipped.
    """

    position: int | None
    total: int
    previous_pk: int | None
    next_pk: int | None
    skipping: str


def place_of(user: User, case: Innovation, query: QueryDict | str = "") -> Place:
    """The place of `case` in the list that `query` (the part of the list's address after '?') shows to `user`."""
    query = read(query)
    keys = _keys(user, query)
    at = keys.index(case.pk) if case.pk in keys else None
    others = [pk for pk in keys if pk != case.pk]
    skipped = _skipped(query)
    is_last_of_round = set(others) <= set(skipped)  # the skipped ones come again
    skipping = query.copy()
    skipping[SKIPPED] = ",".join(map(str, [*([] if is_last_of_round else skipped), case.pk][-MOST_SKIPPED:]))
    return Place(
        position=None if at is None else at + 1,
        total=len(keys),
        previous_pk=keys[at - 1] if at else None,
        next_pk=_from(others, at or 0, skipped),
        skipping=skipping.urlencode(),
    )


def next_after(user: User, case: Innovation, place: Place, query: QueryDict | str = "") -> int | None:
    """What comes now that something was done with `case`: whatever stands where it stood before (`place`)."""
    query = read(query)
    others = [pk for pk in _keys(user, query) if pk != case.pk]
    return _from(others, (place.position or 1) - 1, _skipped(query))


def order(query: QueryDict) -> list[OrderBy]:
    """The oldest due date first, what has none last; or first by the columns that the address asks for."""
    asked = [re.fullmatch(r"(-?)([1-9])", part) for part in query.get(SORT, "").split(".")[: len(COLUMNS)]]
    columns = [
        F(COLUMNS[int(part[2]) - 1]).desc(nulls_last=True) if part[1] else F(COLUMNS[int(part[2]) - 1]).asc()
        for part in asked
        if part and int(part[2]) <= len(COLUMNS)
    ]
    return [*columns, F("due").asc(nulls_last=True), F("id").asc()]


def read(query: QueryDict | str) -> QueryDict:
    """What an address says after its '?'."""
    return QueryDict(query[:LONGEST]) if isinstance(query, str) else query


def _keys(user: User, query: QueryDict) -> list[int]:
    return list(filters.narrowed(user, query).order_by(*order(query)).values_list("pk", flat=True))


def _skipped(query: QueryDict) -> list[int]:
    words = query.get(SKIPPED, "")[:LONGEST].split(",")
    return [int(word) for word in words if filters.is_id(word)][-MOST_SKIPPED:]


def _from(keys: list[int], at: int, skipped: Collection[int]) -> int | None:
    """The first of `keys` from the place `at` on, around the end, that was not skipped; else the first at all."""
    around = keys[at:] + keys[:at]
    return next((pk for pk in around if pk not in skipped), around[0] if around else None)
