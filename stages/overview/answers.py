"""How long a submission waits for its facilitator's answer, and how many wait now."""

from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Status
from stages.assignments import given_to
from stages.models import StageRecord
from stages.overview.charts import BEGUN, SENT, chart
from stages.overview.percentiles import Percentile, in_days
from stages.overview.scope import Scope
from stages.overview.tables import Cell, Table

MEDIAN, NINE_OF_TEN = 0.5, 0.9


class Answers:
    """Three queries: answers by facilitator, all answers, and how many wait for whom."""

    def __init__(self, scope: Scope, waiting: Cell):
        self.scope, self.waiting = scope, waiting

    def table(self) -> Table:
        lines = self._lines()
        whole = self._whole()
        return Table(
            "jawaban",
            _("Berapa lama kiriman menunggu jawaban"),
            (
                _("Penelaah"),
                _("Jawaban"),
                _("Median (hari)"),
                _("9 dari 10 terjawab dalam (hari)"),
                _("Menunggu sekarang"),
            ),
            [*lines, whole],
            note=_(
                "Dihitung dari saat unit menekan Kirim sampai fasilitator menjawab kiriman itu (rekomendasi, "
                "permintaan perbaikan, atau penghentian), dalam hari kalender; kiriman yang ditarik kembali tidak dihitung. "
                "Menunggu sekarang pada baris seorang penelaah: kiriman yang ditugaskan kepadanya."
            ),
            chart=self._chart([*lines, whole]),
        )

    def _lines(self) -> list[tuple]:
        """One for each facilitator; a facilitator reads only the own."""
        found = {
            actor: numbers for actor, *numbers in self._spans().values_list("actor").annotate(**_FIGURES)
        }
        people = User.objects.filter(Q(role=Role.FACILITATOR, is_active=True) | Q(pk__in=found))
        if self.scope.reader.role == Role.FACILITATOR:
            people = people.filter(pk=self.scope.reader.pk)
        return [
            _line(person.name, *found.get(person.pk, (0, None, None)), person.waiting)
            for person in people.annotate(waiting=self._given()).order_by("name", "pk")
        ]

    def _whole(self) -> tuple:
        whole = self._spans().aggregate(**_FIGURES)
        return _line(_("Semua fasilitator"), *(whole[name] for name in _FIGURES), self.waiting)

    def _spans(self) -> QuerySet[StageRecord]:
        """Answers of facilitators, each with `span`: what was with them had come by the submission just before."""
        sent = StageRecord.objects.filter(
            innovation=OuterRef("innovation"),
            move="submit",
            created_at__lte=OuterRef("created_at"),
            pk__lt=OuterRef("pk"),
        ).order_by("-created_at", "-id")
        return (
            self.scope.records()
            .filter(role=Role.FACILITATOR, from_status=Status.SUBMITTED)
            .annotate(span=F("created_at") - Subquery(sent.values("created_at")[:1]))
        )

    def _given(self) -> Coalesce:
        """For users: how many cases that wait for an answer are assigned to them."""
        theirs = self.scope.everything().filter(given_to(OuterRef(OuterRef("pk"))), status=Status.SUBMITTED)
        one = theirs.annotate(everybody=Value(1)).values("everybody")
        return Coalesce(Subquery(one.annotate(number=Count("pk")).values("number")), 0)

    def _chart(self, rows: list[tuple]):
        bars = []
        for name, answers, median, most, _waiting in rows:
            if answers:
                told = _("separuh dalam %(median)s hari, 9 dari 10 dalam %(most)s hari") % {
                    "median": Cell(median).shown,
                    "most": Cell(most).shown,
                }
                bars.append((name, told, [(SENT, median), (BEGUN, most - median)]))
        return chart(
            "jawaban",
            _("Hari dari kiriman sampai jawaban"),
            "; ".join(f"{label}: {told}" for label, told, _pieces in bars),
            bars,
            [(SENT, _("separuh jawaban")), (BEGUN, _("9 dari 10 jawaban"))],
        )


_FIGURES = {
    "answers": Count("span"),
    "median": Percentile(F("span"), MEDIAN),
    "most": Percentile(F("span"), NINE_OF_TEN),
}


def _line(name: str, answers: int, median: timedelta | None, most: timedelta | None, waiting) -> tuple:
    return name, answers, in_days(median), in_days(most), waiting
