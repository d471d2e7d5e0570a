"""The 5D workflow: who may move an innovation from where to where. The only code that writes stage and status.

`MOVES` (in `stages/moves.py`) is the rule as a table of data, `moves_for` says which of its rows are open to a
person now, `perform` carries one out. Nothing here knows about requests, forms or pages.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Stage, Status
from stages.assignments import assigned_to, awaiting_others, still_reading
from stages.conflicts import conflicting
from stages.models import Event, Point, Review, StageRecord, StageWindow
from stages.models.calendar import unit_due
from stages.moves import DUE, LABELS, LESSON, MOVES, NOTE, PARTS, REVIEW, SHEET, TURN, Move
from stages.notices.what import tell_of, tell_of_time
from stages.sheets import TEAM, Missing, Part, missing, sheet_for, snapshot

# For the facilitator and for the Bupati's office; our own promise to units.
ANSWER_WITHIN = timedelta(days=14)


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """A move that is not made; its text is a sentence for the person who asked."""


class Stale(Refused):
    """Somebody else moved the record since the page was opened."""


class Incomplete(Refused):
    """The sheet still lacks something; `missing` names each part with its sentence."""

    def __init__(self, lacks: list[Missing]):
        super().__init__(" ".join(one.sentence for one in lacks))
        self.missing = lacks


def waiting_for(user: User) -> QuerySet[Innovation]:
    """What waits for `user`: it is their role's turn, and they are free to act. Oldest due first.

    For staff also what they help another unit to fill. For a facilitator what is assigned to them or to nobody,
    but not what they have read while another assigned reviewer still reads.
    """
    statuses = [status for status, role in TURN.items() if role == user.role]
    mine = (
        Innovation.objects.fillable_by(user)
        if user.role == Role.AGENCY
        else Innovation.objects.visible_to(user)
    )
    found = mine.filter(status__in=statuses)
    if user.role in {Role.FACILITATOR, Role.EXECUTIVE}:
        found = found.exclude(conflicting(user))
    if user.role == Role.FACILITATOR:
        found = found.filter(assigned_to(user)).exclude(awaiting_others(user))
    if user.role == Role.EXECUTIVE:
        found = found.exclude(records__in=_recommendations_of(user))
    return found.order_by("due", "id")


def moves_for(user: User, innovation: Innovation) -> list[Move]:
    """The moves open to `user` on `innovation` now, in the table's order.

    The unit's moves are for its own staff: a team member from elsewhere fills sheets, no more. Nobody reviews a
    record of their own unit or one with which they have a conflict; what is assigned to others is theirs to judge;
    who recommended may not approve; a submission can be recalled until a review of it has begun; a steward submits
    from a paper form only; only what was never submitted is withdrawn.
    """
    moves = [
        move
        for move in MOVES
        if user.role in move.roles and innovation.status in move.sources and innovation.stage in move.stages
    ]
    if not moves or not _is_theirs(user, innovation):
        return []
    return [move for move in moves if _is_free(move, user, innovation)]


def has_conflict(user: User, innovation: Innovation) -> bool:
    """Whether `user` belongs to the record or its unit, or has declared a conflict with either."""
    return Innovation.objects.filter(conflicting(user), pk=innovation.pk).exists()


def open_parts(user: User, innovation: Innovation) -> tuple[Part, ...]:
    """The parts of the present sheet that `user` may edit now: of the own unit's, as a member, or from its paper.

    Custodian and team stay with the unit, whoever else helps to fill the sheet.
    """
    parts = parts_with_unit(innovation)
    if not parts or not may_fill(user, innovation):
        return ()
    if user.role == Role.AGENCY and user.agency_id != innovation.agency_id:
        return tuple(part for part in parts if part != TEAM)
    return parts


def parts_with_unit(innovation: Innovation) -> tuple[Part, ...]:
    """The parts of the present sheet that are open now: all of a draft, those asked for when returned."""
    sheet = sheet_for(innovation)
    if innovation.status == Status.DRAFT:
        return sheet
    if innovation.status == Status.RETURNED:
        return tuple(part for part in sheet if part.key in innovation.open_parts)
    return ()


def may_fill(user: User, innovation: Innovation) -> bool:
    """Whether `user` is of the record's unit, or of its team with the right to fill, or a steward with its paper."""
    if not user.is_active:
        return False
    if user.role == Role.STEWARD:
        return has_paper(innovation)
    if user.role == Role.AGENCY and user.agency_id == innovation.agency_id:
        return True
    return Innovation.objects.fillable_by(user).filter(pk=innovation.pk).exists()


def has_paper(innovation: Innovation) -> bool:
    """Whether a steward noted a paper form since the record came to where it is; they fill and send from it."""
    return innovation.events.filter(
        kind=Event.Kind.PAPER, actor__role=Role.STEWARD, created_at__gte=innovation.since
    ).exists()


def may_attach(user: User, innovation: Innovation, key: str) -> bool:
    """Whether `user` may add or remove photos or evidence (`key`: "photos", "evidence") now.

    Their part is open, or the present sheet does not ask for them: a draft of any stage takes a scan of the
    commitment, and a record returned for another part takes none of what was judged already.
    """
    parts = {part.key for part in open_parts(user, innovation)}
    return bool(parts) and (key in parts or key not in {part.key for part in sheet_for(innovation)})


def submissions(innovation: Innovation) -> QuerySet[StageRecord]:
    """The submissions of the present stage, newest first: the one being judged, then earlier rounds."""
    return innovation.records.filter(move="submit", from_stage=innovation.stage).order_by(
        "-created_at", "-id"
    )


def review_of(user: User, innovation: Innovation) -> Review:
    """The review by `user` of the submission being judged: the stored one, or a new one not yet stored."""
    submission = submissions(innovation).first()
    found = Review.objects.filter(submission=submission, reviewer=user).first()
    return found or Review(submission=submission, reviewer=user)


def first_due(lab_id: int, stage: str, agency_id: int | None) -> datetime | None:
    """When the unit's sheet of `stage` is due in this lab, if the steward has set it; None asks for units at large."""
    window = StageWindow.objects.with_dates_of(agency_id).filter(lab_id=lab_id, stage=stage).first()
    return window.unit_due if window else None


def perform(
    innovation: Innovation,
    name: str,
    actor: User,
    *,
    version: int,
    note: str = "",
    lesson: str = "",
    parts: Iterable[str] | Mapping[str, str] = (),
    due: datetime | None = None,
    at: datetime | None = None,
) -> StageRecord:
    """Carry out the move `name` and append its record, all or nothing.

    `version` is the innovation's as the actor saw it. `note`, `lesson`, `parts` (keys of the present sheet, or a
    mapping of such keys to what is asked of each) and `due` are what the move asks for. `at` is when it
    happened, for histories brought in, of which nobody is told (default: now).

    Side effects, in one transaction: the row is locked; stage, status, since, due, open parts and version are
    written; a StageRecord is appended, with a Point for each part asked for; a lesson is added to the
    innovation's; the effect that the settings name for this move runs (the exhibit opens or closes); those
    concerned are told (stages/notices/what.py).
    `innovation` is refreshed.

    Raises Stale when somebody was faster, Incomplete when the sheet lacks something, Refused otherwise.
    """
    note, lesson = note.strip(), lesson.strip()
    asked = dict(parts) if isinstance(parts, Mapping) else dict.fromkeys(parts, "")
    is_history, at = at is not None, at or timezone.now()
    with transaction.atomic():
        locked = lock(innovation, version)
        move = next((move for move in moves_for(actor, locked) if move.name == name), None)
        if move is None:
            raise Refused(
                _(
                    "Langkah ini tidak terbuka bagi Anda sekarang. Muat ulang halaman untuk melihat keadaannya."
                )
            )
        _check(move, locked, actor, note, lesson, asked, due, at)

        lesson = lesson if LESSON in move.asks else ""
        stage = Stage(locked.stage)
        to_stage = list(Stage)[stage.number] if move.advances else stage
        record = StageRecord(
            innovation=locked,
            move=name,
            actor=actor,
            role=actor.role,
            from_stage=locked.stage,
            from_status=locked.status,
            to_stage=to_stage,
            to_status=move.target,
            note=note,
            lesson=lesson,
            parts=list(asked) if PARTS in move.asks else [],
            due=_due(move, locked, to_stage, due, at),
            receipt=_next_receipt(locked) if name == "submit" else None,
            snapshot=snapshot(locked),
            created_at=at,
        )
        record.save()
        Point.objects.bulk_create(
            Point(record=record, part=part.key, words=asked[part.key].strip())
            for part in sheet_for(locked)
            if part.key in record.parts
        )

        locked.stage, locked.status = to_stage, move.target
        locked.since, locked.due = at, record.due
        locked.open_parts = record.parts
        locked.version += 1
        if move.target == Status.SUBMITTED:
            locked.submitted_at = at
        if move.name == "recommend" and move.target == Status.ENDORSED:
            locked.endorsed_at = at
        if lesson:
            locked.lessons = "\n\n".join(filter(None, [locked.lessons, lesson]))
        with writing_state():
            locked.save(
                update_fields=[
                    "stage",
                    "status",
                    "since",
                    "due",
                    "open_parts",
                    "version",
                    "submitted_at",
                    "endorsed_at",
                    "lessons",
                    "updated_at",
                ]
            )
        if effect := settings.WORKFLOW_EFFECTS.get(name):
            import_string(effect)(locked, record)
        if not is_history:
            tell_of(record)
    innovation.refresh_from_db()
    return record


def perform_all(
    seen: Iterable[tuple[Innovation, int]], name: str, actor: User, *, note: str = ""
) -> list[StageRecord]:
    """Carry out one move on several innovations, all or none. `seen`: each with its version as the actor saw it.

    Raises Refused (Stale where somebody was faster) that names the record which stands in the way.
    """
    records = []
    with transaction.atomic():
        for innovation, version in sorted(seen, key=lambda pair: pair[0].pk):  # one order: no deadlock
            try:
                records.append(perform(innovation, name, actor, version=version, note=note))
            except Refused as refusal:
                kind = Stale if isinstance(refusal, Stale) else Refused
                raise kind(f"{innovation.code} {innovation.title}: {refusal}") from refusal
    return records


def reschedule(window: StageWindow, agencies: Iterable[Agency] | None = None) -> int:
    """Give the drafts of the window's lab and stage their date, all or those of `agencies`; how many.

    A unit with a later date of its own keeps it, and so does what was returned.
    """
    drafts = Innovation.objects.filter(lab=window.lab_id, stage=window.stage, status=Status.DRAFT)
    if agencies is not None:
        drafts = drafts.filter(agency__in=agencies)
    with transaction.atomic(), writing_state():
        return drafts.update(due=unit_due(window, "agency"))


def give_time(innovation: Innovation, due: datetime, actor: User, *, version: int, reason: str) -> Innovation:
    """Let the unit improve returned work until `due`; the record tells who gave it time and why, and so is the unit.

    Raises Stale when the record moved on, Refused when it is not with the unit for improvement.
    """
    with transaction.atomic():
        locked = lock(innovation, version)
        if locked.status != Status.RETURNED:
            raise Refused(_("Hanya yang sedang diperbaiki unit yang dapat diberi waktu lebih."))
        with writing_state():
            Innovation.objects.filter(pk=locked.pk).update(due=due)
        locked.due = due
        event = Event.objects.create(innovation=locked, kind=Event.Kind.EXTENDED, actor=actor, note=reason)
        tell_of_time(event)
    return locked


def lock(innovation: Innovation, version: int) -> Innovation:
    """The innovation's row, locked until the transaction ends. Raises Stale when it is no longer at `version`."""
    locked = Innovation.objects.select_for_update().get(pk=innovation.pk)
    if locked.version != version:
        raise Stale(_told_kindly(locked))
    return locked


def is_done(innovation: Innovation, name: str, actor: User, version: int) -> bool:
    """Whether `actor` made just this move from just this `version`: the second send of a double click."""
    last = StageRecord.objects.filter(innovation=innovation, innovation__version=version + 1).last()
    return last is not None and (last.actor_id, last.move) == (actor.pk, name)


@contextmanager
def writing_state() -> Iterator[None]:
    """Opens the database's guard on stage and status inside the present transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('inovik.move', 'on', true)")
        yield
        cursor.execute("SELECT set_config('inovik.move', '', true)")


def _is_theirs(user: User, innovation: Innovation) -> bool:
    """Whether `user` of the unit, or free to act on it: sees it, has no conflict, is not to leave it to others."""
    if user.role == Role.AGENCY:
        return user.is_active and user.agency_id == innovation.agency_id
    this = Innovation.objects.filter(pk=innovation.pk)
    found = this.visible_to(user)
    if user.role in {Role.FACILITATOR, Role.EXECUTIVE}:
        found = found.exclude(pk__in=this.filter(conflicting(user)).values("pk"))
    if user.role == Role.FACILITATOR and innovation.status == Status.SUBMITTED:
        found = found.filter(assigned_to(user))
    return found.exists()


def _recommendations_of(user: User) -> QuerySet[StageRecord]:
    return StageRecord.objects.filter(actor=user, move="recommend")


def _is_free(move: Move, user: User, innovation: Innovation) -> bool:
    if move.name == "approve":
        return not _recommendations_of(user).filter(innovation=innovation).exists()
    if move.name == "submit" and user.role == Role.STEWARD:
        return has_paper(innovation)
    if move.name == "withdraw":
        return innovation.submitted_at is None
    if move.name == "recall":
        return not Review.objects.filter(submission=submissions(innovation).first()).exists()
    return True


def _check(move, innovation, actor, note, lesson, parts, due, at) -> None:
    if SHEET in move.asks and (lacks := missing(innovation)):
        raise Incomplete(lacks)
    if NOTE in move.asks and not note:
        raise Refused(_("Tulis alasannya; unit membaca apa yang Anda tulis."))
    if LESSON in move.asks and not lesson:
        raise Refused(
            _("Tulis pelajarannya: apa yang sebaiknya diketahui unit lain yang mencoba hal serupa.")
        )
    if PARTS in move.asks and not set(parts) <= {part.key for part in sheet_for(innovation)}:
        raise Refused(_("Pilih bagian dari lembar kerja tahap ini."))
    if PARTS in move.asks and not parts:
        raise Refused(
            _("Pilih paling sedikit satu bagian yang perlu diperbaiki; hanya bagian itu yang dibuka lagi.")
        )
    if DUE in move.asks and (due is None or due <= at):
        raise Refused(_("Isi batas waktu dengan tanggal yang akan datang."))
    if REVIEW in move.asks:
        _check_reviews(innovation, actor)


def _check_reviews(innovation: Innovation, actor: User) -> None:
    """The actor and all other assigned reviewers have finished their review of the present submission."""
    submission = submissions(innovation).first()
    own = Review.objects.filter(submission=submission, reviewer=actor, finished_at__isnull=False)
    if not own.exists():
        raise Refused(_("Selesaikan dulu telaah Anda atas kiriman ini, lalu rekomendasikan."))
    if waiting := [user.name for user in still_reading(innovation, submission, but=actor)]:
        told = _("Belum dapat direkomendasikan: %(names)s belum selesai menelaah.")
        raise Refused(told % {"names": ", ".join(waiting)})


def _due(
    move: Move, innovation: Innovation, to_stage: Stage, asked: datetime | None, at: datetime
) -> datetime | None:
    if DUE in move.asks:
        return asked
    if move.target in {Status.SUBMITTED, Status.ENDORSED}:
        return at + ANSWER_WITHIN
    if move.target == Status.DRAFT:
        return first_due(innovation.lab_id, to_stage, innovation.agency_id)
    return None


def _next_receipt(innovation: Innovation) -> str:
    """TT-<code>-<n>: numbered within the innovation, whose row is locked."""
    return f"TT-{innovation.code}-{innovation.records.filter(move='submit').count() + 1:02d}"


def _told_kindly(innovation: Innovation) -> str:
    last = innovation.records.select_related("actor").last()
    if last is None:  # a version that never was
        return _("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu coba lagi.")
    return _(
        "Tidak jadi: %(who)s sudah lebih dulu memilih '%(move)s' pada %(when)s, "
        "sehingga catatan ini sekarang berstatus '%(status)s'. Muat ulang halaman untuk melanjutkan."
    ) % {
        "who": last.actor.name,
        "move": LABELS[last.move],
        "when": date_format(timezone.localtime(last.created_at), "j M Y H.i"),
        "status": innovation.get_status_display(),
    }
