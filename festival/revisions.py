"""Changing a page that is public already: the unit proposes, the steward shows it or sends it back.

Until then the old version stays, for everybody and everywhere. Both sides lock the innovation's row first, as the
workflow's moves do, so of two who act at once one is told kindly.
"""

import copy

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from festival.differences import as_record
from festival.models import Exhibit, Publication, Revision
from festival.publishing import columns_of, show
from innovations.models import Innovation, Photo
from stages import sheets
from stages.models import Event
from stages.notices.what import of_unit, tell
from stages.standing import moment
from stages.workflow import Refused, Stale

# What a unit may change by itself; all else of the page was judged at its stage and stays as it was.
PARTS = (
    sheets.HEADLINE,
    sheets.BEFORE_AFTER,
    sheets.STORY,
    sheets.VIDEO,
    sheets.SERVICE,
    sheets.REPLICATION,
    sheets.GOAL,
    sheets.ENGLISH,
)
COLUMNS = tuple(name for part in PARTS for name in part.columns())
Outcome = Revision.Outcome


def open_revision(exhibit: Exhibit) -> Revision | None:
    """The one that waits for the steward."""
    return exhibit.revisions.waiting().with_people().first()


def last_revision(exhibit: Exhibit) -> Revision | None:
    """The newest, whatever became of it."""
    return exhibit.revisions.with_people().order_by("-proposed_at", "-id").first()


def as_public(exhibit: Exhibit) -> Innovation:
    """The innovation with the columns of PARTS as the public reads them; not to be saved."""
    public, record = as_record(Publication.of(exhibit)), copy.copy(exhibit.innovation)
    for name in COLUMNS:
        setattr(record, name, getattr(public, name))
    return record


def as_proposed(exhibit: Exhibit, revision: Revision | None) -> Innovation:
    """The same, with what the open revision changes."""
    record = as_public(exhibit)
    for name, value in (revision.fields if revision else {}).items():
        setattr(record, name, value)
    return record


def captions(exhibit: Exhibit) -> dict[str, str]:
    """{key (hex) of a photo that is shown: its caption}."""
    return {photo["key"]: photo["caption"] for photo in exhibit.content["photos"]}


def propose(
    exhibit: Exhibit, user: User, *, values: dict, photos: dict[str, str], note: str = ""
) -> Revision:
    """Put a change before the steward, or change the one that waits; tell the stewards of a new one.

    `values` are the columns of PARTS as they should read, `photos` the captions of those that stay, by key. Call it
    while the innovation's row is locked and the exhibit was read since. Raises Refused when the exhibit is not
    public, or when nothing would be different.
    """
    if exhibit.withdrawn_at:
        raise Refused(_("Halaman ini sedang tidak tampil untuk umum, jadi tidak ada yang dapat diusulkan."))
    public = as_public(exhibit)
    fields = {name: value for name, value in values.items() if value != getattr(public, name)}
    if not fields and photos == captions(exhibit):
        raise Refused(_("Belum ada yang berbeda dari halaman yang tampil sekarang. Ubah dulu, lalu kirim."))
    waiting = open_revision(exhibit)
    revision = waiting or Revision(exhibit=exhibit)
    revision.against = exhibit.publications.latest("number")
    revision.fields, revision.photos, revision.note = fields, photos, note.strip()
    revision.proposed_by, revision.proposed_at = user, timezone.now()
    revision.save()
    if not waiting:
        tell(
            User.objects.filter(role=Role.STEWARD, is_active=True),
            "revision",
            exhibit.innovation,
            key=f"revision:{revision.pk}",
            path=reverse("admin:festival_revision_change", args=[revision.pk]),
            who=user.name,
        )
    return revision


def withdraw(revision: Revision, user: User) -> Revision:
    """The unit takes its open revision back. Doing it twice changes nothing. Raises Stale when it was decided."""
    with transaction.atomic():
        found = _locked(revision)
        if found.outcome == Outcome.WITHDRAWN:
            return found
        _refuse_decided(found)
        return _close(found, Outcome.WITHDRAWN, user)


def accept(revision: Revision, steward: User, *, seen: str) -> Publication:
    """Show the change to everybody: the record takes it over, the exhibit follows, the road and the unit are told.

    `seen` is `Revision.seen` of what the steward has read. Raises Stale when the unit has changed it or somebody has
    decided since, Refused when the page was taken down or shown anew.
    """
    with transaction.atomic():
        found = _read_by_steward(revision, seen)
        if found.exhibit.withdrawn_at:
            raise Refused(
                _(
                    "Tidak dapat ditayangkan: halaman ini sudah diturunkan dari Festival Inovasi. Kembalikan "
                    "kepada unit, atau umumkan lagi inovasinya."
                )
            )
        if found.against_id != found.exhibit.publications.latest("number").pk:
            raise Refused(
                _(
                    "Tidak dapat ditayangkan: halamannya sudah tayang dengan isi lain sesudah perubahan ini "
                    "ditulis. Kembalikan kepada unit supaya ditulis ulang dari yang tampil sekarang."
                )
            )
        record, at = applied(found), timezone.now()
        record.save(update_fields=[*found.fields, "updated_at"])
        for photo in record.photos.all():
            photo.save(update_fields=["caption"])
        for photo in Photo.objects.filter(innovation=record).exclude(key__in=found.photos):
            photo.delete()  # its renditions stay, for the versions that show it
        _close(found, Outcome.ACCEPTED, steward, at=at)
        exhibit = show(record, at, steward, found)
        Event.objects.create(
            innovation=record, kind=Event.Kind.REVISED, actor=steward, note=found.note, created_at=at
        )
        _tell_unit(found, "revision_shown")
        return exhibit.publications.latest("number")


def send_back(revision: Revision, steward: User, *, seen: str, reply: str) -> Revision:
    """Return the change to the unit with words. Raises Stale as `accept` does, Refused without words."""
    if not reply.strip():
        raise Refused(_("Tulis apa yang perlu diperbaiki; unit membaca apa yang Anda tulis."))
    with transaction.atomic():
        found = _close(_read_by_steward(revision, seen), Outcome.RETURNED, steward, reply=reply.strip())
        _tell_unit(found, "revision_returned")
        return found


def applied(revision: Revision) -> Innovation:
    """The innovation as it would be with the revision: its columns, and among its `photos` those that stay."""
    record = copy.copy(revision.exhibit.innovation)
    for name, value in revision.fields.items():
        setattr(record, name, value)
    staying = Photo.objects.filter(key__in=revision.photos)
    prefetch_related_objects([record], Prefetch("photos", staying))
    for photo in record.photos.all():
        photo.caption = revision.photos[photo.key.hex]
    return record


def would_be(revision: Revision) -> Publication:
    """The page as it would be shown now, as a version that is not stored. Raises Refused as `columns_of` does."""
    shown = copy.copy(revision.exhibit)
    for name, value in columns_of(applied(revision), timezone.now()).items():
        setattr(shown, name, value)
    return Publication.of(shown)


def _locked(revision: Revision) -> Revision:
    """The revision as it is now; the innovation's row is locked until the transaction ends."""
    innovation = Innovation.objects.select_for_update().get(exhibit=revision.exhibit_id)
    found = Revision.objects.select_related("exhibit", "proposed_by", "decided_by").get(pk=revision.pk)
    found.exhibit.innovation = innovation
    return found


def _read_by_steward(revision: Revision, seen: str) -> Revision:
    found = _locked(revision)
    _refuse_decided(found)
    if found.seen != seen:
        raise Stale(
            _("Tidak jadi: unit mengubahnya lagi sesudah halaman ini Anda buka. Baca yang baru di bawah.")
        )
    return found


def _refuse_decided(found: Revision) -> None:
    if not found.is_open:
        raise Stale(
            _("Tidak jadi: %(who)s sudah memutuskan pada %(when)s: %(outcome)s.")
            % {
                "who": found.decided_by,
                "when": moment(found.decided_at),
                "outcome": found.get_outcome_display().lower(),
            }
        )


def _close(found: Revision, outcome: str, user: User, *, reply: str = "", at=None) -> Revision:
    found.outcome, found.reply = outcome, reply
    found.decided_by, found.decided_at = user, at or timezone.now()
    found.save(update_fields=["outcome", "reply", "decided_by", "decided_at"])
    return found


def _tell_unit(found: Revision, kind: str) -> None:
    innovation = found.exhibit.innovation
    tell(
        of_unit(
            User.objects.filter(agency=innovation.agency_id, is_active=True),
            innovation,
            found.proposed_by_id,
        ),
        kind,
        innovation,
        key=f"{kind}:{found.pk}",
        path=reverse("festival:revise", args=[innovation.code]),
        who=found.decided_by.name,
        note=found.reply,
    )
