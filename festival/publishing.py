"""Making public and taking down: the effects of the workflow's moves on the exhibit, in the same transaction."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from festival import lineage, sharing
from festival.content import copy_of, picture, searched_text
from festival.models import Exhibit, Festival, Publication, Revision
from innovations.models import Innovation, Photo
from stages.models import Pulse, StageRecord
from stages.workflow import Refused

RUNS = (Pulse.Answer.RUNNING, Pulse.Answer.CHANGED)  # answers by which a unit confirms that it runs


def publish(innovation: Innovation, record: StageRecord) -> Exhibit:
    """The effect of `announce`: opens or refreshes the exhibit of `innovation`.

    Raises Refused when the lab has no festival yet.
    """
    return show(innovation, record.created_at, record.actor)


def show(innovation: Innovation, at: datetime, by: User, revision: Revision | None = None) -> Exhibit:
    """Make the exhibit of `innovation` what the record says now, and keep how it looks as its next version.

    `by` shows it, because of `revision` or of an announcement. Call it while the innovation's row is locked.
    Raises Refused when the lab has no festival yet.
    """
    shown = columns_of(innovation, at)
    first = shown | {"code": innovation.code, "slug": _free_slug(innovation), "published_at": at}
    exhibit, _created = Exhibit.objects.update_or_create(shown, first, innovation=innovation)
    photos = list(innovation.photos.all())
    exhibit.photos.set(photos)
    Photo.objects.filter(pk__in=[photo.pk for photo in photos], was_public=False).update(was_public=True)
    number = exhibit.publications.count() + 1
    Publication.of(exhibit, number=number, at=at, by=by, revision=revision).save()
    sharing.make.enqueue(exhibit.code)
    return exhibit


def columns_of(innovation: Innovation, at: datetime) -> dict:
    """What the exhibit of `innovation` takes over from its record when it is shown at `at`. Raises Refused."""
    festival = Festival.objects.filter(lab=innovation.lab_id).first()
    if festival is None:
        raise Refused(
            _("Laboratorium '%(lab)s' belum punya festival; buat dulu di admin, bagian Festival.")
            % {"lab": innovation.lab}
        )
    photos = list(innovation.photos.all())
    return {
        "festival": festival,
        "title": innovation.title,
        "summary": innovation.headline or innovation.one_line,
        "summary_en": innovation.summary_en,
        "body": searched_text(innovation),
        "content": copy_of(innovation),
        "cover": picture(photos[0]) if photos else None,
        "agency": innovation.agency,
        "district": innovation.agency.district,
        "origin_code": lineage.origin_code(innovation),
        "kind": innovation.kind,
        "novelty": innovation.novelty,
        "affair": innovation.affair,
        "goal": innovation.goal,
        "standing": innovation.standing,
        "year": (innovation.applied_on or innovation.launched_on or timezone.localdate(at)).year,
        "confirmed_on": last_confirmed(innovation),
        "refreshed_at": at,
        "withdrawn_at": None,
    }


def withdraw(innovation: Innovation, record: StageRecord) -> None:
    """The effect of `take_down`: the exhibit stays as a fact, but is public no more."""
    Exhibit.objects.filter(innovation=innovation).update(withdrawn_at=record.created_at)


def confirm(pulse: Pulse) -> None:
    """The effect of a unit's answer to the quarter's question: the exhibit says when it was last known to run."""
    innovation = pulse.innovation
    Exhibit.objects.filter(innovation=innovation).update(confirmed_on=last_confirmed(innovation))


def last_confirmed(innovation: Innovation):
    """The day on which the unit last said that it runs; None when it never did, or said since that it stopped."""
    last = innovation.pulses.order_by("-quarter").first()
    return timezone.localdate(last.answered_at) if last and last.answer in RUNS else None


def _free_slug(innovation: Innovation) -> str:
    """The title as an address; with the code's number where another exhibit has that address."""
    slug = slugify(innovation.title)[:100].strip("-") or innovation.code.lower()
    if Exhibit.objects.exclude(innovation=innovation).filter(slug=slug).exists():
        return f"{slug}-{innovation.code.lower().removeprefix('inv-')}"
    return slug
