"""Any number of innovations more, in bulk: for measuring how the portal behaves when it is full.

The rows have the shape of those that `stages.workflow.perform` and `festival.models.publish` write (a test
compares them), but go in by COPY, a batch per transaction. There are no photos: a picture belongs to one record.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from festival.content import copy_of, searched_text
from festival.demo import choice
from festival.demo.copying import copy_in
from festival.demo.journey import Journey, Step
from festival.demo.people import Cast, cast
from festival.demo.road import IMPROVE_WITHIN, READING
from festival.models import Exhibit, Festival
from innovations.models import (
    ActionStep,
    CodeSequence,
    Evidence,
    Innovation,
    Lab,
    Measure,
    ProgressReport,
    Stage,
    Status,
    TeamMember,
)
from stages.models import Review, StageRecord
from stages.sheets import display, sheet_for
from stages.workflow import ANSWER_WITHIN, first_due, writing_state

BATCH = 500  # innovations held in memory at a time
REPORT_EVERY = 10  # batches
LONGEST_CHOICE = 60  # characters: a longer text is no code with a label
ROWS = {
    "team": TeamMember,
    "steps": ActionStep,
    "measures": Measure,
    "progress": ProgressReport,
    "evidence": Evidence,
}
NARRATIVE = [
    field.name
    for field in Innovation._meta.concrete_fields
    if field.editable
    and not field.is_relation
    and field.name not in {"id", "created_at", "updated_at", "since"}
]


def add(count: int, *, start: int, report: Callable[[str], None]) -> None:
    """Add `count` innovations made from generated ideas, from the `start`-th on. Prints progress by `report`.

    What an interruption leaves is whole batches.
    """
    now = timezone.now()
    journeys = choice.generated(start, count, now)
    with transaction.atomic():
        people = cast()
        for key in people.agencies:
            people.staff_of(key)
    made = 0
    while batch := list(islice(journeys, BATCH)):
        with transaction.atomic(), writing_state():
            _Batch(people).store(batch)
        made += len(batch)
        if made // BATCH % REPORT_EVERY == 0 or made == count:
            report(f"{made} dari {count} inovasi tambahan ...")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner shall know the new sizes at once


class _Batch:
    """One batch on its way into the database."""

    def __init__(self, people: Cast):
        self.people = people
        self.due = {
            (lab.slug, stage): first_due(lab.pk, stage) for lab in people.labs.values() for stage in Stage
        }
        self.festivals = {festival.lab.slug: festival for festival in Festival.objects.select_related("lab")}

    def store(self, journeys: list[Journey]) -> None:
        journeys.sort(key=lambda journey: journey.begins)
        codes = {lab.slug: _codes(lab, journeys) for lab in self.people.labs.values()}
        innovations = [self._innovation(journey, next(codes[journey.idea["lab"]])) for journey in journeys]
        copy_in(Innovation, innovations)
        rows = [
            {relation: list(_rows(relation, journey, innovation)) for relation in ROWS}
            for journey, innovation in zip(journeys, innovations, strict=True)
        ]
        for relation, model in ROWS.items():
            copy_in(model, chain.from_iterable(one[relation] for one in rows))
        copy_in(Exhibit, self._exhibits(journeys, innovations))
        histories = list(map(self._records, journeys, innovations, rows))
        copy_in(StageRecord, chain.from_iterable(histories))
        copy_in(Review, chain.from_iterable(map(_reviews, journeys, histories)))

    def _innovation(self, journey: Journey, code: str) -> Innovation:
        idea, steps = journey.idea, journey.steps
        staff = self.people.staff_of(idea["agency"])
        last = steps[-1] if steps else None
        status = Status(last.move.target) if last else Status.DRAFT
        lessons = [idea["lessons"], *(step.text["lesson"] for step in steps)]
        narrative = {name: idea[name] for name in NARRATIVE if name in idea}
        return Innovation(
            **narrative | {"lessons": "\n\n".join(filter(None, lessons))},
            code=code,
            lab=self.people.labs[idea["lab"]],
            agency=self.people.agencies[idea["agency"]],
            custodian=staff,
            entry_stage=idea["entry_stage"],
            stage=last.to_stage if last else idea["entry_stage"],
            status=status,
            due=self._due_after(idea, last) if last else self.due[idea["lab"], idea["entry_stage"]],
            open_parts=last.text["parts"] if status == Status.RETURNED else [],
            version=1 + len(steps),
            submitted_at=_last(steps, Status.SUBMITTED),
            endorsed_at=_last(steps, Status.ENDORSED),
            created_at=journey.begins,
            since=journey.ended,
            updated_at=journey.ended,
        )

    def _due_after(self, idea: dict, step: Step) -> datetime | None:
        match step.move.target:
            case Status.RETURNED:
                return step.at + IMPROVE_WITHIN
            case Status.SUBMITTED | Status.ENDORSED:
                return step.at + ANSWER_WITHIN
            case Status.DRAFT:
                return self.due[idea["lab"], step.to_stage]
        return None

    def _records(self, journey: Journey, innovation: Innovation, rows: dict[str, list]) -> list[StageRecord]:
        frozen: dict[Stage, dict] = {}
        receipts = 0
        records = []
        for step in journey.steps:
            receipt = None
            if step.name == "submit":
                receipts += 1
                receipt = f"TT-{innovation.code}-{receipts:02d}"
            if step.stage not in frozen:
                frozen[step.stage] = _snapshot(innovation, step.stage, rows)
            words = step.text | ({"note": ""} if step.name == "recommend" else {})
            actor = self.people.actor(step.by, journey.number + step.stage.number, journey.idea["agency"])
            records.append(
                StageRecord(
                    innovation=innovation,
                    move=step.name,
                    actor=actor,
                    role=actor.role,
                    from_stage=step.stage,
                    from_status=step.status,
                    to_stage=step.to_stage,
                    to_status=step.move.target,
                    due=self._due_after(journey.idea, step),
                    receipt=receipt,
                    snapshot=frozen[step.stage],
                    created_at=step.at,
                    **words,
                )
            )
        return records

    def _exhibits(self, journeys: list[Journey], innovations: list[Innovation]) -> Iterator[Exhibit]:
        shown = [
            pair for pair in zip(journeys, innovations, strict=True) if pair[1].status == Status.PUBLISHED
        ]
        models.prefetch_related_objects([innovation for _, innovation in shown], "measures", "team", "photos")
        for journey, innovation in shown:
            slug = slugify(innovation.title)[:100].strip("-")
            yield Exhibit(
                innovation=innovation,
                festival=self.festivals[journey.idea["lab"]],
                slug=f"{slug}-{innovation.code.lower().removeprefix('inv-')}",
                code=innovation.code,
                title=innovation.title,
                summary=innovation.headline or innovation.one_line,
                body=searched_text(innovation),
                content=copy_of(innovation) | {"journey": _passed(journey)},
                agency=innovation.agency,
                district=innovation.agency.district,
                kind=innovation.kind,
                novelty=innovation.novelty,
                affair=innovation.affair,
                year=(innovation.applied_on or innovation.launched_on or journey.ended).year,
                published_at=journey.ended,
                refreshed_at=journey.ended,
            )


def _passed(journey: Journey) -> list[dict]:
    """`festival.content.journey` before its records are stored: when each stage was last passed."""
    days = {
        step.stage: step.at.date().isoformat()
        for step in journey.steps
        if step.name in {"recommend", "approve"}
    }
    return [{"stage": stage, "on": day} for stage, day in days.items()]


def _rows(relation: str, journey: Journey, innovation: Innovation) -> Iterator[models.Model]:
    """The rows of one relation, from what the idea tells."""
    model = ROWS[relation]
    for number, told in enumerate(journey.idea[relation], start=1):
        values = dict(told)
        if model is Measure:
            values |= {name: _decimal(told[name]) for name in ("baseline", "target", "actual")}
        if model is Evidence:
            # Files by the hundred thousand would measure the disk: a link stands for each.
            values["link"] = told["link"] or f"https://example.org/bukti/{innovation.code}/{number}"
            values |= {"added_by": innovation.custodian, "created_at": innovation.since}
        yield model(innovation=innovation, **values)


def _snapshot(innovation: Innovation, stage: Stage, rows: dict[str, list]) -> dict[str, dict]:
    """`stages.sheets.snapshot` from rows at hand: without a query, and the same words worded once."""
    frozen = {}
    for part in sheet_for(innovation, stage):
        content = frozen.setdefault(part.key, {"fields": {}, "rows": []})
        content["fields"] |= {name: _shown(innovation, name) for name in part.columns()}
        if part.rows:
            content["rows"] += [
                {name: _shown(row, name) for name in part.rows.fields}
                for row in rows.get(part.rows.relation, ())
            ]
    return frozen


def _shown(row: models.Model, name: str) -> str:
    value = row.__dict__.get(name)
    if isinstance(value, str) and len(value) > LONGEST_CHOICE:
        return value
    return _worded(type(row), name, value) if name in row.__dict__ else display(row, name)


@lru_cache(50_000)
def _worded(model: type[models.Model], name: str, value) -> str:
    return display(model(**{name: value}), name)


def _reviews(journey: Journey, records: list[StageRecord]) -> Iterator[Review]:
    """The finished review behind each recommendation, of stored records."""
    submission = None
    for step, record in zip(journey.steps, records, strict=True):
        if step.name == "submit":
            submission = record
        if step.name == "recommend":
            yield Review(
                submission=submission,
                reviewer=record.actor,
                reply=step.text["note"],
                started_at=step.at - READING,
                finished_at=step.at,
            )


def _codes(lab: Lab, journeys: list[Journey]) -> Iterator[str]:
    """The lab's next codes, one for each of its journeys; the sequence stays locked until the batch is stored."""
    wanted = sum(journey.idea["lab"] == lab.slug for journey in journeys)
    CodeSequence.objects.bulk_create([CodeSequence(year=lab.year)], ignore_conflicts=True)
    sequence = CodeSequence.objects.select_for_update().get(year=lab.year)
    first, sequence.last = sequence.last + 1, sequence.last + wanted
    sequence.save(update_fields=["last"])
    return (f"INV-{lab.year}-{number:04d}" for number in range(first, first + wanted))


def _last(steps: list[Step], target: Status) -> datetime | None:
    return next((step.at for step in reversed(steps) if step.move.target == target), None)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
