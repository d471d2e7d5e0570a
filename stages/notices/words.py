"""What people are told, in words: the sentences of each kind, the letter that carries them, the WhatsApp text.

Everything is put together when it is read, in the reader's language, from the facts of a notice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from innovations.models import Innovation, Stage
from stages import pulse, standing
from stages.notices.models import Notice

LISTED = 20  # things in one letter; the list in the portal has them all
SUBJECT = 200  # characters


@dataclass(frozen=True)
class Wording:
    """A title and a sentence with %(fact)s in them, and what is due (`by`), where something is.

    `page` is the name of an address that is not the record's.
    """

    title: str
    sentence: str
    by: str = gettext_lazy("Batas waktu: %(due)s.")
    page: str = ""


ANSWER_BY = gettext_lazy("Jawaban paling lambat %(due)s.")


KINDS: dict[str, Wording] = {
    "receipt": Wording(
        gettext_lazy("Sudah terkirim"),
        gettext_lazy(
            "Lembar %(stage)s sudah diterima dengan nomor %(receipt)s. Sekarang fasilitator membacanya."
        ),
        ANSWER_BY,
    ),
    "waiting": Wording(
        gettext_lazy("Ada lembar yang menunggu telaah Anda"),
        gettext_lazy(
            "Yang pertama: lembar %(stage)s dari %(agency)s. Semua yang menunggu ada di meja telaah."
        ),
        page="admin:stages_case_changelist",
    ),
    "assigned": Wording(
        gettext_lazy("Ditugaskan kepada Anda"),
        gettext_lazy(
            "%(who)s menugaskan kasus atau unit kepada Anda. Semua yang menunggu ada di meja telaah."
        ),
        page="admin:stages_case_changelist",
    ),
    "returned": Wording(
        gettext_lazy("Perlu diperbaiki"),
        gettext_lazy('%(who)s meminta perbaikan lembar %(stage)s: "%(note)s"'),
    ),
    "recommended": Wording(
        gettext_lazy("Lanjut ke tahap berikutnya"),
        gettext_lazy("%(who)s merekomendasikan lembar %(stage)s. Sekarang lembar %(to_stage)s dapat diisi."),
    ),
    "endorsed": Wording(
        gettext_lazy("Direkomendasikan kepada Bupati"),
        gettext_lazy("%(who)s merekomendasikan lembar %(stage)s. Sekarang menunggu keputusan Bupati."),
        ANSWER_BY,
    ),
    "decide": Wording(
        gettext_lazy("Menunggu keputusan Anda"),
        gettext_lazy("%(who)s merekomendasikan lembar %(stage)s dari %(agency)s."),
    ),
    "approved": Wording(
        gettext_lazy("Disetujui Bupati"),
        gettext_lazy("Lembar %(stage)s disetujui. Sekarang lembar %(to_stage)s dapat diisi."),
    ),
    "approved_last": Wording(
        gettext_lazy("Disetujui Bupati"),
        gettext_lazy("Lembar %(stage)s disetujui. Pengelola akan mengumumkannya di Festival Inovasi."),
    ),
    "announce": Wording(
        gettext_lazy("Siap diumumkan"),
        gettext_lazy("Kantor Bupati menyetujui lembar %(stage)s dari %(agency)s."),
    ),
    "postponed": Wording(
        gettext_lazy("Keputusan ditunda"), gettext_lazy('Jawaban Kantor Bupati: "%(note)s"')
    ),
    "declined": Wording(gettext_lazy("Tidak disetujui"), gettext_lazy('Jawaban Kantor Bupati: "%(note)s"')),
    "announced": Wording(
        gettext_lazy("Sudah tampil di Festival Inovasi"),
        gettext_lazy("Selamat! Warga sekarang dapat membacanya."),
    ),
    "revision": Wording(
        gettext_lazy("Perubahan halaman publik menunggu"),
        gettext_lazy(
            "%(who)s dari %(agency)s mengusulkannya. Yang lama tetap tampil sampai Anda menayangkan."
        ),
    ),
    "revision_shown": Wording(
        gettext_lazy("Perubahan halaman publik sudah tayang"),
        gettext_lazy("Warga sekarang membaca versi yang Anda usulkan."),
    ),
    "revision_returned": Wording(
        gettext_lazy("Perubahan halaman publik dikembalikan"),
        gettext_lazy('%(who)s: "%(note)s" Yang lama tetap tampil.'),
    ),
    "suggestion": Wording(
        gettext_lazy("Saran dari warga"),
        gettext_lazy('"%(note)s" Jawaban Anda akan tampil di halaman inovasinya.'),
        ANSWER_BY,
    ),
    "taken_down": Wording(
        gettext_lazy("Tidak lagi ditampilkan"),
        gettext_lazy('%(who)s menurunkannya dari Festival Inovasi: "%(note)s"'),
    ),
    "stopped": Wording(gettext_lazy("Dihentikan"), gettext_lazy('%(who)s menghentikannya: "%(note)s"')),
    "reopened": Wording(
        gettext_lazy("Dibuka kembali"),
        gettext_lazy('%(who)s membuka lagi lembar %(to_stage)s: "%(note)s"'),
    ),
    "due_soon": Wording(
        gettext_lazy("Batas waktu mendekat"), gettext_lazy("Lembar %(stage)s belum dikirim.")
    ),
    "due_passed": Wording(
        gettext_lazy("Batas waktu sudah lewat"),
        gettext_lazy("Lembar %(stage)s belum dikirim. Masih dapat dikirim, lebih cepat lebih baik."),
    ),
    "answer_soon": Wording(
        gettext_lazy("Jawaban Anda ditunggu"),
        gettext_lazy("Lembar %(stage)s dari %(agency)s belum dijawab."),
    ),
    "nudged": Wording(
        gettext_lazy("Pengingat dari pengelola"),
        gettext_lazy('%(who)s mengingatkan: "%(note)s"'),
    ),
    "stepped_back": Wording(
        gettext_lazy("Perlu penelaah lain"),
        gettext_lazy('%(who)s tidak menelaahnya: "%(note)s"'),
    ),
    "question": Wording(
        gettext_lazy("Masih jalan, berubah, atau berhenti?"),
        gettext_lazy("Satu pertanyaan untuk %(quarter)s; menjawabnya cukup satu ketukan."),
    ),
    "given": Wording(
        gettext_lazy("Diserahkan kepada Anda"),
        gettext_lazy("%(who)s meminta Anda menjadi penanggung jawabnya. Terima atau tolak."),
    ),
    "accepted": Wording(gettext_lazy("Penyerahan diterima"), gettext_lazy("%(who)s menerimanya.")),
    "refused": Wording(
        gettext_lazy("Penyerahan tidak diterima"), gettext_lazy("%(who)s belum dapat menerimanya.")
    ),
    "extended": Wording(
        gettext_lazy("Batas waktu baru untuk unit Anda"),
        gettext_lazy('Pengelola mengubah batas waktu lembar %(stage)s khusus untuk unit Anda: "%(reason)s"'),
    ),
    "more_time": Wording(
        gettext_lazy("Waktu perbaikan ditambah"), gettext_lazy('Pengelola memberi waktu lebih: "%(reason)s"')
    ),
    "answer_passed": Wording(
        gettext_lazy("Jawaban Anda sudah lewat waktu"),
        gettext_lazy("Lembar %(stage)s dari %(agency)s belum dijawab."),
    ),
}


def title(notice: Notice) -> str:
    return str(KINDS[notice.kind].title) % _facts(notice)


def sentence(notice: Notice) -> str:
    return str(KINDS[notice.kind].sentence) % _facts(notice)


def by_when(notice: Notice) -> str:
    """'Batas waktu: 12 Des 2026 pukul 16.00 WIB.'; empty when nothing is due."""
    return str(KINDS[notice.kind].by) % {"due": standing.moment(notice.due)} if notice.due else ""


def path(notice: Notice) -> str:
    """Where the notice leads. Reviewers who follow a record's address come to its case on their desk."""
    if notice.path:
        return notice.path
    page = KINDS[notice.kind].page
    if page or not notice.innovation:
        return reverse(page or "workspace:notices")
    return notice.innovation.get_absolute_url()


def subject(notices: Sequence[Notice]) -> str:
    """One line; begins with PERLU TINDAKAN when anything in it needs action."""
    asking = [notice for notice in notices if notice.is_pending]
    first = (asking or notices)[0]
    about = title(first)
    if first.innovation:
        about = _("%(what)s: %(title)s") % {"what": about, "title": first.innovation.title}
    if len(notices) > 1:
        more = len(notices) - 1
        about = ngettext("%(about)s, dan %(more)d lagi", "%(about)s, dan %(more)d lagi", more) % {
            "about": about,
            "more": more,
        }
    line = _("PERLU TINDAKAN: %(about)s") if asking else _("Kabar Inovik: %(about)s")
    return " ".join((line % {"about": about}).split())[:SUBJECT]


def letter(notices: Sequence[Notice]) -> str:
    """The body of a mail to the person of `notices`: what, which record, by when, and one address each."""
    user = notices[0].user
    asking_first = sorted(notices, key=lambda notice: not notice.is_pending)
    parts = [_("Yth. %(name)s,") % {"name": user.name}]
    parts += [_paragraph(notice) for notice in asking_first[:LISTED]]
    if (more := len(notices) - LISTED) > 0:
        parts.append(ngettext("Dan %(more)d kabar lagi.", "Dan %(more)d kabar lagi.", more) % {"more": more})
    parts.append(_("Semua kabar Anda: %(address)s") % {"address": address(reverse("workspace:notices"))})
    parts.append(
        _(
            "Tautan hanya membuka halaman; tidak ada yang berubah sebelum Anda menekan tombol di sana. "
            "Ringkasan harian dapat dimatikan di %(address)s"
        )
        % {"address": address(reverse("accounts:account"))}
    )
    parts.append(_("Salam hangat,\nInovik, Bagian Organisasi"))
    return "\n\n".join(parts) + "\n"


def address(path: str) -> str:
    """The whole address of a page, as it can be read outside of the portal."""
    return settings.BASE_URL + path


def whatsapp_link(text: str, number: str = "") -> str:
    """Opens WhatsApp with `text` ready to send: to `number` (62812...), or to whom the sender chooses."""
    return f"https://wa.me/{number}?text={quote(text, safe='')}"


def about_record(innovation: Innovation) -> str:
    """Link to WhatsApp for the unit: where the record stands, who acts by when, and where to open it."""
    lines = [
        f"{innovation.title} ({innovation.code})",
        standing.sentence(innovation),
        address(innovation.get_absolute_url()),
    ]
    return whatsapp_link("\n".join(lines), innovation.agency.whatsapp)


def about_notice(notice: Notice) -> str:
    """Link to WhatsApp with what the notice says; its record's unit is the reader, where it has a number."""
    number = notice.innovation.agency.whatsapp if notice.innovation else ""
    return whatsapp_link("\n".join(_lines(notice)), number)


def _paragraph(notice: Notice) -> str:
    head, *rest = _lines(notice)
    if notice.is_pending:
        head = _("PERLU TINDAKAN: %(about)s") % {"about": head}
    return "\n".join([f"* {head}", *(f"  {line}" for line in rest)])


def _lines(notice: Notice) -> list[str]:
    lines = [title(notice)]
    if notice.innovation:
        lines.append(f"{notice.innovation.title} ({notice.innovation.code})")
    lines.append(" ".join(sentence(notice).split()))
    return [*filter(None, [*lines, by_when(notice)]), address(path(notice))]


def _facts(notice: Notice) -> dict[str, str]:
    facts = dict(notice.facts)
    for name in ("stage", "to_stage"):
        if name in facts:
            facts[name] = Stage(facts[name]).label
    if "quarter" in facts:
        facts["quarter"] = pulse.quarter_name(date.fromisoformat(f"{facts['quarter']}-01"))
    if notice.innovation:
        facts["agency"] = notice.innovation.agency.name
    return facts
