"""Who may not judge what: belonging to the record or its unit, or a declared conflict with either."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy

from accounts.models import Agency, Role, User
from innovations.models import Innovation, TeamMember
from stages.models import Conflict, StageRecord

RECORD, UNIT = "pk", "agency"  # what a conflict is with: columns of Innovation

WHY = {
    "declared": gettext_lazy("%(who)s menyatakan benturan kepentingan dengan inovasi ini."),
    "declared_unit": gettext_lazy("%(who)s menyatakan benturan kepentingan dengan unit ini."),
    "staff": gettext_lazy("%(who)s pernah bekerja untuk unit ini."),
    "sent": gettext_lazy("%(who)s pernah mengirim lembar inovasi ini."),
    "custodian": gettext_lazy("%(who)s penanggung jawab inovasi ini."),
    "team": gettext_lazy("%(who)s anggota tim inovasi ini."),
}


def conflicting(user: User) -> Q:
    """Innovations that `user` may not review. Without joins, so that it is asked only of those in question."""
    found = Q()
    for _key, scope, rows, column in _ways(user):
        found |= Q(**{f"{scope}__in": rows.values(column)})
    return found


def conflicted(user: F, innovation: int | F, agency: int | F) -> Q:
    """That `user` may not review `innovation` of `agency`, each a column of the row or of a query around it."""
    found = Q()
    for _key, is_so in _between(user, innovation, agency):
        found |= Q(is_so)
    return found


def free_to_judge(innovation: Innovation) -> Q:
    """Users without a conflict with `innovation`; of the Bupati's office, those who did not recommend it."""
    recommended = StageRecord.objects.filter(innovation=innovation, move="recommend", actor=OuterRef("pk"))
    return ~conflicted(F("pk"), innovation.pk, innovation.agency_id) & (
        ~Q(role=Role.EXECUTIVE) | ~Q(Exists(recommended))
    )


def between(users: Iterable[User], innovations: Iterable[Innovation]) -> dict[tuple[int, int], str]:
    """Why whom of `users` may not review which of `innovations`, by (user, innovation): one query for all."""
    ways = _between(F("pk"), OuterRef("pk"), OuterRef("agency"))
    return _whys(users, Innovation.objects.filter(pk__in=[one.pk for one in innovations]), ways)


def with_units(users: Iterable[User], agencies: Iterable[Agency]) -> dict[tuple[int, int], str]:
    """Why whom of `users` may review nothing of which of `agencies`, by (user, agency): one query for all."""
    ways = _between(F("pk"), None, OuterRef("pk"))
    return _whys(users, Agency.objects.filter(pk__in=[one.pk for one in agencies]), ways)


def explained(users: QuerySet[User], innovation: Innovation) -> list[User]:
    """Each with `why` they may not review `innovation`: a sentence, empty for who may."""
    found = list(users.annotate(way=_way(_between(F("pk"), innovation.pk, innovation.agency_id))))
    for user in found:
        user.why = WHY[user.way] % {"who": user.name} if user.way else ""
    return found


def _way(ways: list[tuple[str, In]]) -> Case:
    """The first of `ways` that is so, by its name."""
    return Case(*(When(is_so, then=Value(key)) for key, is_so in ways))


def _whys(users: Iterable[User], things: QuerySet, ways: list) -> dict[tuple[int, int], str]:
    names = {user.pk: user.name for user in users}
    blocked = (
        User.objects.filter(pk__in=names)
        .annotate(way=_way(ways))
        .filter(way__isnull=False)
        .order_by("pk")
        .values(found=JSONObject(user="pk", way="way"))
    )
    return {
        (one["user"], pk): WHY[one["way"]] % {"who": names[one["user"]]}
        for pk, found in things.annotate(blocked=ArraySubquery(blocked)).values_list("pk", "blocked")
        for one in found or ()  # None where there is nobody to ask about
    }


def _ways(user: User | OuterRef) -> tuple[tuple[str, str, QuerySet, str], ...]:
    """Every way to have a conflict: its name, what it is with, the rows that make it, and their column for that."""
    declared, records = Conflict.objects.filter(user=user), StageRecord.objects.filter(actor=user)
    return (
        ("declared", RECORD, declared.filter(innovation__isnull=False), "innovation"),
        ("declared_unit", UNIT, declared.filter(agency__isnull=False), "agency"),
        ("staff", UNIT, records.filter(role=Role.AGENCY), "innovation__agency"),
        ("sent", RECORD, records.filter(move="submit"), "innovation"),  # also another's, as a steward
        ("custodian", RECORD, Innovation.objects.filter(custodian=user), "pk"),
        ("team", RECORD, TeamMember.objects.filter(user=user), "innovation"),
    )


def _between(user: F, innovation: int | F | None, agency: int | F) -> list[tuple[str, In]]:
    """For each way whether there is such a conflict; without an `innovation`, only with the unit.

    "agency IN (those of the user)" and not "EXISTS ...": so PostgreSQL looks at what the user did for units, which for
    a reviewer is nothing, and not through all records of the unit for each reviewer of each case.
    """
    of = {RECORD: innovation, UNIT: agency}
    return [
        (key, In(_expression(of[scope]), rows.values(column)))
        for key, scope, rows, column in _ways(_deeper(user))
        if of[scope] is not None
    ]


def _expression(column: int | F) -> F | Value:
    return column if isinstance(column, F) else Value(column)


def _deeper(column: F) -> OuterRef:
    """The column as a subquery names it."""
    return OuterRef(column if isinstance(column, OuterRef) else column.name)
