"""Whose case it is: assigned by name, else by the unit's desk in the lab, else open to every facilitator.

Several may be assigned; then nobody recommends before all of them have finished their review. Who has a conflict with
the case, is switched off or is no facilitator any more holds nothing, whenever that was found out: no case waits for
somebody who cannot take it. `stages/assigning.py` writes what is read here.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages.conflicts import conflicted, free_to_judge
from stages.models import Assignment, DeskUnit, Review


def assigned_to(user: User) -> Q:
    """Innovations whose submissions are for `user` to judge."""
    by_name, by_desk = _holders(OuterRef("pk"), OuterRef("lab"), OuterRef("agency"))
    return given_to(user) | (~Exists(by_name) & ~Exists(by_desk))


def given_to(user: User | OuterRef) -> Q:
    """Innovations assigned to `user` by name or by desk. In a subquery of users, `user` is OuterRef(OuterRef("pk"))."""
    by_name, by_desk = _holders(OuterRef("pk"), OuterRef("lab"), OuterRef("agency"))
    return Q(Exists(by_name.filter(reviewer=user))) | (
        ~Exists(by_name) & Q(Exists(by_desk.filter(reviewer=user)))
    )


def awaiting_others(user: User) -> Q:
    """Innovations of whose present submission `user` has finished the review, and another assigned reviewer has not."""
    finished = Review.objects.filter(finished_at__isnull=False)
    own = finished.filter(
        submission__innovation=OuterRef("pk"),
        submission__created_at__gte=OuterRef("submitted_at"),
        reviewer=user,
    )
    theirs = finished.filter(
        submission__innovation=OuterRef(OuterRef("pk")),
        submission__created_at__gte=OuterRef(OuterRef("submitted_at")),
        reviewer=OuterRef("reviewer"),
    )
    by_name, by_desk = _holders(OuterRef("pk"), OuterRef("lab"), OuterRef("agency"))
    named = by_name.exclude(reviewer=user).filter(~Exists(theirs))
    at_desk = by_desk.exclude(reviewer=user).filter(~Exists(theirs))
    # Others first: most cases have none, and what is one's own costs a look at each case's reviews.
    return (Q(Exists(named)) | (~Exists(by_name) & Q(Exists(at_desk)))) & Q(Exists(own))


def reviewers_of(innovation: Innovation) -> QuerySet[User]:
    """The assigned reviewers who are free to judge it, by name; none when it is open to every facilitator."""
    by_name, by_desk = _holders(innovation.pk, innovation.lab_id, innovation.agency_id)
    return User.objects.filter(
        Q(pk__in=by_name.values("reviewer")) | ~Exists(by_name) & Q(pk__in=by_desk.values("reviewer"))
    ).order_by("name", "pk")


def still_reading(innovation: Innovation, submission, but: User) -> QuerySet[User]:
    """Assigned reviewers other than `but` who have not finished their review of `submission`."""
    finished = Review.objects.filter(submission=submission, finished_at__isnull=False)
    return reviewers_of(innovation).exclude(pk=but.pk).exclude(pk__in=finished.values("reviewer"))


def judging(innovation: Innovation) -> Q:
    """Facilitators for whom a submission of `innovation` waits: the assigned ones, or all who are free."""
    by_name, by_desk = _holders(innovation.pk, innovation.lab_id, innovation.agency_id)
    return facilitating() & (
        Q(pk__in=by_name.values("reviewer"))
        | ~Exists(by_name)
        & (Q(pk__in=by_desk.values("reviewer")) | ~Exists(by_desk) & free_to_judge(innovation))
    )


def with_reviewers(innovations: QuerySet[Innovation]) -> QuerySet[Innovation]:
    """Each with the keys of its assigned reviewers who are free: `named`, and those `at_desk` of its unit."""
    by_name, by_desk = _holders(OuterRef("pk"), OuterRef("lab"), OuterRef("agency"))
    return innovations.annotate(
        named=ArraySubquery(by_name.order_by("pk").values("reviewer")),
        at_desk=ArraySubquery(by_desk.order_by("pk").values("reviewer")),
    )


def needing_reviewer() -> QuerySet[Innovation]:
    """Submissions that the steward must give to somebody: of those who were to judge nobody can, or nobody is free.

    Meanwhile each stays open to every facilitator who is free. What was never assigned, or was taken back from a
    reviewer who could judge it, is open to all on purpose and not among these.
    """
    here = OuterRef("pk"), OuterRef("lab"), OuterRef("agency")
    named, at_desk = _of_case(*here)
    holders = _holders(*here)
    free = User.objects.filter(facilitating(), ~conflicted(F("pk"), OuterRef("pk"), OuterRef("agency")))
    switched_off = Q(ended_at=None) & ~facilitating("reviewer__")
    lost = [
        rows.filter(switched_off | blocked)
        for rows, blocked in zip((named, at_desk), _blocked(OuterRef("pk")), strict=True)
    ]
    return Innovation.objects.filter(
        ~Q(Exists(free))
        | ~Exists(holders[0]) & ~Exists(holders[1]) & (Q(Exists(lost[0])) | Q(Exists(lost[1]))),
        status=Status.SUBMITTED,
    )


def facilitating(of: str = "") -> Q:
    """Users who act as facilitators; `of` is the path to them ("reviewer__")."""
    return Q(**{f"{of}role": Role.FACILITATOR, f"{of}is_active": True})


def facilitators() -> QuerySet[User]:
    return User.objects.filter(facilitating()).order_by("name", "pk")


def _holders(innovation, lab, agency) -> tuple[QuerySet[Assignment], QuerySet[DeskUnit]]:
    """By name and by desk: who is to judge it now and can."""
    pairs = zip(_of_case(innovation, lab, agency), _blocked(innovation), strict=True)
    by_name, by_desk = (
        rows.filter(facilitating("reviewer__"), ~blocked, ended_at=None) for rows, blocked in pairs
    )
    return by_name, by_desk


def _of_case(innovation, lab, agency) -> tuple[QuerySet[Assignment], QuerySet[DeskUnit]]:
    """By name and by desk: everybody who is or was to judge it."""
    return (
        Assignment.objects.filter(innovation=innovation),
        DeskUnit.objects.filter(lab=lab, agency=agency),
    )


def _blocked(innovation) -> tuple[Q, Q]:
    """Rows of `_of_case` whose reviewer has a conflict with the case."""
    return (
        conflicted(F("reviewer"), F("innovation"), F("innovation__agency")),
        conflicted(F("reviewer"), innovation, F("agency")),
    )
