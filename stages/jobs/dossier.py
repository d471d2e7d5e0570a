"""*Unduh berkas lengkap*: everything that is kept of each chosen case, in one ZIP, for Inspektorat and LAN.

Each case has a folder of its own, with a manifest that says the SHA-256 of every file in it: as JSON, and as a text
that `sha256sum -c MANIFEST.txt` checks. Files go to disk piece by piece, whatever their size.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from innovations import files
from stages import reviews
from stages.field_history import FieldHistory
from stages.jobs.run import row
from stages.models import Case, Job, StageRecord
from stages.papers import kept
from stages.papers.deeds import document_pdf
from stages.road import whole_road

PIECE = 2**20  # bytes read at a time
DECIDED = ("recommend", "approve", "decline", "postpone", "announce", "take_down", "stop", "reopen")


def make(job: Job, cases: list[Case], folder: Path) -> Iterator[dict]:
    """One folder for each case, in the order of the page."""
    of_one = f"-{cases[0].code}" if len(cases) == 1 else ""
    path = folder / f"berkas{of_one}-{timezone.localdate(job.created_at):%Y-%m-%d}.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for case in cases:
            shelf = Shelf(package, case.code, timezone.localtime(job.created_at))
            lost = _fill(shelf, case, job.actor)
            shelf.close(case, lost)
            told = _("%(count)d berkas.") % {"count": len(shelf.digests)}
            if lost:
                told += " " + _("Tidak ada lagi di penyimpanan: %(names)s.") % {"names": ", ".join(lost)}
            yield row(case, True, told)
    return path


@dataclass
class Shelf:
    """The folder of one case in the ZIP: what is put in is digested on its way, and listed in the manifest."""

    package: ZipFile
    folder: str
    at: datetime
    digests: list[dict] = field(default_factory=list)

    def put(self, name: str, pieces: Iterable[bytes], **about) -> None:
        digest, size = hashlib.sha256(), 0
        with self.package.open(self._info(name), "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        self.digests.append({"name": name, "sha256": digest.hexdigest(), "size": size} | about)

    def close(self, case: Case, lost: list[str]) -> None:
        """Write the manifests, which list all files but themselves, and what storage had lost."""
        about = {
            "code": case.code,
            "title": case.title,
            "unit": case.agency.name,
            "lab": case.lab.name,
            "stage": case.stage,
            "status": case.status,
            "made_at": self.at.isoformat(timespec="seconds"),
            "files": self.digests,
            "missing": lost,
        }
        lines = "".join(f"{one['sha256']}  {one['name']}\n" for one in self.digests)
        for name, text in (
            ("manifest.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n"),
            ("MANIFEST.txt", lines),
        ):
            self.package.writestr(self._info(name), text.encode())

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(f"{self.folder}/{name}", self.at.timetuple()[:6])
        is_compact = PurePosixPath(name).suffix in {
            ".webp",
            ".pdf",
            ".jpg",
            ".png",
            ".docx",
            ".xlsx",
            ".pptx",
        }
        info.compress_type = ZIP_STORED if is_compact else ZIP_DEFLATED
        info.external_attr = 0o640 << 16
        return info


def _fill(shelf: Shelf, case: Case, reader: User) -> list[str]:
    """Put everything on the shelf, always in the same order; the names of files that are lost."""
    submissions = case.records.filter(move="submit").select_related(
        "actor", "innovation__agency", "innovation__lab"
    )
    for place, record in enumerate(submissions, 1):
        sent = timezone.localdate(record.created_at)
        name = f"lembar/{place:02d}-{slugify(record.get_from_stage_display())}-{sent:%Y-%m-%d}.pdf"
        shelf.put(name, [kept.sheet_pdf(record)])
    shelf.put("perjalanan.pdf", [kept.road_pdf(case, whole_road(case, reader))])
    shelf.put("riwayat-isian.pdf", [kept.history_pdf(case, FieldHistory(case).sittings())])
    read = reviews.readable_by(reader, case).filter(finished_at__isnull=False)
    read = read.prefetch_related("scores__criterion").order_by("submission_id", "id")
    shelf.put("telaah.pdf", [kept.reviews_pdf(case, read)])
    shelf.put("keputusan.pdf", [kept.decisions_pdf(case, _decisions(case))])
    for document in case.documents.for_reading().order_by("number"):
        state = {} if document.is_valid else {"revoked": document.revoked_at.isoformat(timespec="seconds")}
        shelf.put(f"dokumen/{document.number}.pdf", [document_pdf(document)], **state)
    return [*_put_evidence(shelf, case), *_put_photos(shelf, case)]


def _decisions(case: Case) -> Iterable[StageRecord]:
    return case.records.filter(move__in=DECIDED).as_road().order_by("created_at", "id")


def _put_evidence(shelf: Shelf, case: Case) -> Iterator[str]:
    links = []
    for place, one in enumerate(case.evidence.all(), 1):
        if not one.file:
            links.append(f"{place:02d} {one.title}: {one.link}\n")
            continue
        name = _safe(f"bukti/{place:02d}", one.title, one.file.name)
        if one.file.storage.exists(one.file.name):
            shelf.put(name, _pieces(one.file.storage, one.file.name), title=one.title, as_sent=one.file_name)
        else:
            yield name
    if links:
        shelf.put("bukti/tautan.txt", ["".join(links).encode()])


def _put_photos(shelf: Shelf, case: Case) -> Iterator[str]:
    for place, photo in enumerate(case.photos.all(), 1):
        stored = photo.path(files.WIDTHS[-1])
        name = _safe(f"foto/{place:02d}", photo.caption, stored)
        if default_storage.exists(stored):
            shelf.put(
                name, _pieces(default_storage, stored), title=photo.caption, sha256_as_sent=photo.sha256
            )
        else:
            yield name


def _pieces(storage, name: str) -> Iterator[bytes]:
    with storage.open(name, "rb") as stored:
        while piece := stored.read(PIECE):
            yield piece


def _safe(place: str, words: str, stored: str) -> str:
    """A name that every system takes: the place, some of the words, the stored file's type."""
    text = slugify(words)[:60].strip("-")
    return (
        f"{place}-{text}{PurePosixPath(stored).suffix}" if text else f"{place}{PurePosixPath(stored).suffix}"
    )
