"""Who answers for a record: handed over in two steps, taken over where nobody does, and the team beside.

A custodian's work changes hands only when the receiver accepts. Every change is told on the record's road.
Nothing here knows about requests, forms or pages.
"""

from collections.abc import Iterator
from operator import mod

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from innovations.models import Innovation, TeamMember
from stages.models import Event, Handover
from stages.notices.what import tell
from stages.standing import moment
from stages.todo import Todo
from stages.workflow import Refused

ACCEPTED, DECLINED, WITHDRAWN = (
    Handover.Outcome.ACCEPTED,
    Handover.Outcome.DECLINED,
    Handover.Outcome.WITHDRAWN,
)
TOLD = {ACCEPTED: "accepted", DECLINED: "refused"}  # what the giver hears
_later = lazy(mod, str)  # fills a lazy sentence when it is written down, in the language of then
TO, FROM = gettext_lazy("Kepada %(who)s."), gettext_lazy("Dari %(who)s.")
BEFORE = gettext_lazy("Sebelumnya: %(who)s.")
ADDED = gettext_lazy("Ditambahkan: %(now)s.")
CHANGED = gettext_lazy("Diubah: %(was)s menjadi %(now)s.")
REMOVED = gettext_lazy("Dikeluarkan: %(was)s.")
EVENTS = {ACCEPTED: Event.Kind.ACCEPTED, DECLINED: Event.Kind.DECLINED, WITHDRAWN: Event.Kind.WITHDRAWN}


def receivers(innovation: Innovation, giver: User) -> QuerySet[User]:
    """To whom `giver` may hand `innovation` over: active colleagues of its unit, but its custodian."""
    colleagues = User.objects.filter(agency=innovation.agency_id, is_active=True).exclude(pk=giver.pk)
    return colleagues.exclude(pk=innovation.custodian_id) if innovation.custodian_id else colleagues


def open_handover(innovation: Innovation) -> Handover | None:
    """The one that waits for its receiver's answer."""
    return innovation.handovers.filter(closed_at=None).select_related("giver", "receiver").first()


def give(innovation: Innovation, giver: User, receiver: User, note: str) -> Handover:
    """Offer `innovation` to `receiver`, and tell them. Giving the same again returns the one that waits already.

    Raises Refused when it is not theirs to give or to receive, or when another waits for its answer.
    """
    with transaction.atomic():
        locked = _locked(innovation, giver)
        if waiting := open_handover(locked):
            if (waiting.giver, waiting.receiver, waiting.note) == (giver, receiver, note.strip()):
                return waiting
            raise Refused(
                _("%(giver)s sudah menyerahkannya kepada %(receiver)s pada %(when)s; tunggu jawabannya dulu.")
                % {"giver": waiting.giver, "receiver": waiting.receiver, "when": moment(waiting.given_at)}
            )
        if not receivers(locked, giver).filter(pk=receiver.pk).exists():
            raise Refused(_("Pilih rekan seunit yang akunnya aktif dan belum menjadi penanggung jawabnya."))
        handover = Handover.objects.create(
            innovation=locked, giver=giver, receiver=receiver, note=note.strip()
        )
        event = _record(locked, Event.Kind.GIVEN, giver, _later(TO, {"who": receiver}))
        tell(
            [receiver],
            "given",
            locked,
            key=f"given:{event.pk}",
            needs_action=True,
            path=_page_to_tell(locked),
            who=giver.name,
        )
        return handover


def answers_of(user: User, handover: Handover) -> tuple[str, ...]:
    """The outcomes that `user` may give an open handover.

    Its receiver accepts or declines, its giver withdraws; where one of the two no longer works in the unit, any
    colleague does.
    """
    unit = handover.innovation.agency_id
    if user.role != Role.AGENCY or user.agency_id != unit or not user.is_active or handover.closed_at:
        return ()
    if user == handover.receiver:
        return (ACCEPTED, DECLINED)
    both_there = all(one.is_active and one.agency_id == unit for one in (handover.giver, handover.receiver))
    return (WITHDRAWN,) if user == handover.giver or not both_there else ()


def close(handover: Handover, outcome: str, user: User, reply: str = "") -> Handover:
    """Accept, decline or withdraw: the receiver becomes the custodian, or nothing changes.

    Answering the same way again does nothing. Raises Refused, with the sentence that says who was faster.
    """
    with transaction.atomic():
        locked = _locked(handover.innovation, user)
        found = Handover.objects.select_related("innovation", "giver", "receiver").get(pk=handover.pk)
        if found.closed_at and (found.outcome, user) == (outcome, _answered_by(found)):
            return found
        if found.closed_at:
            raise Refused(
                _("Penyerahan ini sudah %(outcome)s pada %(when)s.")
                % {"outcome": found.get_outcome_display(), "when": moment(found.closed_at)}
            )
        if outcome not in answers_of(user, found):
            raise Refused(_("Penyerahan ini bukan untuk Anda jawab."))
        found.outcome, found.closed_at, found.reply = outcome, timezone.now(), reply.strip()
        found.save(update_fields=["outcome", "closed_at", "reply"])
        if outcome == ACCEPTED:
            _entrust(locked, user)
        whom = (
            _later(FROM, {"who": found.giver}) if outcome == ACCEPTED else _later(TO, {"who": found.receiver})
        )
        event = _record(locked, EVENTS[outcome], user, whom, found.reply)
        if kind := TOLD.get(outcome):
            tell(
                [found.giver],
                kind,
                locked,
                key=f"{kind}:{event.pk}",
                path=_page_to_tell(locked),
                who=user.name,
            )
        return found


def take_over(innovation: Innovation, user: User) -> None:
    """Make `user` the custodian of a record that nobody of the unit answers for. An open handover is withdrawn.

    Taking it twice does nothing. Raises Refused when somebody answers for it.
    """
    with transaction.atomic():
        locked = _locked(innovation, user)
        if locked.custodian_id == user.pk:
            return
        if not locked.is_orphan:
            raise Refused(
                _("%(who)s sudah menjadi penanggung jawabnya; minta ia menyerahkannya kepada Anda.")
                % {"who": locked.custodian}
                if locked.custodian
                else _("Inovasi ini sudah dihentikan; tidak perlu penanggung jawab.")
            )
        before = locked.custodian
        locked.handovers.filter(closed_at=None).update(outcome=WITHDRAWN, closed_at=timezone.now())
        _entrust(locked, user)
        _record(locked, Event.Kind.TAKEN, user, _later(BEFORE, {"who": before or gettext_lazy("belum ada")}))


# The team


def keep_member(innovation: Innovation, member: TeamMember, actor: User) -> None:
    """Store a member of the team, new or changed, and tell it in words.

    Call it in the transaction that holds the innovation's lock.
    """
    before = TeamMember.objects.filter(pk=member.pk).select_related("user__agency").first()
    if not before:
        member.position = innovation.team.next_position()
    was, now = _described(before) if before else "", _described(member)
    member.save()
    if was != now:
        said = CHANGED if before else ADDED
        _record(innovation, Event.Kind.TEAM, actor, _later(said, {"was": was, "now": now}))


def remove_member(innovation: Innovation, member: TeamMember, actor: User) -> None:
    """Take a member out of the team; an account of another unit sees the record no more.

    Call it in the transaction that holds the innovation's lock.
    """
    was = _described(member)
    member.delete()
    _record(innovation, Event.Kind.TEAM, actor, _later(REMOVED, {"was": was}))


def _described(member: TeamMember) -> str:
    """'Tomi (pengatur jadwal; Tomi Solin, Dinas Pendidikan: boleh mengisi)', in Indonesian."""
    said = member.duty
    if member.user:
        with translation.override("id"):
            right = _("boleh mengisi") if member.can_edit else _("hanya melihat")
            unit = member.user.agency or member.user.get_role_display()
        said = f"{said}; {member.user}, {unit}: {right}"
    return f"{member.name} ({said})"


# What waits


def todos(user: User) -> Iterator[Todo]:
    """Records that a colleague hands over to `user`, to accept or decline."""
    waiting = Handover.objects.filter(
        receiver=user, closed_at=None, innovation__agency=user.agency_id
    ).select_related("innovation__agency", "giver")
    for one in waiting:
        yield Todo(
            _("%(who)s menyerahkan inovasi ini kepada Anda: terima, atau kembalikan.") % {"who": one.giver},
            _page(one.innovation),
            innovation=one.innovation,
            action=_("Jawab"),
            words=one.note,
        )


def orphan_todos(user: User) -> Iterator[Todo]:
    """Records of the unit that nobody answers for."""
    orphans = Innovation.objects.filter(agency=user.agency_id).orphans().select_related("agency", "custodian")
    for one in orphans.order_by("due", "id"):
        yield Todo(
            _("Tanpa penanggung jawab: ambil alih atau serahkan kepada rekan."),
            _page(one),
            innovation=one,
            action=_("Ambil alih atau serahkan"),
        )


def _locked(innovation: Innovation, user: User) -> Innovation:
    """The row, locked until the transaction ends. Raises Refused for who is not of its unit."""
    if user.role != Role.AGENCY or not user.is_active or user.agency_id != innovation.agency_id:
        raise Refused(_("Hanya staf unit pemilik inovasi ini yang mengatur penanggung jawabnya."))
    # Without joins: after waiting for the lock, PostgreSQL reads the row anew, but not the rows joined to it.
    return Innovation.objects.select_for_update().get(pk=innovation.pk)


def _entrust(innovation: Innovation, user: User) -> None:
    innovation.custodian = user
    innovation.save(update_fields=["custodian", "updated_at"])


def _answered_by(handover: Handover) -> User:
    return handover.giver if handover.outcome == WITHDRAWN else handover.receiver


def _record(innovation: Innovation, kind: str, actor: User, *said: str) -> Event:
    """Put on the record's road what happened, always in Indonesian."""
    with translation.override("id"):
        note = " ".join(str(one) for one in said if one)
    return Event.objects.create(innovation=innovation, kind=kind, actor=actor, note=note)


def _page(innovation: Innovation) -> str:
    return reverse("workspace:handover", args=[innovation.code])


def _page_to_tell(innovation: Innovation) -> str:
    """The same for somebody else, in whichever language they read."""
    with translation.override("id"):
        return _page(innovation)
