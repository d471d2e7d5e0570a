"""Everything a reviewer reads about one case, fetched once; what the unit is typing now is not part of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.module_loading import import_string

from accounts.models import Role, User
from innovations.models import Evidence, Innovation, Photo, Stage, Status
from stages import comparison, reviews, sheets
from stages.models import Event, Review, StageRecord
from stages.reading import ReadPart, read
from stages.road import road_of

WITH_UNIT = frozenset({Status.DRAFT, Status.RETURNED, Status.STOPPED})  # the rows may have changed since


@dataclass(frozen=True)
class ReadSheet:
    """The last submission of a stage, ready for reading; `compared_with` is when the one before was sent."""

    stage: Stage
    sent_at: datetime
    parts: list[ReadPart]
    compared_with: datetime | None


class CaseFile:
    """The case of `innovation` as `user` may read it."""

    def __init__(self, innovation: Innovation, user: User):
        self.innovation, self.user = innovation, user

    @cached_property
    def records(self) -> list[StageRecord]:
        """The whole road, newest first."""
        return list(self.innovation.records.as_road())

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
        return [one for one in others if one.reply or one.internal_note]

    @cached_property
    def comparison(self) -> comparison.Comparison:
        """Of what was sent last, the finished reviews beside each other, as far as `user` may read them."""
        return comparison.among(self.reviews, next(iter(self._submissions), None))

    @cached_property
    def sheets(self) -> list[ReadSheet]:
        """The last submission of every stage that was sent, the newest first."""
        rounds: dict[str, list[StageRecord]] = {}
        for record in self._submissions:
            rounds.setdefault(record.from_stage, []).append(record)
        return [self._read(Stage(stage), *sent[:2]) for stage, sent in rounds.items()]

    @property
    def sheet(self) -> ReadSheet | None:
        """What is judged: the newest submission."""
        return self.sheets[0] if self.sheets else None

    @property
    def earlier_sheets(self) -> list[ReadSheet]:
        return self.sheets[1:]

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
    def public_copy(self) -> dict | None:
        """For the steward: what an approved case would show to the public, {"texts": [(label, text)], ...}.

        The copy itself is made by the function that the settings name, for `stages` knows no festival.
        """
        if self.user.role != Role.STEWARD or self.innovation.status != Status.APPROVED:
            return None
        prefetch_related_objects([self.innovation], "photos")  # which the page shows once more
        copy = import_string(settings.WORKFLOW_PUBLIC_COPY)(self.innovation)
        return copy | {
            "texts": [
                (
                    sheets.field_label(self.innovation, name).capitalize(),
                    sheets.display(self.innovation, name),
                )
                for name in copy["texts"]
            ]
        }

    @cached_property
    def _submissions(self) -> list[StageRecord]:
        return [*self.innovation.records.filter(move="submit").order_by("-created_at", "-id")]

    def _is_current(self, review: Review) -> bool:
        sent = next((one for one in self._submissions if one.from_stage == self.innovation.stage), None)
        return review.submission == sent

    def _read(self, stage: Stage, last: StageRecord, before: StageRecord | None = None) -> ReadSheet:
        asked = next((one for one in self.records if (one.move, one.from_stage) == ("return", stage)), None)
        parts = read(
            self.innovation,
            stage=stage,
            frozen=last.snapshot,
            earlier=before.snapshot if before else None,
            points=asked.points.all() if asked else (),
        )
        return ReadSheet(stage, last.created_at, parts, before.created_at if before else None)

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
            for part in record.snapshot.values()
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
