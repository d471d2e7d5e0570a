"""The road of a record: its moves, and what happened in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Innovation
from stages import reviews
from stages.models import Event, StageRecord


@dataclass(frozen=True)
class Happening:
    """Something that is stored elsewhere, as an `Event` reads."""

    kind: str
    label: str
    actor: User
    created_at: datetime
    note: str = ""
    pk: int = 0

    def get_kind_display(self) -> str:
        return self.label


def road_of(
    innovation: Innovation, records: list[StageRecord] | None = None, *, of_unit: bool = False
) -> list[StageRecord | Event]:
    """Records and events, newest first; `records`, where they were fetched already.

    `of_unit`: as the unit reads it, without who was asked to judge.
    """
    if records is None:
        records = list(innovation.records.as_road())
    events = innovation.events.select_related("actor")
    if of_unit:
        events = events.exclude(kind__in=Event.OF_REVIEWERS)
    return _newest_first([*records, *events])


def whole_road(innovation: Innovation, user: User) -> list[StageRecord | Event | Happening]:
    """The road with what the desk did beside it: finished reviews that `user` may read, papers."""
    return _newest_first([*road_of(innovation), *_beside(innovation, user)])


def _beside(innovation: Innovation, user: User) -> Iterator[Happening]:
    for review in reviews.readable_by(user, innovation):
        if review.finished_at:
            stage = {"stage": review.submission.get_from_stage_display()}
            told = _("telaah %(stage)s selesai") % stage
            yield Happening(
                "review", told, review.reviewer, review.finished_at, review.internal_note, review.pk
            )
    if user.role == Role.STEWARD:
        for conflict in innovation.conflicts.select_related("user"):
            told = _("benturan kepentingan dinyatakan")
            yield Happening(
                "conflict", told, conflict.user, conflict.created_at, conflict.reason, conflict.pk
            )
        for paper in innovation.documents.for_reading():
            told = _("%(number)s diterbitkan") % {"number": paper.number}
            yield Happening("issued", told, paper.issued_by, paper.issued_at, pk=paper.pk)
            if paper.revoked_at:
                told = _("%(number)s dicabut") % {"number": paper.number}
                yield Happening("revoked", told, paper.revoked_by, paper.revoked_at, paper.reason, paper.pk)


def _newest_first(happened: list) -> list:
    return sorted(happened, key=lambda one: (one.created_at, one.pk), reverse=True)
