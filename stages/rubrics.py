"""What a stage is judged by: which edition, how scores are weighed, and how an edition follows another.

An edition is never changed. Who wants it otherwise makes the next one; reviews that were begun keep theirs.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from stages.models import Criterion, Rubric

WHOLE = 100  # percent: what the weights of an edition add up to


def current(stage: str) -> Rubric | None:
    """The edition in force for reviews that begin now."""
    return Rubric.objects.filter(stage=stage, is_current=True).first()


def criteria(stage: str, rubric_id: int | None = None) -> list[Criterion]:
    """The criteria of that edition of the stage, or of the one in force; one query. None without a rubric."""
    edition = {"rubric": rubric_id} if rubric_id else {"rubric__is_current": True}
    return list(Criterion.objects.filter(rubric__stage=stage, **edition))


def weighted_mean(scored: Iterable[tuple[int, int | None]]) -> float | None:
    """The mean (1 to 5) of (weight, value) pairs; what cannot be judged yet (None) does not count."""
    counted = [(weight, value) for weight, value in scored if value is not None]
    if not counted:
        return None
    return sum(weight * value for weight, value in counted) / sum(weight for weight, _value in counted)


def put_in_force(rubric: Rubric) -> None:
    """Store a new edition of its stage and put it in force instead of the one before."""
    with transaction.atomic():
        editions = Rubric.objects.filter(stage=rubric.stage)
        list(editions.select_for_update())  # one new edition at a time
        rubric.edition = (editions.aggregate(last=Max("edition"))["last"] or 0) + 1
        rubric.is_current = True
        editions.update(is_current=False)
        rubric.save()
