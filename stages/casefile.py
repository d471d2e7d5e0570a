"""Everything a reviewer reads about one case, fetched once; what the unit is typing now is not part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Case, F, When

from accounts.models import Role, User
from innovations import similar
from innovations.models import Evidence, Innovation, Photo, Stage, Status
from stages import announcing, comparison, reviews
from stages.announcing import PublicCopy
from stages.models import Event, Review, StageRecord
from stages.reading import ReadPart, read
from stages.road import road_of
from stages.rounds import Reading, Round, chosen, rounds_of

WITH_UNIT = frozenset({Status.DRAFT, Status.RETURNED, Status.STOPPED})  # the rows may have changed since
SIBLINGS = 8  # other innovations of the unit, listed on the page


@dataclass(frozen=True)
class ReadSheet:
    """A submission of a stage, ready for reading; `compared_with` is when the earlier one was sent."""

    stage: Stage
    sent_at: datetime
    parts: list[ReadPart]
    compared_with: datetime | None

    @property
    def changed(self) -> list[ReadPart]:
        return [part for part in self.parts if part.is_changed]


class CaseFile:
    """The case of `innovation` as `user` may read it. `query`: which rounds to compare (`rounds.chosen`)."""

    def __init__(self, innovation: Innovation, user: User, query: Mapping[str, str] | None = None):
        self.innovation, self.user, self.query = innovation, user, query or {}

    @cached_property
    def records(self) -> list[StageRecord]:
        """The whole road, newest first; of submissions also what was `sent`."""
        snapshot = Case(When(move="submit", then=F("snapshot")))
        return list(self.innovation.records.as_road().annotate(sent=snapshot))

    @property
    def road(self) -> list[StageRecord | Event]:
        return road_of(self.innovation, self.records)

    @cached_property
    def reviews(self) -> list[Review]:
        return list(reviews.readable_by(self.user, self.innovation))

    @property
    def own_review(self) -> Review | None:
        """The one that `user` has begun of the present submission."""
        return next(
            (one for one in self.reviews if one.reviewer == self.user and self._is_current(one)), None
        )

    @property
    def read_reviews(self) -> list[Review]:
        """All others with something written, of this and of earlier rounds."""
        others = [one for one in self.reviews if one != self.own_review]
        return [one for one in others if one.reply or one.internal_note or one.verdict]

    @cached_property
    def comparison(self) -> comparison.Comparison:
        """Of what was sent last, the finished reviews beside each other, as far as `user` may read them."""
        return comparison.among(self.reviews, next(iter(self._submissions), None))

    @cached_property
    def rounds(self) -> list[Round]:
        """Of the stage that was sent last, oldest first."""
        return rounds_of(self._submissions[0].from_stage, self.records) if self._submissions else []

    @cached_property
    def reading(self) -> Reading | None:
        """Which round of that stage is read, and beside which; the newest, unless the reader chose another."""
        return chosen(self.rounds, self.query) if self.rounds else None

    @cached_property
    def sheet(self) -> ReadSheet | None:
        """What is judged."""
        return self._read(self.reading) if self.reading else None

    @property
    def folds(self) -> bool:
        """Whether parts without anything new are folded: on later rounds, unless the reader opened all (`utuh`)."""
        return bool(self.sheet and self.sheet.compared_with) and "utuh" not in self.query

    @cached_property
    def earlier_sheets(self) -> list[ReadSheet]:
        """The last submission of every other stage that was sent, the newest first."""
        stages = dict.fromkeys(record.from_stage for record in self._submissions)
        return [self._read(chosen(rounds_of(stage, self.records), {})) for stage in list(stages)[1:]]

    @cached_property
    def siblings(self) -> list[Innovation]:
        """Other innovations of the unit that the reader may see: one more than are shown, where there are more."""
        others = Innovation.objects.visible_to(self.user).filter(agency=self.innovation.agency_id)
        others = others.exclude(pk=self.innovation.pk).only("code", "title", "stage", "status")
        return list(others.order_by("-since", "-id")[: SIBLINGS + 1])

    @cached_property
    def similar(self) -> list[Innovation]:
        """Records of any unit, among those the reader may see, that resemble this one."""
        is_sent = self.innovation.status not in WITH_UNIT
        return similar.to_review(self.user, self.innovation, self.innovation.one_line if is_sent else "")

    @cached_property
    def photos(self) -> list[Photo]:
        return self._as_sent("photos", list(self.innovation.photos.all()))

    @cached_property
    def evidence(self) -> list[Evidence]:
        return self._as_sent("evidence", list(self.innovation.evidence.all()))

    @property
    def recommendation(self) -> StageRecord | None:
        """For the Bupati's office: who recommended the case that waits for its decision, and with which words."""
        if self.user.role == Role.EXECUTIVE and self.innovation.status == Status.ENDORSED:
            return next((record for record in self.records if record.move == "recommend"), None)
        return None

    @cached_property
    def public_copy(self) -> PublicCopy | None:
        """For the steward: what an approved case would show to the public."""
        if self.user.role != Role.STEWARD or self.innovation.status != Status.APPROVED:
            return None
        return announcing.public_copy(self.innovation)

    @cached_property
    def _submissions(self) -> list[StageRecord]:
        return [record for record in self.records if record.move == "submit"]

    def _is_current(self, review: Review) -> bool:
        sent = next((one for one in self._submissions if one.from_stage == self.innovation.stage), None)
        return review.submission == sent

    def _read(self, reading: Reading) -> ReadSheet:
        last, before = reading.shown.submission, reading.compared and reading.compared.submission
        parts = read(
            self.innovation,
            stage=last.from_stage,
            frozen=last.sent,
            earlier=before.sent if before else None,
            points=reading.points,
        )
        return ReadSheet(Stage(last.from_stage), last.created_at, parts, before and before.created_at)

    def _as_sent(self, relation: str, rows: list) -> list:
        """Of photos or evidence, those that were there at the last submission: while the unit works, it adds others.

        A sheet that asks for them has frozen them; at other stages the time tells.
        """
        if self.innovation.status not in WITH_UNIT:
            return rows
        if not self._submissions:
            return []
        last = self._submissions[0].created_at
        sent = {
            row.get("sha256") or row.get("link"): row
            for record in reversed(self._submissions)
            for part in record.sent.values()
            for row in part["rows"]
        }
        found = [
            row
            for row in rows
            if row.created_at <= last or (row.sha256 or getattr(row, "link", None)) in sent
        ]
        for photo in found if relation == "photos" else ():
            photo.caption = sent.get(photo.sha256, {}).get(
                "caption", photo.caption
            )  # the words may change too
        return found
