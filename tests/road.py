"""Ways for tests to bring an innovation to where their story begins: filled sheets, moves through `perform`."""

import itertools
from datetime import date, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Role
from innovations import files
from innovations.models import Evidence, Innovation, Photo, Stage, Status
from stages import sheets, workflow

SENTENCE = "anak sekolah di desa berjalan kaki jauh setiap pagi karena tidak ada angkutan umum yang lewat"

VALUES = {
    "commitment_on": date(2026, 3, 4),
    "idea_on": date(2026, 3, 5),
    "trial_on": date(2026, 5, 1),
    "launched_on": date(2026, 6, 1),
    "applied_on": date(2026, 7, 1),
    "initiator": Innovation.Initiator.AGENCY,
    "novelty": Innovation.Novelty.EXTENSION,
    "origin": "Bus sekolah Dinas Perhubungan",
    "kind": Innovation.Kind.PRODUCT,
    "affair": "pendidikan",
    "sufferers_count": 120,
    "replication_weeks": 6,
}
ROWS = {
    "team": {"name": "Nurmala Berutu", "duty": "Pengatur jadwal"},
    "steps": {
        "activity": "Mendata siswa",
        "output": "Daftar siswa",
        "person_in_charge": "Kepala seksi",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 4, 30),
    },
    "measures": {
        "indicator": "Siswa terangkut",
        "unit": "orang",
        "baseline": 0,
        "target": 100,
        "actual": 90,
        "measured_on": date(2026, 9, 1),
    },
    "progress": {"reported_on": date(2026, 8, 1), "text": "Bus berjalan setiap hari sekolah."},
}


def text(words: int) -> str:
    return " ".join(itertools.islice(itertools.cycle(SENTENCE.split()), words))


def upload(name="foto.jpg", size=(1200, 800), colour=(200, 40, 40), kind="JPEG") -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{kind.lower()}")


def register(user, lab, title="Bus Sekolah Gratis", entry_stage=Stage.DRUM_UP, **narrative) -> Innovation:
    return Innovation.register(
        agency=user.agency,
        lab=lab,
        user=user,
        title=title,
        entry_stage=entry_stage,
        due=workflow.first_due(lab.pk, entry_stage, user.agency_id),
        **narrative,
    )


def add_photo(innovation, user, colour=(200, 40, 40), **fields) -> Photo:
    photo = Photo(
        innovation=innovation,
        added_by=user,
        consent=Photo.Consent.NO_PEOPLE,
        caption="Bus di Salak",
        **fields,
    )
    photo.keep(files.clean_photo(upload(colour=colour)))
    photo.save()
    return photo


def add_evidence(innovation, user, **fields) -> Evidence:
    return Evidence.objects.create(
        **{
            "innovation": innovation,
            "added_by": user,
            "kind": Evidence.Kind.DECREE,
            "title": "SK tim",
            "link": "https://contoh.go.id/sk",
            "year": 2026,
        }
        | fields
    )


def fill(innovation, user) -> None:
    """Fill the present sheet so that it can be submitted; what is filled already stays."""
    for part in sheets.sheet_for(innovation):
        for name, least in (part.fields or {}).items():
            if least and getattr(innovation, name) in (None, "") or sheets.missing(innovation, part):
                value = VALUES.get(name) or (user if name == "custodian" else text(max(least, 1)))
                if name != "title":
                    setattr(innovation, name, value)
        if part.rows and part.rows.relation in ROWS:
            rows = getattr(innovation, part.rows.relation)
            if rows.exists():
                rows.update(**{name: ROWS[part.rows.relation][name] for name in part.rows.filled})
            else:
                rows.create(**ROWS[part.rows.relation])
        if part.key == "photos" and not innovation.photos.exists():
            add_photo(innovation, user)
        if part.key == "evidence" and not innovation.evidence.exists():
            add_evidence(innovation, user)
    innovation.save()
    assert sheets.missing(innovation) == []


def move(innovation, name, actor, **asked):
    """`perform` on the present version, with whatever the move asks for unless the test says otherwise."""
    if name == "recommend":
        workflow.review_of(actor, innovation).finish()
    defaults = {
        "return": {
            "parts": [workflow.sheet_for(innovation)[0].key],
            "due": timezone.now() + timedelta(days=7),
        },
        "postpone": {"due": timezone.now() + timedelta(days=30)},
    }
    return workflow.perform(
        innovation,
        name,
        actor,
        version=innovation.version,
        **{"note": "Catatan.", "lesson": "Pelajaran."} | defaults.get(name, {}) | asked,
    )


def bring_to(innovation, stage, status, cast) -> Innovation:
    """Carry a new innovation along the road to `stage` and `status`, with the people of `cast`."""
    staff = next(user for user in (cast.staff, cast.outsider) if user.agency_id == innovation.agency_id)
    assert staff.role == Role.AGENCY
    while innovation.stage != stage:
        fill(innovation, staff)
        move(innovation, "submit", staff)
        move(innovation, "recommend", cast.facilitator)
        if innovation.status == Status.ENDORSED:
            move(innovation, "approve", cast.executive)
    if status in {Status.SUBMITTED, Status.RETURNED, Status.ENDORSED, Status.APPROVED, Status.PUBLISHED}:
        fill(innovation, staff)
        move(innovation, "submit", staff)
    if status == Status.RETURNED:
        move(innovation, "return", cast.facilitator)
    if status in {Status.ENDORSED, Status.APPROVED, Status.PUBLISHED}:
        move(innovation, "recommend", cast.facilitator)
    if status in {Status.APPROVED, Status.PUBLISHED}:
        move(innovation, "approve", cast.executive)
    if status == Status.PUBLISHED:
        move(innovation, "announce", cast.steward)
    if status == Status.STOPPED:
        move(innovation, "stop", staff)
    assert (innovation.stage, innovation.status) == (stage, status)
    return innovation
