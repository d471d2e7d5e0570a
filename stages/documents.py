"""Issuing and revoking papers of the office: which may be issued of what, and what they say.

What a document says is frozen as `facts` when it is issued, in Indonesian, and typeset from them alone: the same paper
comes out years later. Only the steward issues and revokes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Agency, Role, User
from innovations.models import Innovation, Lab, Stage, Status
from stages.models import Document, DocumentSequence, StageRecord
from stages.moves import DONE
from stages.workflow import Refused

Kind = Document.Kind
PREFIXES = {Kind.DECISION: "BA", Kind.STAGE: "BAT", Kind.CERTIFICATE: "PI", Kind.PARTICIPATION: "PP"}


@dataclass(frozen=True)
class Subject:
    """What a document is about, as its columns name it."""

    lab: Lab
    innovation: Innovation | None = None
    record: StageRecord | None = None
    stage: str = ""
    agency: Agency | None = None

    def columns(self) -> dict:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def of_case(kind: str, case: Innovation, records: Iterable[StageRecord] | None = None) -> Subject:
    """The subject of a document about `case`: of its latest decision, or of the innovation as it stands.

    `records`: the case's, newest first, where they were fetched already.
    """
    record = None
    if kind == Kind.DECISION:
        records = case.records.as_road() if records is None else records
        record = next(filter(is_decision, records), None)
    return Subject(case.lab, innovation=case, record=record)


def is_decision(record: StageRecord) -> bool:
    """Whether the step decided about the case: of the Bupati's office, or of a facilitator who let it pass a stage."""
    if record.move == "recommend":
        return record.from_stage != record.to_stage
    return record.move in {"approve", "decline"}


def hindrance(kind: str, subject: Subject) -> str:
    """Why no such document can be issued of `subject` now, as a sentence; "" when it can."""
    if kind == Kind.DECISION and subject.record is None:
        return _("Belum ada keputusan atas kasus ini.")
    if kind == Kind.CERTIFICATE and subject.innovation.status != Status.PUBLISHED:
        return _("Piagam baru dapat diterbitkan setelah inovasinya diumumkan.")
    if kind == Kind.STAGE and not _judged(subject).exists():
        return _("Belum ada lembar yang dikirim untuk tahap ini.")
    if kind == Kind.PARTICIPATION and not _taken_part(subject).exists():
        return _("Unit ini belum pernah mengirim lembar di laboratorium itu.")
    return ""


def issue(kind: str, subject: Subject, actor: User) -> Document:
    """Issue the document; where a valid one of the same subject exists, that one. Raises Refused."""
    if actor.role != Role.STEWARD:
        raise Refused(_("Hanya pengelola yang menerbitkan dokumen."))
    with transaction.atomic():
        if subject.innovation:  # so that nobody takes it down meanwhile
            locked = Innovation.objects.select_for_update(of=["self"], no_key=True).select_related(
                "agency", "lab"
            )
            subject = Subject(**subject.columns() | {"innovation": locked.get(pk=subject.innovation.pk)})
        year = timezone.localdate().year
        serial = DocumentSequence.next_serial(kind, year)  # from here on others of this kind wait in line
        if twin := _same(kind, subject).first():
            transaction.set_rollback(True)
            return twin
        if refusal := hindrance(kind, subject):
            raise Refused(refusal)
        with translation.override("id"):
            facts = FACTS[kind](subject) | {"signatories": _signatories(kind, subject, actor)}
        return Document.objects.create(
            kind=kind,
            year=year,
            serial=serial,
            number=f"{PREFIXES[kind]}-{year}-{serial:04d}",
            facts=facts,
            issued_by=actor,
            **subject.columns(),
        )


def revoke(document: Document, actor: User, reason: str) -> None:
    """Say that the paper is no longer good. Doing it twice keeps the first reason. Raises Refused."""
    if actor.role != Role.STEWARD:
        raise Refused(_("Hanya pengelola yang mencabut dokumen."))
    if not reason.strip():
        raise Refused(_("Tulis alasannya, misalnya 'nama anggota tim keliru'."))
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if locked.is_valid:
            locked.revoked_at, locked.revoked_by, locked.reason = timezone.now(), actor, reason.strip()
            locked.save(update_fields=["revoked_at", "revoked_by", "reason"])


def _same(kind: str, subject: Subject):
    columns = {
        Kind.DECISION: ("record",),
        Kind.STAGE: ("lab", "stage"),
        Kind.CERTIFICATE: ("innovation",),
        Kind.PARTICIPATION: ("lab", "agency"),
    }[kind]
    return Document.objects.valid().filter(kind=kind, **{name: getattr(subject, name) for name in columns})


# What each kind says


def _decision(subject: Subject) -> dict:
    case, decision = subject.innovation, subject.record
    steps = case.records.filter(from_stage=decision.from_stage, created_at__lte=decision.created_at)
    return _of_innovation(case) | {
        "stage": decision.get_from_stage_display(),
        "decision": str(DONE[decision.move]),
        "decided_by": _person(decision.actor, decision.get_role_display()),
        "decided_at": _moment(decision.created_at),
        "note": decision.note,
        "steps": [
            {
                "at": _moment(step.created_at),
                "what": str(DONE[step.move]),
                "who": _person(step.actor, step.get_role_display()),
                "note": step.note,
            }
            for step in steps.select_related("actor").defer("snapshot")
        ],
    }


def _stage(subject: Subject) -> dict:
    last: dict[int, StageRecord] = {}
    judged = (
        _judged(subject).select_related("innovation__agency").defer("snapshot").order_by("created_at", "id")
    )
    for record in judged:
        last[record.innovation_id] = record
    rows = sorted(last.values(), key=lambda record: record.innovation.code)
    counts: dict[str, int] = {}
    for record in rows:
        outcome = str(DONE[record.move])
        counts[outcome] = counts.get(outcome, 0) + 1
    return {
        "title": _("Tahap %(stage)s") % {"stage": Stage(subject.stage).label},
        "lab": subject.lab.name,
        "mou": subject.lab.mou,
        "stage": str(Stage(subject.stage).label),
        "counts": list(counts.items()),
        "cases": [
            {
                "code": record.innovation.code,
                "title": record.innovation.title,
                "unit": record.innovation.agency.name,
                "outcome": str(DONE[record.move]),
                "at": date_format(timezone.localtime(record.created_at), "j M Y"),
            }
            for record in rows
        ],
    }


def _certificate(subject: Subject) -> dict:
    case = subject.innovation
    custodian = [{"name": case.custodian.name, "duty": _("Penanggung jawab")}] if case.custodian else []
    team = [{"name": one.name, "duty": one.duty} for one in case.team.all()]
    known = {one["name"] for one in custodian}
    announced = case.records.filter(move="announce").last()
    return _of_innovation(case) | {
        "one_line": case.one_line,
        "announced": date_format(timezone.localtime(announced.created_at), "j F Y"),
        "people": custodian + [one for one in team if one["name"] not in known],
    }


def _participation(subject: Subject) -> dict:
    lab, count = subject.lab, _taken_part(subject).count()
    told = ngettext("%(count)d inovasi", "%(count)d inovasi", count)
    return {
        "title": subject.agency.name,
        "unit": subject.agency.name,
        "lab": lab.name,
        "held": f"{date_format(lab.starts_on, 'j F Y')} – {date_format(lab.ends_on, 'j F Y')}",
        "brought": told % {"count": count},
    }


FACTS: dict[str, Callable[[Subject], dict]] = {
    Kind.DECISION: _decision,
    Kind.STAGE: _stage,
    Kind.CERTIFICATE: _certificate,
    Kind.PARTICIPATION: _participation,
}


def _of_innovation(case: Innovation) -> dict:
    return {"title": case.title, "code": case.code, "unit": case.agency.name, "lab": case.lab.name}


def _signatories(kind: str, subject: Subject, steward: User) -> list[dict]:
    """Whose signatures the paper has room for: who judged, then the steward; on a certificate the Bupati."""
    lines = [{"name": steward.name, "role": str(Role.STEWARD.label)}]
    if kind in {Kind.CERTIFICATE, Kind.PARTICIPATION}:
        return [{"name": "", "role": _("Bupati Pakpak Bharat")}, *lines]
    if kind == Kind.DECISION:
        records = subject.innovation.records.filter(
            from_stage=subject.record.from_stage, created_at__lte=subject.record.created_at
        )
    else:
        records = _judged(subject)
    judged = records.filter(role__in=[Role.FACILITATOR, Role.EXECUTIVE]).exclude(move="postpone")
    people = judged.order_by("role", "actor__name").values_list("actor__name", "role").distinct()
    return [{"name": name, "role": str(Role(role).label)} for name, role in people] + lines


def _judged(subject: Subject):
    """The steps taken in this stage of the lab, of cases that were submitted there."""
    sent = StageRecord.objects.filter(
        innovation__lab=subject.lab, from_stage=subject.stage, move="submit"
    ).values("innovation")
    return StageRecord.objects.filter(innovation__in=sent, from_stage=subject.stage)


def _taken_part(subject: Subject):
    return Innovation.objects.filter(lab=subject.lab, agency=subject.agency, submitted_at__isnull=False)


def _person(user: User, role: str) -> str:
    return f"{user.name}, {role}"


def _moment(at) -> str:
    return _("%(when)s WIB") % {"when": date_format(timezone.localtime(at), "j F Y, H.i")}
