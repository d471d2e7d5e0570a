"""Any number of innovations more, in bulk: for measuring how the portal behaves when it is full.

The rows have the shape of those that `stages.workflow.perform` and `festival.publishing.publish` write (a test
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
from festival.demo.copying import copy_in, next_keys
from festival.demo.journey import Journey, Step
from festival.demo.people import Cast, cast
from festival.demo.road import IMPROVE_WITHIN, READING
from festival.models import Exhibit, Festival, Publication, publications
from festival.models.exhibits import draw_lot
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
from stages.models import Point, Review, StageRecord
from stages.sheets import Part, display, sheet_for
from stages.workflow import ANSWER_WITHIN, first_due, writing_state

BATCH = 500  # innovations held in memory at a time
REPORT_EVERY = 10  # batches
LONGEST_CHOICE = 60  # characters: a longer text is no code with a label
ROWS: dict[str, type[models.Model]] = {
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
    """Add `count` innovations made from generated ideas, from the `start`-th on. Tells progress by `report`.

    What an interruption leaves is whole batches.
    """
    journeys = choice.generated(start, count, timezone.now())
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
            (lab.slug, stage): first_due(lab.pk, stage, None)
            for lab in people.labs.values()
            for stage in Stage
        }
        self.festivals = {festival.lab.slug: festival for festival in Festival.objects.select_related("lab")}

    def store(self, journeys: list[Journey]) -> None:
        journeys.sort(key=lambda journey: journey.begins)
        codes = {lab.slug: _codes(lab, journeys) for lab in self.people.labs.values()}
        keys = next_keys(Innovation, len(journeys))
        innovations = [
            self._innovation(journey, key, next(codes[journey.idea["lab"]]))
            for journey, key in zip(journeys, keys, strict=True)
        ]
        copy_in(Innovation, (_columns(innovation) for innovation in innovations))
        rows = list(map(_rows, journeys, innovations))
        for relation, model in ROWS.items():
            copy_in(model, chain.from_iterable(one[relation] for one in rows))
        exhibits = list(self._exhibits(journeys, innovations))
        for exhibit, key in zip(exhibits, next_keys(Exhibit, len(exhibits)), strict=True):
            exhibit["id"] = key
        copy_in(Exhibit, exhibits)
        copy_in(Publication, map(_first_version, exhibits))
        histories = list(map(self._records, journeys, innovations, rows))
        steps = next_keys(StageRecord, sum(map(len, histories)))
        for record, key in zip(chain.from_iterable(histories), steps, strict=True):
            record["id"] = key
        copy_in(StageRecord, chain.from_iterable(histories))
        copy_in(Review, chain.from_iterable(map(_reviews, journeys, histories)))
        copy_in(Point, chain.from_iterable(map(_points, histories)))

    def _innovation(self, journey: Journey, key: int, code: str) -> Innovation:
        idea, steps = journey.idea, journey.steps
        last = steps[-1] if steps else None
        status = Status(last.move.target) if last else Status.DRAFT
        lessons = [idea["lessons"], *(step.text["lesson"] for step in steps)]
        narrative = {name: idea[name] for name in NARRATIVE if name in idea}
        return Innovation(
            **narrative | {"lessons": "\n\n".join(filter(None, lessons))},
            id=key,
            code=code,
            lab=self.people.labs[idea["lab"]],
            agency=self.people.agencies[idea["agency"]],
            custodian=self.people.staff_of(idea["agency"]),
            entry_stage=idea["entry_stage"],
            stage=last.to_stage.value if last else idea["entry_stage"],
            status=status.value,
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

    def _records(self, journey: Journey, innovation: Innovation, rows: dict[str, list[dict]]) -> list[dict]:
        idea = journey.idea
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
            actor = self.people.actor(step.by, journey.number + step.stage.number, idea["agency"])
            records.append(
                {
                    "innovation_id": innovation.pk,
                    "move": step.name,
                    "actor_id": actor.pk,
                    "role": actor.role,
                    "from_stage": step.stage.value,
                    "from_status": step.status.value,
                    "to_stage": step.to_stage.value,
                    "to_status": step.move.target.value,
                    "note": "" if step.name == "recommend" else step.text["note"],
                    "lesson": step.text["lesson"],
                    "parts": step.text["parts"],
                    "due": self._due_after(idea, step),
                    "receipt": receipt,
                    "snapshot": frozen[step.stage],
                    "created_at": step.at,
                }
            )
        return records

    def _exhibits(self, journeys: list[Journey], innovations: list[Innovation]) -> Iterator[dict]:
        shown = [
            pair for pair in zip(journeys, innovations, strict=True) if pair[1].status == Status.PUBLISHED
        ]
        models.prefetch_related_objects(
            [innovation for _, innovation in shown], "measures", "team", "photos", "evidence"
        )
        for journey, innovation in shown:
            slug = slugify(innovation.title)[:100].strip("-")
            yield {
                "innovation_id": innovation.pk,
                "festival_id": self.festivals[journey.idea["lab"]].pk,
                "slug": f"{slug}-{innovation.code.lower().removeprefix('inv-')}",
                "code": innovation.code,
                "title": innovation.title,
                "summary": innovation.headline or innovation.one_line,
                "body": searched_text(innovation),
                "content": copy_of(innovation) | {"journey": _passed(journey)},
                "agency_id": innovation.agency_id,
                "district_id": innovation.agency.district_id,
                "kind": innovation.kind,
                "novelty": innovation.novelty,
                "affair": innovation.affair,
                "goal": innovation.goal,
                "summary_en": innovation.summary_en,
                "origin_code": "",
                "standing": innovation.standing,
                "uses": 0,
                "helpful": 0,
                "unhelpful": 0,
                "lot": draw_lot(),
                "honours": [],
                "year": (innovation.applied_on or innovation.launched_on or journey.ended).year,
                "published_at": journey.ended,
                "refreshed_at": journey.ended,
            }


def _first_version(exhibit: dict) -> dict:
    """`festival.models.Publication.of` an exhibit that is not read back."""
    return (
        {"exhibit_id": exhibit["id"], "number": 1, "at": exhibit["published_at"]}
        | {name: exhibit.get(name) for name in publications.TOLD}
        | {"facts": {name: exhibit[name] for name in publications.FACTS}}
    )


def _columns(innovation: Innovation) -> dict:
    return {name: value for name, value in innovation.__dict__.items() if not name.startswith("_")}


def _rows(journey: Journey, innovation: Innovation) -> dict[str, list[dict]]:
    """The rows of every relation, from what the idea tells."""
    idea, key = journey.idea, {"innovation_id": innovation.pk}
    rows = {relation: [told | key for told in idea[relation]] for relation in ROWS}
    for row in rows["measures"]:
        row |= {name: _decimal(row[name]) for name in ("baseline", "target", "actual")}
    for number, row in enumerate(rows["evidence"], start=1):
        row |= {
            # Files by the hundred thousand would measure the disk: a link stands for each.
            "link": row["link"] or f"https://example.org/bukti/{innovation.code}/{number}",
            "added_by_id": innovation.custodian_id,
            "created_at": innovation.since,
        }
    return rows


def _passed(journey: Journey) -> list[dict]:
    """`festival.content.journey` before its records are stored: when each stage was last passed."""
    days = {
        step.stage.value: step.at.date().isoformat()
        for step in journey.steps
        if step.name in {"recommend", "approve"}
    }
    return [{"stage": stage, "on": day} for stage, day in days.items()]


def _snapshot(innovation: Innovation, stage: Stage, rows: dict[str, list[dict]]) -> dict[str, dict]:
    """`stages.sheets.snapshot` from rows at hand: without a query, and the same words worded once."""
    frozen = {}
    for part in _sheet(innovation.entry_stage, stage):
        content = frozen.setdefault(part.key, {"fields": {}, "rows": []})
        for name in part.columns():
            if name == "custodian":
                content["fields"][name] = str(innovation.custodian)
            else:
                content["fields"][name] = _shown(Innovation, name, getattr(innovation, name))
        if part.rows:
            model = ROWS.get(part.rows.relation)
            content["rows"] += [
                {name: _shown(model, name, row.get(name)) for name in part.rows.fields}
                for row in rows.get(part.rows.relation, ())
            ]
    return frozen


@lru_cache
def _sheet(entry_stage: str, stage: Stage) -> tuple[Part, ...]:
    return sheet_for(Innovation(entry_stage=entry_stage), stage)


def _shown(model: type[models.Model], name: str, value) -> str:
    if isinstance(value, str) and (not value or len(value) > LONGEST_CHOICE):
        return value
    return _worded(model, name, value)


@lru_cache(50_000)
def _worded(model: type[models.Model], name: str, value) -> str:
    return display(model(**{name: value}), name)


def _points(records: list[dict]) -> Iterator[dict]:
    """What each return asked, part by part; where a submission followed, the unit has answered."""
    for place, record in enumerate(records):
        answer = next((later for later in records[place:] if later["move"] == "submit"), None)
        answered = (
            {"answered_by_id": answer["actor_id"], "answered_at": answer["created_at"]} if answer else {}
        )
        for part in record["parts"]:
            yield {"record_id": record["id"], "part": part} | answered


def _reviews(journey: Journey, records: list[dict]) -> Iterator[dict]:
    """The finished review behind each recommendation."""
    submission = None
    for step, record in zip(journey.steps, records, strict=True):
        if step.name == "submit":
            submission = record["id"]
        if step.name == "recommend":
            yield {
                "submission_id": submission,
                "reviewer_id": record["actor_id"],
                "reply": step.text["note"],
                "started_at": step.at - READING,
                "finished_at": step.at,
            }


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
