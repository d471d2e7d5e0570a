"""Whose case it is: assigned by name, else by the unit's desk in the lab, else open to every facilitator.

Several may be assigned; then nobody recommends before all of them have finished their review.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages.conflicts import conflicting, free_to_judge
from stages.models import Assignment, DeskUnit, Review


def assigned_to(user: User | OuterRef) -> Q:
    """Innovations whose submissions are for `user` to judge."""
    by_name, by_desk = _by_name(OuterRef("pk")), _by_desk(OuterRef("lab"), OuterRef("agency"))
    return given_to(user) | (~Exists(by_name) & ~Exists(by_desk))


def given_to(user: User | OuterRef) -> Q:
    """Innovations assigned to `user` by name or by desk. In a subquery of users, `user` is OuterRef(OuterRef("pk"))."""
    by_name, by_desk = _by_name(OuterRef("pk")), _by_desk(OuterRef("lab"), OuterRef("agency"))
    return Q(Exists(by_name.filter(reviewer=user))) | (
        ~Exists(by_name) & Q(Exists(by_desk.filter(reviewer=user)))
    )


def without_reviewer() -> Q:
    """Submissions that nobody may judge: every facilitator whose they are has a conflict, or there is none."""
    this = Innovation.objects.filter(pk=OuterRef(OuterRef("pk")))
    theirs = this.filter(assigned_to(OuterRef(OuterRef("pk"))))
    forbidden = this.filter(conflicting(OuterRef("pk"), OuterRef(OuterRef("pk"))))
    free = User.objects.filter(
        Q(Exists(theirs)), ~Q(Exists(forbidden)), role=Role.FACILITATOR, is_active=True
    )
    return Q(status=Status.SUBMITTED) & ~Q(Exists(free))


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
    by_name = _by_name(OuterRef("pk"))
    by_desk = _by_desk(OuterRef("lab"), OuterRef("agency"))
    named = by_name.exclude(reviewer=user).filter(~Exists(theirs))
    at_desk = by_desk.exclude(reviewer=user).filter(~Exists(theirs))
    return Q(Exists(own)) & (Q(Exists(named)) | (~Exists(by_name) & Q(Exists(at_desk))))


def reviewers_of(innovation: Innovation) -> QuerySet[User]:
    """The assigned reviewers who are free to judge it, by name; none when it is open to every facilitator."""
    by_name, by_desk = _by_name(innovation.pk), _by_desk(innovation.lab_id, innovation.agency_id)
    assigned = Q(pk__in=by_name.values("reviewer")) | ~Exists(by_name) & Q(pk__in=by_desk.values("reviewer"))
    return User.objects.filter(assigned, free_to_judge(innovation)).order_by("name", "pk")


def still_reading(innovation: Innovation, submission, but: User) -> QuerySet[User]:
    """Assigned reviewers other than `but` who have not finished their review of `submission`."""
    finished = Review.objects.filter(submission=submission, finished_at__isnull=False)
    return reviewers_of(innovation).exclude(pk=but.pk).exclude(pk__in=finished.values("reviewer"))


def _by_name(innovation) -> QuerySet[Assignment]:
    return Assignment.objects.filter(innovation=innovation, ended_at=None, reviewer__is_active=True)


def _by_desk(lab, agency) -> QuerySet[DeskUnit]:
    return DeskUnit.objects.filter(lab=lab, agency=agency, reviewer__is_active=True)
