"""A reviewer leaves a case that is theirs by name or by desk to others, and the steward hears why."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Innovation
from stages import assigning
from stages.assignments import given_to
from stages.notices.what import tell
from stages.workflow import Refused


def step_back(innovation: Innovation, user: User, reason: str) -> bool:
    """End `user`'s assignment to `innovation`, if there is one by name, and tell the stewards why they step back.

    Whether the assignment ended: a unit stays at the desk until the steward gives it to another one. Raises
    Refused without a reason, or when the case was not given to `user`.
    """
    if not reason.strip():
        raise Refused(_("Tulis alasannya dalam beberapa kata; pengelola mencari penelaah lain."))
    with transaction.atomic():
        locked = Innovation.objects.select_for_update().filter(given_to(user), pk=innovation.pk).first()
        if locked is None:
            raise Refused(_("Kasus ini tidak ditugaskan kepada Anda; lewati saja."))
        ended = assigning.let_go(locked, user)
        tell_stewards(locked, user, reason)
    return ended


def tell_stewards(innovation: Innovation, user: User, reason: str) -> None:
    """Somebody else must be found for what was given to `user`: the stewards hear why."""
    tell(
        User.objects.filter(role=Role.STEWARD, is_active=True),
        "stepped_back",
        innovation,
        key=f"stepped_back:{innovation.pk}:{innovation.version}:{user.pk}",
        who=user.name,
        note=reason.strip(),
    )
