"""Carrying last year's record into the new lab: a new draft with its story, so that the road can go on.

Carried once a lab: the new record's form key follows from the old record and the lab, and is unique in the
database. The old record stays as it is.
"""

import uuid

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Innovation, Lab, Measure, Stage, Status, TeamMember
from stages import workflow
from stages.models import Event, Handover

_CARRIED = uuid.UUID("b5f0c6f2-6a5e-4b7e-9c53-6a1f0f3f4a10")  # namespace of the form keys of carried records

# What goes over. Not: results, obstacles and lessons, what the public saw of them, the head's commitment (given
# again each year), photos, evidence and progress, which prove the year they belong to.
COPIED = (
    *("title", "acronym", "one_line", "duty", "initiator", "initiator_name"),
    *("problem", "sufferers", "sufferers_count", "problem_evidence", "causes", "alternatives", "idea"),
    *("origin_url", "kind", "affair", "beneficiaries"),
    *("how_it_works", "aims", "resources", "budget_source", "legal_basis", "risks", "sustainability"),
    *("video_url", "service_contact", "service_hours", "service_place"),
    *("replication_cost", "replication_staff", "replication_weeks", "replication_steps"),
)
DATES = ("idea_on", "trial_on", "launched_on", "applied_on")  # facts of what already runs
STEP_IN = {Stage.DELIVERY, Stage.DISPLAY}  # an open record of an older lab is carried from here on


def may_carry(innovation: Innovation, lab: Lab | None) -> bool:
    """Whether the record belongs to a lab before `lab` (the current one) and has come far enough, or ended."""
    if lab is None or innovation.lab_id == lab.pk or innovation.lab.starts_on >= lab.starts_on:
        return False
    return innovation.status in {Status.PUBLISHED, Status.STOPPED} or innovation.stage in STEP_IN


def carried_to(innovation: Innovation, lab: Lab) -> Innovation | None:
    """The record into which `innovation` was carried in `lab`."""
    return Innovation.objects.filter(form_key=form_key(innovation, lab)).first()


def carry(
    innovation: Innovation, lab: Lab, user: User, *, entry_stage: str, novelty: str, changes: str
) -> Innovation:
    """A new draft of the same unit in `lab` that carries `innovation` on; a second call gives the same record.

    `changes` (what changed, or will be developed) goes before the idea. Raises Refused where it may not be carried.
    """
    with transaction.atomic():
        old = (
            Innovation.objects.select_for_update(of=["self"])
            .select_related("lab", "agency")
            .get(pk=innovation.pk)
        )
        if twin := carried_to(old, lab):
            return twin
        if not may_carry(old, lab):
            raise workflow.Refused(_("Catatan ini tidak dapat diteruskan sekarang. Muat ulang halaman."))
        narrative = {name: getattr(old, name) for name in COPIED}
        if entry_stage == Stage.DELIVERY:
            narrative |= {name: getattr(old, name) for name in DATES}
        new = Innovation.register(
            agency=old.agency,
            lab=lab,
            user=user,
            entry_stage=entry_stage,
            due=workflow.first_due(lab.pk, entry_stage, old.agency_id),
            form_key=form_key(old, lab),
            predecessor=old,
            novelty=novelty,
            origin=origin_of(old),
            **narrative | {"idea": "\n\n".join(filter(None, [changes, old.idea]))},
        )
        _copy_rows(old, new)
        for record, note in (
            (old, f"{new.code}, {lab.name}"),
            (new, f"{old.code}, {old.lab.name}. {changes}"),
        ):
            Event.objects.create(innovation=record, kind=Event.Kind.CARRIED, actor=user, note=note)
    return new


def origin_of(innovation: Innovation) -> str:
    """What a successor names as its origin: '<judul>, <unit>, <kode>'."""
    rest = f", {innovation.agency.short_name or innovation.agency.name}, {innovation.code}"
    most = Innovation._meta.get_field("origin").max_length
    return innovation.title[: most - len(rest)] + rest


def neighbours(innovation: Innovation, user: User) -> QuerySet[Innovation]:
    """The record itself, the one that it carries on or develops, and those of `user`'s unit that do so with it.

    Each with `photo_count`, `evidence_count`, `team_count` and `has_handover` (one waits for its answer): what
    its page tells of it costs one query.
    """
    near = Q(pk__in=[innovation.pk, innovation.predecessor_id])
    return (
        Innovation.objects.filter(near | Q(predecessor=innovation, agency=user.agency_id))
        .annotate(
            photo_count=Count("photos", distinct=True),
            evidence_count=Count("evidence", distinct=True),
            team_count=Count("team", distinct=True),
            has_handover=Exists(Handover.objects.filter(innovation=OuterRef("pk"), closed_at=None)),
        )
        .order_by("id")
    )


def form_key(innovation: Innovation, lab: Lab) -> uuid.UUID:
    """The key that the record carried into `lab` has, and no other."""
    return uuid.uuid5(_CARRIED, f"{innovation.code}:{lab.slug}")


def _copy_rows(old: Innovation, new: Innovation) -> None:
    """The team, and each measure with the last value reached as its baseline, to be reached anew.

    Members from other units stay by name: whoever carries on decides anew who of them may see and fill the record.
    """
    TeamMember.objects.bulk_create(
        TeamMember(
            innovation=new,
            position=one.position,
            user=one.user if one.user and one.user.agency_id == new.agency_id else None,
            name=one.name,
            duty=one.duty,
        )
        for one in old.team.filter(Q(user=None) | Q(user__is_active=True)).select_related("user")
    )
    Measure.objects.bulk_create(
        Measure(
            innovation=new,
            position=one.position,
            indicator=one.indicator,
            unit=one.unit,
            baseline=one.baseline if one.actual is None else one.actual,
            target=one.target,
        )
        for one in old.measures.all()
    )
