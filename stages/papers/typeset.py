"""The papers of a record as PDF: what each template is given."""

from dataclasses import asdict
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import qr, typesetting
from stages.models import StageRecord
from stages.papers.numbering import Paper, printable

HERE = Path(__file__).parent
OFFICE = gettext_noop("Laboratorium Inovasi Pelayanan Publik Kabupaten Pakpak Bharat")
SPARE_ROWS = 5  # empty lines under the rows that stand already


def form_pdf(paper: Paper, address: str) -> bytes:
    """The sheet to print and fill in by hand; its QR code leads to `address`."""
    return compiled("form.typ", form_data(paper, address))


def form_data(paper: Paper, address: str) -> dict:
    """What the template of the form is given."""
    with translation.override("id"):
        return asdict(paper) | {
            "qr": qr.svg(address, paper.mark),
            "spare_rows": SPARE_ROWS,
            "words": {
                "heading": _("Lembar kerja %(stage)s") % {"stage": paper.stage},
                "code": _("Kode"),
                "title": _("Judul"),
                "unit": _("Unit kerja"),
                "lab": _("Laboratorium"),
                "how": _(
                    "Tulis dengan huruf cetak. Kalau tempatnya kurang, lanjutkan di kertas lain dengan menyebut kode "
                    "dan nomor pertanyaannya. Serahkan kepada pengelola, atau ketik sendiri di Inovik."
                ),
                "choose": _("Pilih satu:"),
                "attach": _("Lampirkan di kertas ini, atau unggah di Inovik. Tulis apa yang dilampirkan:"),
                "filled_by": _("Diisi oleh"),
                "handed_in": _("Diserahkan tanggal"),
                "signature": _("Tanda tangan"),
            },
        }


def receipt_pdf(record: StageRecord, address: str) -> bytes:
    """The receipt of a submission on one page, in the reader's language; its QR code leads to `address`."""
    return compiled("receipt.typ", receipt_data(record, address))


def receipt_data(record: StageRecord, address: str) -> dict:
    """What the template of the receipt is given."""
    innovation = record.innovation
    sent = localtime(record.created_at)
    facts = [
        (_("Inovasi"), innovation.title),
        (_("Kode"), innovation.code),
        (_("Unit kerja"), innovation.agency.name),
        (_("Laboratorium"), innovation.lab.name),
        (_("Tahap"), record.get_from_stage_display()),
        (_("Dikirim"), _("%(when)s WIB") % {"when": date_format(sent, "j F Y, H.i")}),
        (_("Oleh"), f"{record.actor.name}, {record.get_role_display()}"),
        (_("Dijawab paling lambat"), date_format(localtime(record.due), "j F Y")),
    ]
    return {
        "lang": translation.get_language() or "id",
        "heading": _("Tanda terima"),
        "office": _(OFFICE),
        "receipt": record.receipt,
        "facts": [[label, printable(str(text))] for label, text in facts],
        "qr": qr.svg(address, record.receipt),
        "check": _("Pindai untuk memeriksa keaslian tanda terima ini, atau buka:"),
        "address": address,
    }


def compiled(template: str, data: dict) -> bytes:
    """The PDF of a template of this folder, filled with `data` (plain JSON)."""
    return typesetting.pdf(HERE / template, data)
