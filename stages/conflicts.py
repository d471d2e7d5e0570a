"""Who may not judge what: belonging to the record or its unit, or a declared conflict with either."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Role, User
from innovations.models import Innovation, TeamMember
from stages.models import Conflict, StageRecord


def conflicting(user: User | OuterRef, inner: User | OuterRef | None = None) -> Q:
    """Innovations that `user` may not review. `inner`: the same user as a subquery one level deeper names it.

    Without joins, so that it is asked only of the innovations in question and not of all.
    """
    inner = inner or user
    declared = Conflict.objects.filter(user=inner)
    own = StageRecord.objects.filter(actor=inner, role=Role.AGENCY)
    sent = StageRecord.objects.filter(actor=inner, move="submit")  # also for another's unit, as a steward
    team = TeamMember.objects.filter(user=inner)
    return (
        Q(pk__in=declared.filter(innovation__isnull=False).values("innovation"))
        | Q(agency__in=declared.filter(agency__isnull=False).values("agency"))
        | Q(agency__in=own.values("innovation__agency"))
        | Q(pk__in=sent.values("innovation"))
        | Q(custodian=user)
        | Q(pk__in=team.values("innovation"))
    )


def free_to_judge(innovation: Innovation) -> Q:
    """Users without a conflict with `innovation`; of the Bupati's office, those who did not recommend it."""
    theirs = Innovation.objects.filter(
        conflicting(OuterRef("pk"), OuterRef(OuterRef("pk"))), pk=innovation.pk
    )
    recommended = StageRecord.objects.filter(innovation=innovation, move="recommend", actor=OuterRef("pk"))
    return ~Q(Exists(theirs)) & (~Q(role=Role.EXECUTIVE) | ~Q(Exists(recommended)))
