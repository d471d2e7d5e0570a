"""Who may see and fill which innovations; an outsider gets none."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Q

from accounts.models import Role, User
from innovations.models.standing import Status


def _on_team(innovations: type[models.Model], user: User, **rights) -> Q:
    """Innovations in whose team `user` is.

    As "id = ANY(ARRAY(...))": unlike "id IN (...)", PostgreSQL joins it by OR to another condition with both
    indexes, and does not read the whole table.
    """
    member = innovations.team.rel.related_model
    ids = ArraySubquery(member.objects.filter(user=user, **rights).order_by().values("innovation_id"))
    is_one = Func(
        F("pk"),
        ids,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )
    return Q(is_one)


def _fillable(innovations: type[models.Model], user: User) -> Q:
    if user.role != Role.AGENCY or not user.is_active:
        return Q(pk=None)
    return Q(agency=user.agency_id) | _on_team(innovations, user, can_edit=True)


class InnovationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "InnovationQuerySet":
        """What `user` may see.

        Staff: their unit's, and those of other units in whose team they are. Facilitators: what was ever
        submitted to them. The Bupati's office: what was ever recommended to it. The steward: all. Everybody
        else: nothing here, only what is published.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        match user.role:
            case Role.AGENCY:
                return self.filter(Q(agency=user.agency_id) | _on_team(self.model, user))
            case Role.FACILITATOR:
                return self.filter(submitted_at__isnull=False)
            case Role.EXECUTIVE:
                return self.filter(endorsed_at__isnull=False)
            case Role.STEWARD:
                return self.all()
        return self.none()

    def fillable_by(self, user: User) -> "InnovationQuerySet":
        """Those whose sheets `user` may fill while they are open: of the own unit, or as a member with that right."""
        return self.filter(_fillable(self.model, user))

    def with_right_of(self, user: User) -> "InnovationQuerySet":
        """For lists: each with `is_fillable`, whether it is among those `fillable_by` the user."""
        return self.annotate(is_fillable=_fillable(self.model, user))

    def needing_care(self) -> "InnovationQuerySet":
        """Those that somebody must answer for: all but the stopped."""
        return self.exclude(status=Status.STOPPED)

    def orphans(self) -> "InnovationQuerySet":
        """Those whose custodian is missing, switched off, or no longer of their unit."""
        return self.needing_care().filter(
            Q(custodian=None) | Q(custodian__is_active=False) | ~Q(custodian__agency=F("agency"))
        )

    def with_people(self) -> "InnovationQuerySet":
        """For lists: unit, lab and custodian in the same query."""
        return self.select_related("agency__district", "lab", "custodian")
