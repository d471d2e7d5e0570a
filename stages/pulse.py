"""The pulse of a quarter: one question to the unit, whether its innovation still runs.

When it is asked: the question about a quarter opens on the first day of the quarter's last month (about October to
December on 1 December) and closes when the next one opens, three months later; so there is always exactly one
open question. A question that closed without an answer was missed; two in a row become the steward's task.

Of whom: of what is published, and of what was launched and stands at Delivery or Display; of nothing that was
stopped, nor of what answered that it stopped. An answer never moves the record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Innovation, ProgressReport, Stage, Status
from stages.models import Event, Pulse, StageRecord
from stages.notices.models import Notice
from stages.todo import Todo, tone_of

OPENS_AFTER = 2  # months after the first day of its quarter
STAYS_OPEN = 3  # months
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Question:
    """What a record is asked now: about `quarter` (its first day), until `due`."""

    innovation: Innovation
    quarter: date
    due: datetime

    @property
    def address(self) -> str:
        """The page behind the signed link, where it is answered without signing in."""
        return reverse("public:pulse", args=[token(self.innovation, self.quarter)])


# Quarters


def quarter_name(quarter: date) -> str:
    """'triwulan IV 2026'."""
    return _("triwulan %(number)s %(year)d") % {"number": ROMAN[quarter.month // 3], "year": quarter.year}


def quarter_asked(today: date | None = None) -> date:
    """The first day of the quarter that the open question is about."""
    month = plus_months((today or timezone.localdate()).replace(day=1), -OPENS_AFTER)
    return month.replace(month=(month.month - 1) // 3 * 3 + 1)


def closes_at(quarter: date) -> datetime:
    """Until when the question about `quarter` can be answered: the end of the last day before the next one opens."""
    last_day = plus_months(quarter, OPENS_AFTER + STAYS_OPEN) - timedelta(days=1)
    return timezone.make_aware(datetime.combine(last_day, time(23, 59)))


def plus_months(first_of_month: date, months: int) -> date:
    """The first day of the month that lies `months` after that of `first_of_month` (before it, when negative)."""
    count = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


# Who is asked


def asked_about(quarter: date) -> QuerySet[Innovation]:
    """The records to which the question about `quarter` is put."""
    last_day = plus_months(quarter, 3) - timedelta(days=1)
    ran = Q(launched_on__lte=min(last_day, timezone.localdate()))
    ended_before = Pulse.objects.filter(
        innovation=OuterRef("pk"), quarter__lt=quarter, answer=Pulse.Answer.STOPPED
    )
    return (
        Innovation.objects.filter(
            ran | Q(status=Status.PUBLISHED, launched_on=None), stage__in=[Stage.DELIVERY, Stage.DISPLAY]
        )
        .exclude(status=Status.STOPPED)
        .exclude(Exists(ended_before))
    )


def unanswered(quarter: date) -> QuerySet[Innovation]:
    """Of those asked, the records that have not answered yet."""
    return asked_about(quarter).exclude(Exists(_answers(quarter)))


def _answers(*quarters: date) -> QuerySet[Pulse]:
    return Pulse.objects.filter(innovation=OuterRef("pk"), quarter__in=quarters)


def silent() -> QuerySet[Innovation]:
    """Records whose last two closed questions were both missed, for the steward to ask about. Oldest first.

    A question counts as put when the record had come to Delivery before it opened.
    """
    last = plus_months(quarter_asked(), -3)
    before = plus_months(last, -3)
    opened = timezone.make_aware(datetime.combine(plus_months(before, OPENS_AFTER), time()))
    arrived = StageRecord.objects.filter(
        innovation=OuterRef("pk"), from_stage=Stage.DESIGN, to_stage=Stage.DELIVERY, created_at__lt=opened
    )
    return (
        asked_about(before)
        .filter(Exists(arrived) | Q(entry_stage=Stage.DELIVERY, created_at__lt=opened))
        .exclude(Exists(_answers(before, last, quarter_asked())))
        .select_related("agency")
        .order_by("created_at", "id")
    )


def ended() -> QuerySet[Innovation]:
    """Published records whose last answer is that they stopped: only the steward can take them down."""
    latest = Pulse.objects.filter(innovation=OuterRef("pk")).order_by("-quarter")
    return (
        Innovation.objects.filter(status=Status.PUBLISHED)
        .annotate(said=Subquery(latest.values("answer")[:1]))
        .filter(said=Pulse.Answer.STOPPED)
        .select_related("agency")
        .order_by("created_at", "id")
    )


# Answering


def keep(
    innovation: Innovation,
    quarter: date,
    *,
    answer: str,
    number: int | None = None,
    note: str = "",
    user: User | None = None,
) -> tuple[Pulse, bool]:
    """Store the `answer` for `quarter`, and that it came in the record's road. Returns it, and whether it is new.

    `number`: people served in the quarter. By the signed link (no `user`) the first answer stays; `user`, a
    colleague of the unit, may correct it. The same answer again changes nothing.
    """
    said = {"answer": answer, "number": number, "note": note}
    with transaction.atomic():
        Innovation.objects.select_for_update().get(
            pk=innovation.pk
        )  # two answers at once: one after the other
        pulse = Pulse.objects.filter(innovation=innovation, quarter=quarter).first()
        if pulse and (user is None or all(getattr(pulse, name) == value for name, value in said.items())):
            return pulse, False
        pulse = pulse or Pulse(innovation=innovation, quarter=quarter)
        for name, value in said.items():
            setattr(pulse, name, value)
        pulse.answered_at, pulse.answered_by = timezone.now(), user
        pulse.channel = Pulse.Channel.WORKSPACE if user else Pulse.Channel.LINK
        pulse.save()
        Notice.objects.filter(
            innovation=innovation, kind="question", due=closes_at(quarter), read_at=None
        ).update(read_at=pulse.answered_at)
        Event.objects.create(innovation=innovation, kind=Event.Kind.PULSE, actor=user, note=in_words(pulse))
        import_string(settings.PULSE_EFFECT)(pulse)
    return pulse, True


def in_words(pulse: Pulse) -> str:
    """'Triwulan IV 2026: masih jalan, 120 orang dilayani.'"""
    said = [f"{capfirst(quarter_name(pulse.quarter))}: {pulse.get_answer_display().lower()}"]
    if pulse.number is not None:
        number = number_format(pulse.number, force_grouping=True)
        said.append(_("%(number)s orang dilayani") % {"number": number})
    return ", ".join(said) + "." + (f" {pulse.note}" if pulse.note else "")


# The signed link

_signer = signing.Signer(salt="stages.pulse")


def token(innovation: Innovation, quarter: date) -> str:
    """What stands in the link: the record and the quarter, signed. It needs no age: a question closes by itself."""
    return _signer.sign(f"{innovation.code}:{quarter:%Y-%m}")


def question_of(text: str) -> Question | None:
    """The question behind a token, if it is ours and still open. None when wrong, closed, or no longer asked."""
    try:
        code, month = _signer.unsign(text).split(":")
    except signing.BadSignature:
        return None
    quarter = quarter_asked()
    if month != f"{quarter:%Y-%m}":
        return None
    innovation = asked_about(quarter).filter(code=code).select_related("agency").first()
    return innovation and Question(innovation, quarter, closes_at(quarter))


# Tasks


def todos(user: User) -> Iterator[Todo]:
    """The open question of each of the unit's records, and what "berhenti" asks for: an end with a lesson."""
    quarter = quarter_asked()
    latest = Pulse.objects.filter(innovation=OuterRef("pk")).order_by("-quarter")
    told = ProgressReport.objects.filter(
        innovation=OuterRef("pk"), reported_on__gte=OuterRef("said_at__date")
    )
    found = (
        Innovation.objects.filter(agency=user.agency_id)
        .annotate(
            said=Subquery(latest.values("answer")[:1]),
            said_at=Subquery(latest.values("answered_at")[:1]),
            is_asked=Exists(unanswered(quarter).filter(pk=OuterRef("pk"))),
        )
        .exclude(status=Status.STOPPED)
        .filter(Q(is_asked=True) | Q(said=Pulse.Answer.STOPPED))
        .annotate(is_told=Exists(told))
    )
    for innovation in found:
        if innovation.is_asked:
            yield _asking(innovation, quarter)
        elif not (innovation.status == Status.PUBLISHED and innovation.is_told):
            yield _ending(innovation)


def _asking(innovation: Innovation, quarter: date) -> Todo:
    due = closes_at(quarter)
    sentence = _("Kabar %(quarter)s: masih jalan, berubah, atau berhenti?") % {
        "quarter": quarter_name(quarter)
    }
    address = f"{reverse('workspace:pulse')}#{innovation.code}"
    return Todo(sentence, address, due, innovation, tone_of(due), _("Jawab"))


def _ending(innovation: Innovation) -> Todo:
    if innovation.status == Status.PUBLISHED:
        return Todo(
            _("Anda menjawab 'berhenti'. Tulis apa yang terjadi dan pelajarannya di laporan kemajuan."),
            reverse("workspace:progress", args=[innovation.code]),
            innovation=innovation,
            action=_("Tulis"),
        )
    return Todo(
        _("Anda menjawab 'berhenti'. Hentikan catatannya dengan alasan dan pelajaran."),
        reverse("workspace:move", args=[innovation.code, "stop"]),
        innovation=innovation,
        action=_("Hentikan"),
    )
