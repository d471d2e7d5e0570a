"""A facilitator's review of a submission: begun when first kept, finished by itself or by the move that concludes it.

Who may read whose review, and who declares a conflict of interest, is decided here too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Innovation, Status
from stages import assigning, assignments, rubrics, workflow
from stages.conflicts import conflicting
from stages.models import Conflict, Criterion, Review, Rubric, Score, StageRecord
from stages.sheets import sheet_for

REVIEWERS = frozenset({Role.FACILITATOR, Role.EXECUTIVE})  # who judges, and so may have a conflict


class Overtaken(workflow.Refused):
    """The reviewer wrote something else meanwhile, in another tab or on another device; `review` has it."""

    def __init__(self, review: Review):
        super().__init__(
            _(
                "Belum tersimpan: telaah ini sudah Anda ubah di tab atau perangkat lain. "
                "Bandingkan keduanya, lalu simpan yang Anda kehendaki."
            )
        )
        self.review = review


class Unfinished(workflow.Refused):
    """The review lacks something; the sentence names it."""


@dataclass(frozen=True)
class Round:
    """Who reads the present submission beside oneself: all of them, and those who have not finished yet."""

    others: list[str]
    waiting: list[str]
    is_finished: bool  # whether one's own review is

    @property
    def may_conclude(self) -> bool:
        """Several who read together finish first, each for themselves; the last one then sees where they differ."""
        return not self.waiting and (self.is_finished or not self.others)


def keep(
    innovation: Innovation,
    reviewer: User,
    *,
    version: int,
    seen: str | None = None,
    tab: str = "",
    rubric: int | None = None,
    **said,
) -> Review:
    """Store what `reviewer` thinks of the submission so far; from now on the unit cannot recall it.

    `said`: any of `reply`, `internal_note` and `verdict`; `scores`, {pk of a criterion: 1 to 5, or None for "cannot
    be judged yet"}; `parts`, {key of a part to be improved: words}; `remarks`, {key of another part: words}; `due`,
    a moment. What is not said stays as it is. A finished review may be changed, but not made incomplete.

    `version` is the innovation's as the reviewer saw it, `seen` the review's stamp on that page, `tab` the browser
    tab that sends it, `rubric` the edition on the page. Raises Stale when the record moved on, Overtaken when
    another tab wrote since, Refused when it is not theirs to review.
    """
    with transaction.atomic():
        locked = workflow.lock(innovation, version)  # against a recall at the same moment
        if not _may_review(reviewer, locked):
            raise workflow.Refused(_("Telaah atas kiriman ini tidak terbuka bagi Anda sekarang."))
        review = workflow.review_of(reviewer, locked)
        now = said_in(review)
        if strange := said.keys() - now.keys():
            raise TypeError(f"A review has no {strange}.")
        said = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
        is_elsewhere = seen is not None and seen != review.stamp and not (tab and tab == review.saved_in)
        if is_elsewhere and any(now[name] != value for name, value in said.items()):
            raise Overtaken(review)
        review.rubric = review.rubric or _edition(locked, rubric)
        _write(review, tab, now | said)
        if review.finished_at:
            _check_complete(review)
        return review


def finish(innovation: Innovation, reviewer: User, **kept) -> Review:
    """Keep the review and finish it, without moving the record: others still read.

    Takes and raises what `keep` does; Unfinished when something is missing, each named.
    """
    with transaction.atomic():
        review = keep(innovation, reviewer, **kept)
        _check_complete(review)
        review.finish()
        return review


def conclude(innovation: Innovation, name: str, reviewer: User, *, version: int, **kept) -> StageRecord:
    """Finish the review and carry out the move `name`: all or nothing. The unit reads the reply and the remarks.

    Takes what `keep` takes; raises what `finish` and `workflow.perform` raise.
    """
    with transaction.atomic():
        review = finish(innovation, reviewer, version=version, **kept)
        asks = next(move.asks for move in workflow.MOVES if move.name == name and concludes(move))
        is_asking = workflow.PARTS in asks
        remarks = review.remarks if is_asking else review.asked | review.remarks
        return workflow.perform(
            innovation,
            name,
            reviewer,
            version=version,
            note=with_remarks(review.reply, remarks, innovation),
            parts=review.asked if is_asking else (),
            due=review.due if is_asking else None,
        )


def with_remarks(reply: str, remarks: Mapping[str, str], innovation: Innovation) -> str:
    """What the unit reads: the reply, then a line for each part of the present sheet of which something was said."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            f"{part.label}: {words}" for part in sheet_for(innovation) if (words := remarks.get(part.key))
        ]
    return "\n\n".join(filter(None, [reply.strip(), "\n".join(lines)]))


def said_in(review: Review) -> dict:
    """What the review says, by the names that `keep` takes."""
    return {
        "reply": review.reply,
        "internal_note": review.internal_note,
        "verdict": review.verdict,
        "parts": review.asked,
        "remarks": review.remarks,
        "due": review.due,
        "scores": {score.criterion_id: score.value for score in scores_of(review)},
    }


def scores_of(review: Review) -> list[Score]:
    """The scores of a review with their criteria, in the edition's order."""
    if "scores" in getattr(review, "_prefetched_objects_cache", {}):
        return list(review.scores.all())
    return list(review.scores.select_related("criterion")) if review.pk else []


def total_of(review: Review) -> float | None:
    """The weighted mean of what the review scores, 1 to 5."""
    return rubrics.weighted_mean((score.criterion.weight, score.value) for score in scores_of(review))


def missing(review: Review, criteria: Iterable[Criterion]) -> str:
    """What a review still needs to be finished, in one sentence; empty when nothing."""
    scored = {score.criterion_id for score in scores_of(review)}
    lacks = [criterion.label for criterion in criteria if criterion.pk not in scored]
    sentences = []
    if lacks:
        told = _("Beri nilai, atau pilih 'belum dapat dinilai', untuk: %(labels)s.")
        sentences.append(told % {"labels": get_text_list(lacks, _("dan"))})
    if not review.verdict:
        sentences.append(_("Pilih rekomendasi Anda."))
    return " ".join(sentences)


def round_of(innovation: Innovation, reviewer: User, own: Review | None) -> Round:
    """Who reads the present submission together with `reviewer`, whose review of it is `own`."""
    finished = Review.objects.filter(
        submission__in=workflow.submissions(innovation).values("pk")[:1],
        reviewer=OuterRef("pk"),
        finished_at__isnull=False,
    )
    others = assignments.reviewers_of(innovation).exclude(pk=reviewer.pk).annotate(is_done=Exists(finished))
    return Round(
        [one.name for one in others],
        [one.name for one in others if not one.is_done],
        is_finished=bool(own and own.finished_at),
    )


def readable_by(user: User, innovation: Innovation) -> QuerySet[Review]:
    """The reviews of `innovation` that `user` reads with their internal notes and scores, newest first.

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
    scores = Prefetch("scores", Score.objects.select_related("criterion"))
    return (
        reviews.select_related("reviewer", "submission")
        .prefetch_related(scores)
        .order_by("-submission_id", "-id")
    )


def with_readers(innovations: list[Innovation]) -> list[Innovation]:
    """The same, each with `readings`: the reviews of what was sent last, begun or finished. One query.

    Of a review only who and whether it is finished: what it says is for `readable_by`.
    """
    found = (
        Review.objects.filter(
            submission__innovation__in=innovations,
            submission__created_at__gte=F("submission__innovation__submitted_at"),
        )
        .select_related("reviewer", "submission")
        .only("reviewer__name", "finished_at", "submission__innovation_id")
        .order_by("started_at", "pk")
    )
    readings = defaultdict(list)
    for review in found:
        readings[review.submission.innovation_id].append(review)
    for innovation in innovations:
        innovation.readings = readings[innovation.pk]
    return innovations


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


def _edition(innovation: Innovation, rubric: int | None) -> Rubric | None:
    """The edition that the page showed, where it is one of this stage's; else the one in force."""
    shown = Rubric.objects.filter(pk=rubric, stage=innovation.stage).first() if rubric else None
    return shown or rubrics.current(innovation.stage)


def _write(review: Review, tab: str, said: dict) -> None:
    review.reply, review.internal_note, review.verdict = said["reply"], said["internal_note"], said["verdict"]
    review.asked, review.remarks, review.due = dict(said["parts"]), dict(said["remarks"]), said["due"]
    review.saved_at, review.saved_in = timezone.now(), tab
    review.save()
    known = set(review.rubric.criteria.values_list("pk", flat=True)) if review.rubric else set()
    if not set(said["scores"]) <= known:
        raise workflow.Refused(_("Kriteria berubah sejak halaman ini dibuka. Muat ulang, lalu nilai lagi."))
    review.scores.exclude(criterion__in=said["scores"]).delete()
    Score.objects.bulk_create(
        [Score(review=review, criterion_id=pk, value=value) for pk, value in said["scores"].items()],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["value"],
    )


def _check_complete(review: Review) -> None:
    criteria = rubrics.criteria(review.rubric.stage, review.rubric_id) if review.rubric else []
    if lacks := missing(review, criteria):
        raise Unfinished(_("Telaah belum lengkap. %(lacks)s") % {"lacks": lacks})
