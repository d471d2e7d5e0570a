"""Returned work, part by part: what the reviewer asked of each part, and the unit's answer.

A point belongs to the return that asked it, so every round keeps its own. Until the unit sends the sheet again,
its answers are its own to change; from then on nobody changes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from innovations.models import Innovation, Status
from stages import reading, workflow
from stages.models import Point, StageRecord
from stages.sheet_forms import mark
from stages.sheets import Part

WITH_UNIT = frozenset({Status.DRAFT, Status.RETURNED})
JUDGEMENTS = ("return", "recommend", "approve", "decline")


@dataclass(frozen=True)
class Asked:
    """What the present return asks of one part, with the part as it was judged."""

    point: Point
    part: Part
    old: reading.ReadPart


def present(innovation: Innovation) -> list[tuple[Part, Point]]:
    """What the unit is working on, in the sheet's order; one query.

    The points of the last judgement of this stage, where that was a return: also after the unit has sent the
    sheet again and recalled it. Empty while others read.
    """
    found = {point.part: point for point in _present(innovation).defer("record__snapshot")}
    return [(part, found[part.key]) for part in workflow.sheet_for(innovation) if part.key in found]


def among(records: Iterable[StageRecord], innovation: Innovation) -> list[Point]:
    """The same from a whole road at hand (`records.as_road()`), without a query."""
    last = next((record for record in records if record.move in JUDGEMENTS), None)
    is_present = last and (last.move, last.from_stage) == ("return", innovation.stage)
    return list(last.points.all()) if is_present and innovation.status in WITH_UNIT else []


def of_part(innovation: Innovation, part: Part) -> Asked | None:
    """What is asked of `part` now; None when nothing is."""
    return _asked(innovation, _present(innovation).filter(part=part.key).first())


def find(innovation: Innovation, pk: int) -> Asked | None:
    """The point `pk`, while it is one of those asked now."""
    return _asked(innovation, _present(innovation).filter(pk=pk).first())


def answer(
    innovation: Innovation, pk: int, user: User, words: str, *, shown: str, is_answered: bool | None = None
) -> None:
    """Keep the unit's answer to a point. `shown` is the `mark` of the answer that the page showed.

    `is_answered` marks the point as answered, or as open again; without it, new words answer it. Where a
    colleague has answered meanwhile, both answers stay. Call it in the transaction that holds the innovation's
    lock. Raises Refused when the point is no longer `user`'s to answer.
    """
    open_now = {part.key for part in workflow.open_parts(user, innovation)}
    point = _present(innovation).filter(pk=pk, part__in=open_now).first()
    if point is None:
        raise workflow.Refused(
            _("Jawaban belum tersimpan: butir ini sedang tidak terbuka. Muat ulang halaman untuk melihatnya.")
        )
    if mark(words) != shown and words not in (point.answer, *point.answer.split("\n\n")):
        theirs = point.answer if mark(point.answer) != shown else ""
        point.answer = "\n\n".join(filter(None, [theirs, words]))
        is_answered = bool(words) if is_answered is None else is_answered
    if is_answered is not None and is_answered != point.is_answered:
        point.answered_at, point.answered_by = (timezone.now(), user) if is_answered else (None, None)
    elif is_answered:
        point.answered_at = timezone.now()  # said anew: not sent yet
    point.save(update_fields=["answer", "answered_at", "answered_by"])


def sentence(points: Iterable[Point]) -> str:
    """'2 dari 3 butir sudah dijawab.'; nothing where nothing was asked."""
    points = list(points)
    if not points:
        return ""
    told = ngettext(
        "%(done)d dari %(count)d butir sudah dijawab.",
        "%(done)d dari %(count)d butir sudah dijawab.",
        len(points),
    )
    return told % {"done": sum(point.is_answered for point in points), "count": len(points)}


def _asked(innovation: Innovation, point: Point | None) -> Asked | None:
    part = next((one for one in workflow.sheet_for(innovation) if point and one.key == point.part), None)
    if part is None:
        return None
    old = reading.read_part(innovation, part, point.record.snapshot.get(part.key, {}))
    return Asked(point, part, old)


def _present(innovation: Innovation) -> QuerySet[Point]:
    if innovation.status not in WITH_UNIT or innovation.submitted_at is None:
        return Point.objects.none()
    last = innovation.records.filter(move__in=JUDGEMENTS).order_by("-created_at", "-id").values("pk")[:1]
    return Point.objects.filter(
        record=Subquery(last), record__move="return", record__from_stage=innovation.stage
    ).select_related("record__actor")
