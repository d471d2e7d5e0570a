"""Gives cases and units to reviewers, and takes them back: what `stages/assignments.py` reads is written here.

The steward does it, each time checked against conflicts of interest; a declared conflict takes back by itself what its
reviewer held. The road of every case concerned tells it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Lab, Status
from stages import assignments, conflicts
from stages.desks import sitting_at
from stages.models import Assignment, Conflict, DeskUnit, Event
from stages.moves import OPEN
from stages.notices.what import tell
from stages.workflow import Refused

TO_JUDGE = OPEN - {Status.APPROVED}  # a facilitator judges it, or may have to again


@dataclass
class Outcome:
    """What became of a change at a desk: units added and taken away, and a sentence for each that was refused."""

    added: list[Agency] = field(default_factory=list)
    removed: list[Agency] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def assign(innovation: Innovation, reviewer: User, by: User) -> Assignment:
    """Ask `reviewer` to judge the innovation, at whatever stage it is; they are told.

    Raises Refused, with the sentence why: a conflict of interest, no facilitator, assigned already, nothing to judge.
    """
    _check_steward(by)
    with transaction.atomic():
        locked = Innovation.objects.select_for_update().get(pk=innovation.pk)
        if locked.status not in TO_JUDGE:
            raise Refused(_("Inovasi ini tidak ditelaah lagi (%s).") % locked.get_status_display())
        _check_facilitator(reviewer)
        if why := conflicts.between([reviewer], [locked]).get((reviewer.pk, locked.pk)):
            raise Refused(why)
        if locked.assignments.filter(reviewer=reviewer, ended_at=None).exists():
            raise Refused(_("%(who)s sudah ditugaskan.") % {"who": reviewer.name})
        made = Assignment.objects.create(innovation=locked, reviewer=reviewer, assigned_by=by)
        _tell_road([locked.pk], Event.Kind.ASSIGNED, by, reviewer.name)
        waits = locked.status == Status.SUBMITTED
        tell([reviewer], "assigned", locked, key="", needs_action=waits, who=by.name)
        return made


def end(assignment: Assignment, by: User, reason: str) -> None:
    """Take the case back from its reviewer; what they wrote so far stays. Raises Refused without a reason."""
    _check_steward(by)
    if not reason.strip():
        raise Refused(_("Tulis alasannya, misalnya 'sedang cuti'. Penelaah lain membacanya."))
    with transaction.atomic():
        held = Assignment.objects.filter(pk=assignment.pk, ended_at=None)
        if not _end_by_name(held, by, reason.strip()):
            raise Refused(_("Tugas ini sudah berakhir."))


def let_go(innovation: Innovation, user: User) -> bool:
    """End the own assignment of `user`; whether there was one. What is theirs by desk stays with the desk."""
    mine = Assignment.objects.filter(innovation=innovation, reviewer=user, ended_at=None)
    return bool(_end_by_name(mine, user, _("mundur")))


def put_at_desk(lab: Lab, reviewer: User, agencies: Iterable[Agency], by: User) -> Outcome:
    """Give whole units to the desk of `reviewer` in this lab; they are told once. Refused ones are in the outcome.

    Raises Refused when `reviewer` is no facilitator.
    """
    _check_steward(by)
    outcome, agencies = Outcome(), list(agencies)
    with transaction.atomic():
        _check_facilitator(_lock(reviewer))
        held = set(_desk(lab, reviewer).values_list("agency", flat=True))
        why = conflicts.with_units([reviewer], agencies)
        for agency in agencies:
            if sentence := why.get((reviewer.pk, agency.pk)):
                outcome.refused.append(f"{agency.name}: {sentence}")
            elif agency.pk in held:
                outcome.refused.append(
                    _("%(unit)s: sudah di meja %(who)s.") % {"unit": agency.name, "who": reviewer.name}
                )
            else:
                outcome.added.append(agency)
        DeskUnit.objects.bulk_create(
            DeskUnit(lab=lab, reviewer=reviewer, agency=agency, assigned_by=by) for agency in outcome.added
        )
        if outcome.added:
            _tell_road(_with_facilitators(lab, outcome.added), Event.Kind.ASSIGNED, by, reviewer.name)
            tell([reviewer], "assigned", key="", needs_action=True, who=by.name)
    return outcome


def take_from_desk(lab: Lab, reviewer: User, agencies: Iterable[Agency], by: User) -> Outcome:
    """Take whole units from the desk of `reviewer` in this lab. What was not there any more is left out."""
    _check_steward(by)
    with transaction.atomic():
        _lock(reviewer)
        held = _desk(lab, reviewer).filter(agency__in=agencies)
        return Outcome(removed=_end_at_desk(held, by, reviewer.name))


def divide(lab: Lab, pairs: Iterable[tuple[Agency, User]], per_unit: int, by: User) -> Outcome:
    """Put each unit of `pairs` at the desk of its person, as a proposal said; who sits there by now stays.

    `per_unit`: how many people a unit was to have. What has changed since the proposal is refused, each with why.
    """
    _check_steward(by)
    whole, given = Outcome(), defaultdict(list)
    with transaction.atomic():
        Lab.objects.select_for_update(no_key=True).get(pk=lab.pk)  # one division at a time
        sitting = sitting_at(lab)
        names = dict(assignments.facilitators().values_list("pk", "name"))
        for agency, reviewer in pairs:
            there = sitting[agency.pk]
            if len(there) >= per_unit or reviewer.pk in there:
                told = _("%(unit)s: sementara itu sudah di meja %(who)s.")
                who = ", ".join(names[pk] for pk in sorted(there))
                whole.refused.append(told % {"unit": agency.name, "who": who})
                continue
            there.add(reviewer.pk)
            given[reviewer].append(agency)
        for reviewer in sorted(given, key=lambda user: user.pk):
            try:
                outcome = put_at_desk(lab, reviewer, given[reviewer], by)
            except Refused as refusal:
                whole.refused.append(str(refusal))
            else:
                whole.added += outcome.added
                whole.refused += outcome.refused
    return whole


def step_aside(conflict: Conflict, by: User) -> int:
    """End what the person of `conflict` holds against it, by name and by desk, in its transaction; how many.

    Why is the steward's to read, with the conflict: the road only says that there is one.
    """
    user = conflict.user
    named = Assignment.objects.filter(reviewer=user, ended_at=None)
    if conflict.innovation_id:
        named = named.filter(innovation=conflict.innovation_id)
    else:
        named = named.filter(innovation__agency=conflict.agency_id)
    count = _end_by_name(named, by, _("benturan kepentingan"))
    if conflict.agency_id:
        at_desk = DeskUnit.objects.filter(reviewer=user, agency=conflict.agency_id, ended_at=None)
        count += len(_end_at_desk(at_desk, by, _because(user.name, _("benturan kepentingan"))))
    return count


def _end_by_name(held, by: User, reason: str) -> int:
    """Ends live assignments, in the order in which cases are locked everywhere."""
    rows = list(held.select_related("reviewer").select_for_update(of=("self",)).order_by("innovation", "pk"))
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now())
    for row in rows:
        _tell_road([row.innovation_id], Event.Kind.RELEASED, by, _because(row.reviewer.name, reason))
    return len(rows)


def _end_at_desk(held, by: User, note: str) -> list[Agency]:
    rows = list(held.select_related("agency", "lab").select_for_update(of=("self",)).order_by("agency__name"))
    DeskUnit.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now(), ended_by=by)
    for lab in {row.lab for row in rows}:
        agencies = [row.agency for row in rows if row.lab == lab]
        _tell_road(_with_facilitators(lab, agencies), Event.Kind.RELEASED, by, note)
    return [row.agency for row in rows]


def _with_facilitators(lab: Lab, agencies: list[Agency]) -> list[int]:
    """The cases that a change at the desk concerns now; earlier and later ones are told nothing."""
    found = Innovation.objects.filter(lab=lab, agency__in=agencies, status=Status.SUBMITTED)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _tell_road(innovations: Iterable[int], kind: str, by: User, note: str) -> None:
    Event.objects.bulk_create(Event(innovation_id=pk, kind=kind, actor=by, note=note) for pk in innovations)


def _because(name: str, reason: str) -> str:
    return f"{name}: {reason}"


def _desk(lab: Lab, reviewer: User):
    return DeskUnit.objects.filter(lab=lab, reviewer=reviewer, ended_at=None)


def _lock(user: User) -> User:
    """One change of a desk at a time."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _check_steward(by: User) -> None:
    if by.role != Role.STEWARD:
        raise Refused(_("Hanya pengelola yang membagi tugas penelaah."))


def _check_facilitator(user: User) -> None:
    if not assignments.facilitators().filter(pk=user.pk).exists():
        raise Refused(_("%(who)s bukan fasilitator yang aktif.") % {"who": user.name})
