"""A facilitator's review of a submission: begun when first kept, finished by the move that concludes it.

Who may read whose review, and who declares a conflict of interest, is decided here too.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages import assigning, workflow
from stages.conflicts import conflicting
from stages.models import Conflict, Review, StageRecord

REVIEWERS = frozenset({Role.FACILITATOR, Role.EXECUTIVE})  # who judges, and so may have a conflict


def keep(
    innovation: Innovation,
    reviewer: User,
    *,
    version: int,
    reply: str,
    internal_note: str,
    parts: Mapping[str, str] | None = None,
    due: datetime | None = None,
) -> Review:
    """Store what `reviewer` thinks of the submission so far; from now on the unit cannot recall it.

    `parts` (what is asked of each, by its key) and `due` are what a request for improvement would say.
    `version` is the innovation's as the reviewer saw it. Raises Stale when the record moved on, Refused when
    it is not theirs to review.
    """
    with transaction.atomic():
        locked = workflow.lock(innovation, version)  # against a recall at the same moment
        if not _may_review(reviewer, locked):
            raise workflow.Refused(_("Telaah atas kiriman ini tidak terbuka bagi Anda sekarang."))
        review = workflow.review_of(reviewer, locked)
        review.reply, review.internal_note = reply.strip(), internal_note.strip()
        review.asked, review.due = dict(parts or {}), due
        review.save()
        return review


def conclude(
    innovation: Innovation,
    name: str,
    reviewer: User,
    *,
    version: int,
    reply: str,
    internal_note: str,
    parts: Mapping[str, str] | None = None,
    due: datetime | None = None,
) -> StageRecord:
    """Keep the review, finish it and carry out the move `name` with the reply as its note: all or nothing.

    `parts` and `due` are what else the move may ask for. Raises what `keep` and `workflow.perform` raise.
    """
    with transaction.atomic():
        asked = {"parts": parts or {}, "due": due}
        review = keep(
            innovation, reviewer, version=version, reply=reply, internal_note=internal_note, **asked
        )
        review.finish()
        return workflow.perform(innovation, name, reviewer, version=version, note=reply, **asked)


def readable_by(user: User, innovation: Innovation) -> QuerySet[Review]:
    """The reviews of `innovation` that `user` reads with their internal notes, newest first.

    The Bupati's office and the steward: all that are finished. A facilitator: their own, those of earlier rounds,
    and once their own is finished those of the present one, so that nobody's judgement leans on another's. With a
    conflict of interest nothing but one's own.
    """
    reviews = Review.objects.filter(submission__innovation=innovation)
    match user.role:
        case Role.EXECUTIVE | Role.STEWARD:
            reviews = reviews.filter(finished_at__isnull=False)
        case Role.FACILITATOR:
            judged_now = workflow.submissions(innovation).values("pk")[:1]
            own = Review.objects.filter(submission=OuterRef("submission"), reviewer=user)
            has_finished = Exists(own.filter(finished_at__isnull=False))
            reviews = reviews.filter(
                Q(reviewer=user)
                | Q(finished_at__isnull=False) & (~Q(submission__in=judged_now) | Q(has_finished))
            )
        case _:
            return Review.objects.none()
    if user.role in REVIEWERS:
        free = Innovation.objects.exclude(conflicting(user)).filter(pk=OuterRef("submission__innovation"))
        reviews = reviews.filter(Q(reviewer=user) | Exists(free))
    return reviews.select_related("reviewer", "submission").order_by("-submission_id", "-id")


def concludes(move: workflow.Move) -> bool:
    """Whether the move is a facilitator's answer to a submission, given together with their review."""
    return move.roles == {Role.FACILITATOR} and move.sources == {Status.SUBMITTED}


def may_declare(user: User, innovation: Innovation) -> bool:
    """Whether `user` judges records and has not yet a conflict with this one."""
    return user.role in REVIEWERS and not workflow.has_conflict(user, innovation)


def declare_conflict(innovation: Innovation, user: User, reason: str) -> Conflict:
    """Record that `user` cannot judge this innovation, and end their assignment to it. Twice keeps the first reason.

    Raises Refused without a reason, or for somebody who does not judge.
    """
    if user.role not in REVIEWERS:
        raise workflow.Refused(_("Hanya penelaah yang menyatakan benturan kepentingan."))
    if not reason.strip():
        raise workflow.Refused(_("Tulis alasannya, misalnya 'kepala unitnya kakak saya'."))
    with transaction.atomic():
        conflict, _created = Conflict.objects.get_or_create(
            user=user, innovation=innovation, defaults={"reason": reason.strip()}
        )
        assigning.step_aside(conflict, by=user)
    return conflict


def _may_review(user: User, innovation: Innovation) -> bool:
    return any(workflow.REVIEW in move.asks for move in workflow.moves_for(user, innovation))
