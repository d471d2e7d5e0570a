"""How long a submission waits for its facilitator's answer, and how many wait now."""

from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Role, User
from innovations.models import Status
from stages.assignments import given_to
from stages.overview.charts import BEGUN, SENT, Chart, chart
from stages.overview.percentiles import in_days
from stages.overview.scope import Scope
from stages.overview.tables import Cell, Table, shown

# Every answer of a facilitator beside the submission before it. One pass over the steps in their order is ten times
# faster than looking each submission up, and gives the figures of each person and of all at once.
SPANS = """
    SELECT actor_id, count(sent_at),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY created_at - sent_at),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY created_at - sent_at)
    FROM (
        SELECT step.actor_id, step.role, step.from_status, step.created_at,
               max(step.created_at) FILTER (WHERE step.move = 'submit')
                   OVER (PARTITION BY step.innovation_id ORDER BY step.created_at, step.id) AS sent_at
        FROM stages_stagerecord step JOIN innovations_innovation innovation ON innovation.id = step.innovation_id
        WHERE %(lab)s::bigint IS NULL OR innovation.lab_id = %(lab)s
    ) steps
    WHERE role = %(facilitator)s AND from_status = %(submitted)s
      AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s)
    GROUP BY GROUPING SETS ((actor_id), ())
"""


class Answers:
    """Two queries: how long answers took, and how many wait for whom."""

    def __init__(self, scope: Scope, waiting: Cell):
        self.scope, self.waiting = scope, waiting

    def table(self) -> Table:
        lines = self._lines()
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
            lines,
            note=_(
                "Dihitung dari saat unit menekan Kirim sampai fasilitator menjawab kiriman itu (rekomendasi, "
                "permintaan perbaikan, atau penghentian), dalam hari kalender; kiriman yang ditarik kembali tidak "
                "dihitung. Menunggu sekarang pada baris seorang penelaah: kiriman yang ditugaskan kepadanya."
            ),
            chart=self._chart(lines),
        )

    def _lines(self) -> list[tuple]:
        """One for each facilitator, of whom a facilitator reads only the own, and one for all."""
        found = self._spans()
        people = User.objects.filter(
            Q(role=Role.FACILITATOR, is_active=True) | Q(pk__in=found.keys() - {None})
        )
        if self.scope.reader.role == Role.FACILITATOR:
            people = people.filter(pk=self.scope.reader.pk)
        lines = [
            (person.name, *found.get(person.pk, (0, None, None)), person.waiting)
            for person in people.annotate(waiting=self._given()).order_by("name", "pk")
        ]
        return [*lines, (_("Semua fasilitator"), *found[None], self.waiting)]

    def _spans(self) -> dict[int | None, tuple[int, float | None, float | None]]:
        """By facilitator, and by None of all: answers, median and ninth decile of the days they took."""
        bounds = {
            "lab": self.scope.lab and self.scope.lab.pk,
            "since": self.scope.since,
            "facilitator": Role.FACILITATOR.value,
            "submitted": Status.SUBMITTED.value,
        }
        with connection.cursor() as cursor:
            cursor.execute(SPANS, bounds)
            return {
                actor: (answers, in_days(median), in_days(most))
                for actor, answers, median, most in cursor.fetchall()
            }

    def _given(self) -> Coalesce:
        """For users: how many cases that wait for an answer are assigned to them."""
        theirs = self.scope.everything().filter(given_to(OuterRef(OuterRef("pk"))), status=Status.SUBMITTED)
        one = theirs.annotate(everybody=Value(1)).values("everybody")
        return Coalesce(Subquery(one.annotate(number=Count("pk")).values("number")), 0)

    def _chart(self, rows: list[tuple]) -> Chart | None:
        bars, sentences = [], []
        for name, answers, median, most, _waiting in rows:
            if answers:
                days = {"median": shown(median), "most": shown(most)}
                told = _("%(median)s dan %(most)s hari") % days  # beside the name on a phone: short
                bars.append((name, told, [(SENT, median), (BEGUN, most - median)]))
                spoken = _("separuh dalam %(median)s hari, 9 dari 10 dalam %(most)s hari") % days
                sentences.append(f"{name}: {spoken}")
        return chart(
            "jawaban",
            _("Hari dari kiriman sampai jawaban"),
            "; ".join(sentences),
            bars,
            [(SENT, _("separuh jawaban")), (BEGUN, _("9 dari 10 jawaban"))],
        )
