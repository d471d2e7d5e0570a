"""Berita Acara and certificates as PDF, from what was frozen when they were issued: always Indonesian."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import qr
from stages.models import Document
from stages.notices.words import address
from stages.papers.numbering import plain
from stages.papers.typeset import compiled

Kind = Document.Kind


def document_pdf(document: Document) -> bytes:
    """The paper, with a QR code that leads to its public page; a revoked one says so across the page."""
    if document.kind in {Kind.DECISION, Kind.STAGE}:
        return compiled("minutes.typ", minutes_data(document))
    return compiled("certificate.typ", certificate_data(document))


def minutes_data(document: Document) -> dict:
    """What the template of a Berita Acara is given."""
    with translation.override("id"):
        facts = document.facts
        of_case = document.kind == Kind.DECISION
        data = _shared(document) | (_decision(facts) if of_case else _stage(facts))
        data["words"] |= {
            "table": _("Perjalanan pada tahap ini") if of_case else _("Daftar inovasi"),
            "heading": _("Berita Acara"),
            "opening": _(
                "Pada hari ini, %(day)s, dibuat Berita Acara tentang %(what)s dengan keterangan sebagai berikut."
            )
            % {
                "day": date_format(localtime(document.issued_at), "l, j F Y"),
                "what": _("keputusan atas inovasi")
                if of_case
                else _("pelaksanaan tahap laboratorium inovasi"),
            },
            "closing": _("Demikian Berita Acara ini dibuat untuk dipergunakan sebagaimana mestinya."),
            "signed": _("Yang bertanda tangan"),
        }
    return plain(data)


def certificate_data(document: Document) -> dict:
    """What the template of a certificate is given."""
    with translation.override("id"):
        facts = document.facts
        of_case = document.kind == Kind.CERTIFICATE
        about = (
            _("%(unit)s\nInovasi %(code)s pada %(lab)s, diumumkan %(announced)s") % facts
            if of_case
            else _("atas keikutsertaan pada %(lab)s\n%(held)s, dengan %(brought)s") % facts
        )
        data = _shared(document) | {
            "title": facts["title"],
            "about": about,
            "people": facts.get("people", []),
        }
        data["words"] |= {
            "heading": _("Piagam"),
            "given": _("Diberikan kepada inovasi") if of_case else _("Diberikan kepada"),
            "people": _("yang diwujudkan oleh"),
            "dated": date_format(localtime(document.issued_at), "j F Y"),
        }
    return plain(data)


def _shared(document: Document) -> dict:
    public = address(document.get_absolute_url())
    return {
        "number": document.number,
        "signatories": document.facts["signatories"],
        "address": public,
        "qr": qr.svg(public, document.number),
        "words": {
            "office": _("Laboratorium Inovasi Pelayanan Publik Kabupaten Pakpak Bharat"),
            "number": _("Nomor"),
            "check": _("Pindai untuk memeriksa keaslian dokumen ini, atau buka:"),
            "revoked": "" if document.is_valid else _("DICABUT"),
        },
    }


def _decision(facts: dict) -> dict:
    return {
        "facts": [
            (_("Inovasi"), facts["title"]),
            (_("Kode"), facts["code"]),
            (_("Unit kerja"), facts["unit"]),
            (_("Laboratorium"), facts["lab"]),
            (_("Tahap"), facts["stage"]),
            (_("Keputusan"), facts["decision"]),
            (_("Diputuskan oleh"), facts["decided_by"]),
            (_("Pada"), facts["decided_at"]),
            *([(_("Catatan"), facts["note"])] if facts["note"] else []),
        ],
        "table": {
            "labels": [_("Waktu"), _("Langkah"), _("Oleh"), _("Catatan")],
            "widths": [2, 2, 3, 4],
            "rows": [[step["at"], step["what"], step["who"], step["note"]] for step in facts["steps"]],
        },
    }


def _stage(facts: dict) -> dict:
    counts = "; ".join(f"{label}: {count}" for label, count in facts["counts"])
    return {
        "facts": [
            (_("Laboratorium"), facts["lab"]),
            *([(_("Nota kesepahaman"), facts["mou"])] if facts["mou"] else []),
            (_("Tahap"), facts["stage"]),
            (_("Inovasi yang dikirim"), str(len(facts["cases"]))),
            (_("Langkah terakhir"), counts),
        ],
        "table": {
            "labels": [_("Kode"), _("Judul"), _("Unit kerja"), _("Langkah terakhir"), _("Tanggal")],
            "widths": [3, 5, 4, 3, 2],
            "rows": [
                [row["code"], row["title"], row["unit"], row["outcome"], row["at"]] for row in facts["cases"]
            ],
        },
    }
