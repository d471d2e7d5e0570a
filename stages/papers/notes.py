"""The brief of a decision as a *nota dinas* to the Bupati, one page for each case."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts import typesetting
from innovations import files
from stages import brief
from stages.brief import Brief
from stages.jobs.run import row
from stages.models import Case, Job
from stages.papers.numbering import printable
from stages.papers.typeset import HERE, OFFICE

TEMPLATE = "note.typ"


def pdf(briefs: list[Brief]) -> bytes:
    """A page for each of `briefs`, in Indonesian: it goes into the Bupati's folder."""
    with TemporaryDirectory() as folder, translation.override("id"):
        shutil.copy(HERE / TEMPLATE, folder)
        data = {
            "office": _(OFFICE),
            "words": _words(),
            "notes": [_note(one, Path(folder)) for one in briefs],
        }
        return typesetting.pdf(Path(folder) / TEMPLATE, data)


def make(job: Job, cases: list[Case], folder: Path) -> Iterator[dict]:
    """The notes of the chosen cases in one file."""
    briefs = []
    for one in brief.of(cases):
        briefs.append(one)
        yield row(one.case, True)
    path = folder / f"nota-dinas-{localdate():%Y-%m-%d}.pdf"
    path.write_bytes(pdf(briefs))
    return path


def _words() -> dict:
    return {
        "heading": _("Nota dinas"),
        "to": _("Kepada"),
        "bupati": _("Bupati Pakpak Bharat"),
        "from": _("Dari"),
        "steward": _("Bagian Organisasi, pengelola Inovik"),
        "date": _("Tanggal"),
        "about": _("Hal"),
        "decision": _("Keputusan Bupati"),
        "choices": [_("Setuju"), _("Perbaiki"), _("Tunda"), _("Tolak")],
        "note": _("Catatan"),
        "signature": _("Tanda tangan dan tanggal"),
    }


def _note(one: Brief, folder: Path) -> dict:
    case = one.case
    facts = [
        (_("Inovasi"), f"{case.title} ({case.code})"),
        (_("Unit kerja"), case.agency.name),
        *one.facts,
    ]
    return {
        "date": date_format(localdate(), "j F Y"),
        "about": _("Permohonan keputusan tahap %(stage)s") % {"stage": case.get_stage_display()},
        "facts": [[label, printable(text or "-")] for label, text in facts],
        "due": _("ditunggu sebelum %(date)s") % {"date": date_format(localtime(case.due), "j F Y")}
        if case.due
        else "",
        "photos": [
            _copied(photo, folder)
            for photo in one.photos
            if default_storage.exists(photo.path(files.WIDTHS[0]))
        ],
    }


def _copied(photo, folder: Path) -> dict:
    name = f"{photo.key.hex}.webp"
    with default_storage.open(photo.path(files.WIDTHS[0])) as stored:
        (folder / name).write_bytes(stored.read())
    return {"file": name, "caption": printable(photo.caption)}
