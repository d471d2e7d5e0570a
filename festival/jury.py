"""A juror's work: what waits, scoring an exhibit, stepping back from one. A juror sees only what is their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from festival.models import Category, Exhibit, JuryCriterion, Mark, Result, Scorecard, Seat
from festival.models.awards import HIGHEST, LOWEST
from innovations.models import Innovation
from stages import conflicts
from stages.models import Conflict
from stages.workflow import Refused

SCALE = range(LOWEST, HIGHEST + 1)
LONGEST_REMARK = Scorecard._meta.get_field("remark").max_length
LONGEST_REASON = Conflict._meta.get_field("reason").max_length


@dataclass(frozen=True)
class Line:
    """An exhibit on a juror's list: whether it is scored, or may not be."""

    exhibit: Exhibit
    is_scored: bool
    has_conflict: bool

    @property
    def waits(self) -> bool:
        return not (self.is_scored or self.has_conflict)


@dataclass(frozen=True)
class Part:
    """A juror's part of a category."""

    category: Category
    lines: list[Line]

    @property
    def scored(self) -> int:
        return sum(line.is_scored and not line.has_conflict for line in self.lines)

    @property
    def total(self) -> int:
        return sum(not line.has_conflict for line in self.lines)

    @property
    def next(self) -> Exhibit | None:
        return next((line.exhibit for line in self.lines if line.waits), None)


def parts_of(user: User, categories: Iterable[Category]) -> list[Part]:
    """What `user` has of each of `categories`. Three queries for all."""
    categories = list(categories)
    entered = Category.objects.filter(pk__in=[one.pk for one in categories]).entered()
    exhibits = list(
        Exhibit.objects.public()
        .filter(Exists(entered))
        .annotate(entered=ArraySubquery(entered.order_by().values("pk")))
        .select_related("agency")
        .order_by("title", "pk")
    )
    blocked = set(
        Innovation.objects.filter(
            conflicts.conflicting(user), pk__in=[one.innovation_id for one in exhibits]
        ).values_list("pk", flat=True)
    )
    cards = Scorecard.objects.filter(seat__juror=user, seat__category__in=categories)
    scored = set(cards.values_list("seat__category_id", "exhibit_id"))
    return [
        Part(
            category,
            [
                Line(one, (category.pk, one.pk) in scored, one.innovation_id in blocked)
                for one in exhibits
                if category.pk in one.entered
            ],
        )
        for category in categories
    ]


def part_of(user: User, category: Category) -> Part:
    return parts_of(user, [category])[0]


def is_finished(category: Category) -> bool:
    """Whether the result stands, so that nothing is scored any more."""
    return Result.objects.filter(category=category).exists()


def has_conflict(user: User, exhibit: Exhibit) -> bool:
    return Innovation.objects.filter(conflicts.conflicting(user), pk=exhibit.innovation_id).exists()


def why_closed(category: Category, user: User, exhibit: Exhibit) -> str:
    """Why `user` scores nothing here now; empty when they may."""
    if is_finished(category):
        return _("Hasil kategori ini sudah ditetapkan; nilai tidak berubah lagi.")
    if not category.is_open:
        return (
            _("Penilaian sudah ditutup.")
            if category.is_closed
            else _("Penilaian belum dibuka; kembalilah nanti.")
        )
    if has_conflict(user, exhibit):
        return _("Anda punya benturan kepentingan dengan inovasi ini, jadi tidak menilainya.")
    return ""


def save(
    category: Category, exhibit: Exhibit, user: User, marks: dict[JuryCriterion, int], remark: str
) -> Scorecard:
    """Keep what `user` says of `exhibit`, in place of what they said before.

    `marks` holds one of SCALE for each criterion. Raises Refused: not a juror of it, closed, a conflict.
    """
    with transaction.atomic():
        # Held against the steward who finalises meanwhile.
        locked = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
        seat = Seat.objects.filter(category=locked, juror=user).first()
        if seat is None or user.role != Role.JUROR:
            raise Refused(_("Anda bukan juri kategori ini."))
        if why := why_closed(locked, user, exhibit):
            raise Refused(why)
        card, _is_new = Scorecard.objects.update_or_create(
            {"remark": remark.strip(), "saved_at": timezone.now()}, seat=seat, exhibit=exhibit
        )
        Mark.objects.bulk_create(
            (Mark(card=card, criterion=criterion, value=value) for criterion, value in marks.items()),
            update_conflicts=True,
            update_fields=["value"],
            unique_fields=["card", "criterion"],
        )
    return card


def step_back(category: Category, exhibit: Exhibit, user: User, reason: str) -> None:
    """Declare a conflict of interest with the innovation: `user` judges it nowhere any more. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Tulis alasannya dalam beberapa kata."))
    with transaction.atomic():
        locked = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
        if is_finished(locked):
            raise Refused(_("Hasil kategori ini sudah ditetapkan; nilai tidak berubah lagi."))
        Conflict.objects.get_or_create(
            {"reason": reason.strip()[:LONGEST_REASON]}, user=user, innovation_id=exhibit.innovation_id
        )
