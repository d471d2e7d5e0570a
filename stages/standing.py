"""Where a record stands, in the words of its unit: what happens now, by when, and the five steps."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innovations.models import Innovation, Stage, Status
from stages.moves import LABELS


@dataclass(frozen=True)
class Step:
    """One stage in the stepper; `state` is done, current, todo or stopped."""

    label: str
    state: str
    note: str


def moment(at: datetime) -> str:
    """A moment as people read it: 12 Des 2026 pukul 16.00 WIB."""
    at = timezone.localtime(at)
    return _("%(day)s pukul %(hour)s WIB") % {
        "day": date_format(at, "j M Y"),
        "hour": date_format(at, "H.i"),
    }


def day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y")


def hour_now() -> str:
    return date_format(timezone.localtime(), "H.i") + " WIB"


def sentence(innovation: Innovation) -> str:
    """What happens now with the record, who acts and by when."""
    status, due = innovation.status, innovation.due
    if is_late(innovation):
        return _("Batas waktunya sudah lewat (%(due)s); masih dapat dikirim, lebih cepat lebih baik.") % {
            "due": moment(due)
        }
    if status == Status.SUBMITTED:
        return _("Sedang dibaca fasilitator, jawaban paling lambat %(due)s.") % {"due": day(due)}
    if status == Status.ENDORSED:
        return _("Menunggu keputusan Bupati, jawaban paling lambat %(due)s.") % {"due": day(due)}
    if status == Status.RETURNED:
        return _("Perlu Anda perbaiki, kirim lagi paling lambat %(due)s.") % {"due": moment(due)}
    if status == Status.DRAFT and due:
        return _("Draf di unit Anda, kirim paling lambat %(due)s.") % {"due": moment(due)}
    return {
        Status.DRAFT: _("Draf di unit Anda."),
        Status.APPROVED: _("Disetujui, menunggu diumumkan pengelola."),
        Status.PUBLISHED: _("Sudah diumumkan di Festival Inovasi."),
        Status.STOPPED: _stopped(innovation),
    }[status]


def _stopped(innovation: Innovation) -> str:
    if innovation.lessons:
        return _("Dihentikan. Pelajarannya tersimpan.")
    return _("Dihentikan.") if innovation.submitted_at else _("Pendaftarannya dibatalkan sebelum dikirim.")


def overtaken(innovation: Innovation) -> str:
    """Why what was typed could not be kept: the part is no longer open to the unit."""
    last = innovation.records.select_related("actor").last()
    if last is None:
        return _("Belum tersimpan: bagian ini tidak terbuka. Muat ulang halaman, lalu isi lagi.")
    return _(
        "Belum tersimpan: sementara Anda menulis, %(who)s memilih '%(move)s' pada %(when)s, sehingga bagian ini "
        "tertutup. Tulisan Anda masih ada di bawah; salin yang perlu ke tempat lain sebelum meninggalkan halaman."
    ) % {
        "who": last.actor.name,
        "move": LABELS[last.move],
        "when": moment(last.created_at),
    }


def is_late(innovation: Innovation) -> bool:
    """Whether the unit's own answer is overdue."""
    return (
        innovation.status in {Status.DRAFT, Status.RETURNED}
        and innovation.due is not None
        and innovation.due < timezone.now()
    )


def steps(innovation: Innovation) -> list[Step]:
    """The five stages as steps. Stages before the entry stage are covered by it."""
    entry, here = Stage(innovation.entry_stage), Stage(innovation.stage)
    found = []
    for stage in Stage:
        note = _("Diringkas di %(stage)s") % {"stage": entry.label} if stage.number < entry.number else ""
        if stage == here and innovation.status not in {Status.PUBLISHED, Status.STOPPED}:
            state = "current"
        elif stage == here and innovation.status == Status.STOPPED:
            state = "stopped"
        elif stage.number <= here.number and (not note or here != entry):
            state = "done"
        else:
            state = "todo"
        found.append(Step(str(stage.label), state, note or str(stage.yields)))
    return found
