"""Whether facilitators judge alike: up to three submissions that all of them score, and how each drifts in time.

Everybody is measured against the mean of the *others* on the same submission and criterion: one's own score must not
pull the yardstick. Above is generous, below is strict.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean

from django.db import transaction
from django.db.models import Avg, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Innovation, Lab, Status
from stages import assigning, assignments
from stages.comparison import last_submissions
from stages.models import CalibrationCase, Score
from stages.models.calibration import MOST
from stages.workflow import Refused

FEW = 5  # below, a mean says little
WINDOW = 10  # reviews at the beginning and at the end that are compared
ALIKE = 0.25  # points; what is nearer than this is called equal


@dataclass(frozen=True)
class Deviation:
    """A mean distance from colleagues, in points, over `n` things; with the lowest and highest of them."""

    mean: float
    lowest: float
    highest: float
    n: int

    @property
    def is_thin(self) -> bool:
        return self.n < FEW

    @property
    def sentence(self) -> str:
        """'menilai 0,6 lebih tinggi dari rata-rata rekan'."""
        if abs(self.mean) < ALIKE:
            return _("menilai setara dengan rata-rata rekan")
        told = (
            _("menilai %(points)s lebih tinggi dari rata-rata rekan")
            if self.mean > 0
            else _("menilai %(points)s lebih rendah dari rata-rata rekan")
        )
        return told % {"points": points(abs(self.mean))}


@dataclass(frozen=True)
class Drift:
    """The distance in the first reviews that others read too, and in the last ones."""

    first: Deviation
    last: Deviation

    @property
    def change(self) -> float:
        return self.last.mean - self.first.mean

    @property
    def sentence(self) -> str:
        if abs(self.change) < ALIKE:
            return _("tetap: dulu %(first)s, sekarang %(last)s") % self._facts
        told = (
            _("makin murah nilai: dulu %(first)s, sekarang %(last)s")
            if self.change > 0
            else _("makin ketat: dulu %(first)s, sekarang %(last)s")
        )
        return told % self._facts

    @property
    def is_thin(self) -> bool:
        return self.first.is_thin or self.last.is_thin

    @property
    def _facts(self) -> dict[str, str]:
        return {"first": signed(self.first.mean), "last": signed(self.last.mean)}


@dataclass
class Line:
    """One facilitator: all scores on the shared cases, the same by criterion (key: Deviation), and the drift."""

    reviewer: User
    whole: Deviation | None = None
    by_criterion: dict[str, Deviation] = field(default_factory=dict)
    drift: Drift | None = None


@dataclass(frozen=True)
class Report:
    """`criteria`: the label of each by its key, in their order."""

    criteria: dict[str, str]
    lines: list[Line]


def report(lab: Lab, of: User | None = None) -> Report:
    """A line for each facilitator of the lab, or only that `of` one of them; three queries."""
    criteria, near = _shared(lab)
    times = _in_time(lab)
    people = [of] if of else list(assignments.facilitators())
    lines = []
    for user in people:
        scores = near.get(user.pk, {})
        lines.append(
            Line(
                user,
                _deviation([one for values in scores.values() for one in values]),
                {key: _deviation(values) for key, values in scores.items()},
                _drift(times.get(user.pk, [])),
            )
        )
    return Report(criteria, lines)


def cases_of(lab: Lab) -> QuerySet[CalibrationCase]:
    """The shared cases, each with how many have `finished` it and how many are asked (`asked`)."""
    asked = Q(submission__innovation__assignments__ended_at=None)
    done = Q(submission__reviews__finished_at__isnull=False)
    return (
        CalibrationCase.objects.filter(lab=lab)
        .select_related("submission__innovation__agency")
        .defer("submission__snapshot")
        .annotate(
            asked=Count("submission__innovation__assignments", filter=asked, distinct=True),
            finished=Count("submission__reviews", filter=done, distinct=True),
        )
    )


def mark(innovation: Innovation, by: User) -> list[str]:
    """Let all facilitators of its lab score the submission that waits; who cannot, each with why.

    Raises Refused when nothing waits, when it is marked already, or when the lab has its three.
    """
    _check_steward(by)
    with transaction.atomic():
        lab = Lab.objects.select_for_update(no_key=True).get(pk=innovation.lab_id)
        locked = Innovation.objects.select_for_update().get(pk=innovation.pk)
        if locked.status != Status.SUBMITTED:
            raise Refused(
                _("Pilih inovasi yang sedang menunggu telaah; yang ini berstatus '%(status)s'.")
                % {"status": locked.get_status_display()}
            )
        submission = last_submissions([locked]).get()
        marked = CalibrationCase.objects.filter(lab=lab)
        if marked.filter(submission=submission).exists():
            raise Refused(_("Inovasi ini sudah menjadi kasus kalibrasi."))
        taken = set(marked.values_list("place", flat=True))
        place = next((one for one in range(1, MOST + 1) if one not in taken), None)
        if place is None:
            raise Refused(
                _("Sudah ada %(most)d kasus kalibrasi; lepaskan dulu salah satunya.") % {"most": MOST}
            )
        CalibrationCase.objects.create(lab=lab, place=place, submission=submission, marked_by=by)
        refused = []
        held = set(locked.assignments.filter(ended_at=None).values_list("reviewer", flat=True))
        for reviewer in members(lab).exclude(pk__in=held):
            try:
                assigning.assign(locked, reviewer, by)
            except Refused as refusal:
                refused.append(str(refusal))
    return refused


def unmark(case: CalibrationCase, by: User) -> None:
    """It counts no more; who was asked to read it goes on."""
    _check_steward(by)
    case.delete()


def members(lab: Lab) -> QuerySet[User]:
    """The facilitators with a desk in the lab; all, where no desk is given yet."""
    found = assignments.facilitators()
    seated = found.filter(desks__lab=lab, desks__ended_at=None).distinct()
    return seated if seated.exists() else found


def points(value: float) -> str:
    """'0,6'."""
    return number_format(value, decimal_pos=1)


def signed(value: float) -> str:
    """'+0,6', '−0,2', '0,0'."""
    text = points(abs(value))
    if text == points(0):
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def _shared(lab: Lab) -> tuple[dict[str, str], dict[int, dict[str, list[float]]]]:
    """The criteria, and by reviewer and criterion the distances from the others on the lab's shared cases."""
    rows = (
        _scored()
        .filter(review__submission__calibration__lab=lab)
        .order_by("criterion__position", "criterion", "review")
        .values_list(
            "review__submission",
            "criterion",
            "criterion__key",
            "criterion__label",
            "review__reviewer",
            "value",
        )
    )
    criteria, given = {}, defaultdict(list)
    for submission, criterion, key, label, reviewer, value in rows:
        criteria.setdefault(key, label)
        given[submission, criterion].append((key, reviewer, value))
    near = defaultdict(lambda: defaultdict(list))
    for scores in given.values():
        for place, (key, reviewer, value) in enumerate(scores):
            if others := [other for at, (_key, _who, other) in enumerate(scores) if at != place]:
                near[reviewer][key].append(value - fmean(others))
    return criteria, near


def _in_time(lab: Lab) -> dict[int, list[float]]:
    """By reviewer, the distance of each review in this lab that others scored too, the oldest first."""
    others = (
        _scored()
        .filter(review__submission=OuterRef("review__submission"), criterion=OuterRef("criterion"))
        .exclude(review=OuterRef("review"))
        .order_by()
        .values("criterion")
        .values(mean=Avg("value"))
    )
    rows = (
        _scored()
        .filter(review__submission__innovation__lab=lab)
        .annotate(others=Subquery(others, output_field=FloatField()))
        .filter(others__isnull=False)
        .order_by()
        .values("review", "review__reviewer", "review__finished_at")
        .annotate(distance=Avg(F("value") - F("others"), output_field=FloatField()))
        .order_by("review__finished_at", "review")
        .values_list("review__reviewer", "distance")
    )
    found = defaultdict(list)
    for reviewer, distance in rows:
        found[reviewer].append(distance)
    return found


def _scored() -> QuerySet[Score]:
    return Score.objects.filter(value__isnull=False, review__finished_at__isnull=False)


def _drift(distances: list[float]) -> Drift | None:
    n = min(WINDOW, len(distances) // 2)
    if n == 0:
        return None
    return Drift(_deviation(distances[:n]), _deviation(distances[-n:]))


def _deviation(distances: Iterable[float]) -> Deviation | None:
    distances = list(distances)
    if not distances:
        return None
    return Deviation(fmean(distances), min(distances), max(distances), len(distances))


def _check_steward(by: User) -> None:
    if by.role != Role.STEWARD:
        raise Refused(_("Hanya pengelola yang menandai kasus kalibrasi."))
