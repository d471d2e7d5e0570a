"""Several reviews of one submission beside each other: means, and where the reviewers differ.

The distance between reviewers is the range, highest minus lowest: of two or three scores from 1 to 5 a standard
deviation says no more, and nobody can picture it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from innovations.models import Innovation
from stages.models import Criterion, Review, Score, StageRecord

DISPUTED = 2  # points between two reviewers, from which on they see a thing differently


@dataclass(frozen=True)
class Row:
    """One criterion: `values` in the order of the reviewers, None where it could not be judged or was not scored."""

    criterion: Criterion
    values: tuple[tuple[str, int | None], ...]

    @property
    def label(self) -> str:
        return self.criterion.label

    @property
    def weight(self) -> int:
        """Percent."""
        return self.criterion.weight

    @property
    def scored(self) -> list[int]:
        return [value for _name, value in self.values if value is not None]

    @property
    def mean(self) -> float | None:
        return fmean(self.scored) if self.scored else None

    @property
    def spread(self) -> int | None:
        """Highest minus lowest; None when fewer than two have scored it."""
        return max(self.scored) - min(self.scored) if len(self.scored) > 1 else None

    @property
    def is_disputed(self) -> bool:
        return (self.spread or 0) >= DISPUTED

    @property
    def sentence(self) -> str:
        """'Manfaat: Sari memberi 5, Bayu 2.'"""
        (first, value), *others = [one for one in self.values if one[1] is not None]
        told = _("%(label)s: %(who)s memberi %(value)d") % {
            "label": self.label,
            "who": first,
            "value": value,
        }
        return ", ".join([told, *(f"{name} {value}" for name, value in others)]) + "."


@dataclass(frozen=True)
class Comparison:
    """The finished `reviews` of one submission, in the order of their names; `rows` in that of the criteria."""

    reviews: tuple[Review, ...]
    rows: tuple[Row, ...]

    @property
    def is_shared(self) -> bool:
        """Whether there is more than one review to lay beside another."""
        return len(self.reviews) > 1

    @property
    def reviewers(self) -> list[str]:
        return [review.reviewer.name for review in self.reviews]

    @property
    def totals(self) -> list[tuple[str, float | None]]:
        """Each reviewer's weighted mean, 1 to 5, of the criteria that they scored."""
        columns = zip(*(row.values for row in self.rows), strict=True)
        return [
            (
                column[0][0],
                _weighted((row.weight, value) for row, (_name, value) in zip(self.rows, column, strict=True)),
            )
            for column in columns
        ]

    @property
    def total_mean(self) -> float | None:
        """The weighted mean, 1 to 5, of all reviewers over the scored criteria."""
        return _weighted((row.weight, row.mean) for row in self.rows)

    @property
    def disputed(self) -> list[str]:
        return [row.label for row in self.rows if row.is_disputed]

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """What each recommends, in words; who recommends nothing is left out."""
        return [
            (review.reviewer.name, review.get_verdict_display()) for review in self.reviews if review.verdict
        ]

    @property
    def differences(self) -> list[str]:
        """Where they differ, in sentences, the greatest distance first."""
        rows = sorted((row for row in self.rows if row.is_disputed), key=lambda row: -row.spread)
        told = [row.sentence for row in rows]
        if len({verdict for _name, verdict in self.verdicts}) > 1:
            each = "; ".join(f"{name}: {verdict}" for name, verdict in self.verdicts)
            told.append(_("Rekomendasinya berbeda (%(each)s).") % {"each": each})
        return told


def of(subject: Innovation | StageRecord) -> Comparison:
    """The finished reviews of a submission, or of the last one of an innovation; two queries."""
    sent = [subject.pk] if isinstance(subject, StageRecord) else last_submissions([subject]).values("pk")
    return _compare(fetched(Review.objects.filter(submission__in=sent, finished_at__isnull=False)))


def of_all(innovations: Iterable[Innovation]) -> dict[int, Comparison]:
    """The comparison of the last submission of each, by its key; two queries for all."""
    innovations = list(innovations)
    found = defaultdict(list)
    rows = Review.objects.filter(
        submission__in=last_submissions(innovations).values("pk"), finished_at__isnull=False
    )
    for review in fetched(rows.select_related("submission").defer("submission__snapshot")):
        found[review.submission.innovation_id].append(review)
    return {one.pk: _compare(found[one.pk]) for one in innovations}


def among(readable: Iterable[Review], submission: StageRecord | None) -> Comparison:
    """Of the reviews that somebody may read (with reviewer and scores fetched), the finished ones of `submission`."""
    found = [one for one in readable if one.finished_at and submission and one.submission_id == submission.pk]
    return _compare(sorted(found, key=lambda one: (one.reviewer.name, one.reviewer_id)))


def sentence(comparison: Comparison) -> str:
    """'Di mana mereka berbeda', in one go; empty when there is nothing to compare."""
    if not comparison.is_shared:
        return ""
    told = " ".join(comparison.differences)
    return told or _("Para penelaah menilai hampir sama.")


def last_submissions(innovations: Iterable[Innovation]) -> QuerySet[StageRecord]:
    """The last submission of each, whatever became of it."""
    sent = StageRecord.objects.filter(move="submit", innovation=OuterRef("innovation"))
    newest = Subquery(sent.order_by("-created_at", "-id").values("pk")[:1])
    return StageRecord.objects.filter(innovation__in=innovations, move="submit", pk=newest)


def fetched(found: QuerySet[Review]) -> list[Review]:
    """With reviewer and scores, in the order of the reviewers' names."""
    scores = Prefetch("scores", Score.objects.select_related("criterion"))
    return list(
        found.select_related("reviewer").prefetch_related(scores).order_by("reviewer__name", "reviewer")
    )


def _compare(found: Iterable[Review]) -> Comparison:
    found = tuple(found)
    criteria = {score.criterion for review in found for score in review.scores.all()}
    given = {(s.review_id, s.criterion_id): s.value for review in found for s in review.scores.all()}
    rows = tuple(
        Row(
            criterion,
            tuple((one.reviewer.name, given.get((one.pk, criterion.pk))) for one in found),
        )
        for criterion in sorted(criteria, key=lambda one: (one.position, one.pk))
    )
    return Comparison(found, rows)


def _weighted(pairs: Iterable[tuple[int, float | None]]) -> float | None:
    scored = [(weight, value) for weight, value in pairs if value is not None]
    total = sum(weight for weight, _value in scored)
    return sum(weight * value for weight, value in scored) / total if total else None
