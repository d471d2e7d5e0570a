"""Which moves a record of the demo data made, and when. Plans only: nothing here writes to the database.

A journey follows from where an idea stands (`stage`, `status`, `case`, see `innovations.demo`) and from the dates
in its text: nothing is submitted before what it tells has happened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.models import Role
from innovations.demo import LABS, notes
from innovations.models import Innovation, Stage, Status
from stages.moves import GATES, MOVES, Move
from stages.sheets import Part, sheet_for

LAB_STARTS = {lab["slug"]: lab["starts_on"] for lab in LABS}
PAST_LAB_LASTS = timedelta(days=210)  # from the first day of an earlier lab to its festival
REGISTERED_WITH_COMMITMENT = timedelta(days=60)

# How many days ago the last step was made, from and to, by the status it led to.
WAITED = {
    Status.DRAFT: (2, 40),
    Status.SUBMITTED: (1, 19),
    Status.RETURNED: (1, 6),
    Status.ENDORSED: (1, 17),
    Status.APPROVED: (1, 6),
    Status.PUBLISHED: (1, 24),
    Status.STOPPED: (5, 90),
}
# How many days a step takes, from and to: writing a sheet is slower than judging one.
TAKES = {Role.AGENCY: (8, 30)}
JUDGING_TAKES = (2, 12)

# The dates in the text that must have passed when the sheet of a stage is sent.
DATES = {
    Stage.DRUM_UP: ("commitment_on",),
    Stage.DIAGNOSE: ("idea_on",),
    Stage.DELIVERY: ("trial_on", "launched_on", "applied_on"),
}
ROW_DATES = {Stage.DELIVERY: (("measures", "measured_on"), ("progress", "reported_on"), ("evidence", "date"))}

# Which of `notes.RECOMMEND` speak of what a stage yields.
RECOMMENDATIONS = {
    Stage.DRUM_UP: [7, 1],
    Stage.DIAGNOSE: [0],
    Stage.DESIGN: [2, 1],
    Stage.DELIVERY: [3],
    Stage.DISPLAY: [5],
}
RETURN_AT_DRUM_UP = {
    "note": (
        "Kemauannya terasa. Tolong sebutkan dalam satu kalimat siapa yang tertolong, dan siapa di tim yang "
        "menggantikan bila ketuanya pindah tugas."
    ),
    "lesson": "",
    "parts": ["one_line", "team"],
}


@dataclass
class Step:
    """One move: the row of the table, and from where. `text` is {"note", "lesson", "parts"}, parts as keys."""

    move: Move
    stage: Stage
    status: Status
    text: dict = field(default_factory=lambda: {"note": "", "lesson": "", "parts": []})
    at: datetime | None = None

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def by(self) -> str:
        """The role that makes it: most moves have one; stopping is the unit's, taking down the steward's."""
        for role in (Role.AGENCY, Role.STEWARD):
            if role in self.move.roles:
                return role
        return next(iter(self.move.roles))

    @property
    def to_stage(self) -> Stage:
        return list(Stage)[self.stage.number] if self.move.advances else self.stage


@dataclass
class Journey:
    """An idea with the moves it made. `number` counts the ideas and varies what people write."""

    idea: dict
    number: int
    steps: list[Step]
    begins: datetime | None = None

    @property
    def ended(self) -> datetime:
        """When it came to where it stands."""
        return self.steps[-1].at if self.steps else self.begins


class _Walk:
    """Collects the moves of one idea, starting from the draft of its entry stage."""

    def __init__(self, idea: dict, number: int):
        self.idea, self.number = idea, number
        self.stage, self.status = Stage(idea["entry_stage"]), Status.DRAFT
        self.steps: list[Step] = []

    def go(self, name: str, role: str = "") -> None:
        move = next(
            move
            for move in MOVES
            if move.name == name
            and self.status in move.sources
            and self.stage in move.stages
            and (not role or role in move.roles)
        )
        step = Step(move, self.stage, self.status, _words(name, self))
        self.steps.append(step)
        self.stage, self.status = step.to_stage, Status(move.target)


def plan(idea: dict, number: int, now: datetime, *, case: str | None = None) -> Journey:
    """The journey of `idea` to where it stands, every step dated before `now`. The same arguments: the same journey.

    `case` overrides the idea's; beside those of `innovations.demo` there are "recalled" (sent, called back, sent
    again) and "taken_down" (was published).
    """
    rng = Random(f"{idea['slug']} {number}")  # noqa: S311  (to vary, not to protect)
    journey = Journey(idea, number, _steps(idea, number, idea["case"] if case is None else case, rng))
    _date(journey, now, rng)
    return journey


def _steps(idea: dict, number: int, case: str, rng: Random) -> list[Step]:
    target, status = Stage(idea["stage"]), Status(idea["status"])
    walk = _Walk(idea, number)
    sent = [stage for stage in Stage if walk.stage.number <= stage.number < target.number]
    if status not in {Status.DRAFT, Status.STOPPED, Status.RETURNED}:
        sent.append(target)
    turning = rng.choice(sent) if sent else None  # where a record was improved or recalled
    while walk.stage != target:
        _send(walk, case if walk.stage == turning else "")
        walk.go("recommend")
        if walk.status == Status.ENDORSED:
            walk.go("approve")
    if case == "reopened":
        walk.go("stop")
        walk.go("reopen")
    match status:
        case Status.DRAFT:
            return walk.steps
        case Status.STOPPED:
            if case == "declined":
                walk.go("submit")
                walk.go("recommend")
                walk.go("decline")
            else:
                walk.go("stop" if walk.steps else "withdraw")  # what was never sent leaves no lesson
            return walk.steps
        case Status.RETURNED:
            walk.go("submit")
            if target in GATES and number % 3 == 0:
                walk.go("recommend")
                walk.go("return", Role.EXECUTIVE)
            else:
                walk.go("return")
            return walk.steps
    _send(walk, case if walk.stage == turning else "")
    for name in ("recommend", "approve", "announce"):
        if walk.status != status:
            walk.go(name)
    if status == Status.ENDORSED and number % 3 == 1:
        walk.go("postpone")
    if case == "taken_down":
        walk.go("take_down")
    return walk.steps


def _send(walk: _Walk, case: str) -> None:
    walk.go("submit")
    if case in {"improved", "recalled"}:
        walk.go("return" if case == "improved" else "recall")
        walk.go("submit")


def _words(name: str, walk: _Walk) -> dict:
    """What is written with a move, from `notes`; for "return" something about the sheet at hand."""
    match name:
        case "submit" | "recall":
            return {"note": "", "lesson": "", "parts": []}
        case "withdraw":
            note = "Terdaftar dua kali; dilanjutkan dalam catatan lain unit kami."
            return {"note": note, "lesson": "", "parts": []}
        case "take_down":
            return {
                "note": "Diturunkan sementara atas permintaan unit: jam layanan berubah dan sedang diperbarui.",
                "lesson": "",
                "parts": [],
            }
        case "return":
            return _request(walk)
    fitting = _fitting(name, walk)
    return notes.for_move(name, fitting[walk.number % len(fitting)])


def _fitting(name: str, walk: _Walk) -> list[int]:
    """Which of the notes for a move fit this stage and history."""
    if name == "recommend":
        if any(step.name == "return" and step.stage == walk.stage for step in walk.steps):
            return [4]
        if walk.stage == Stage.DIAGNOSE and walk.idea["novelty"] == Innovation.Novelty.EXTENSION:
            return [0, 6]
        return RECOMMENDATIONS[walk.stage]
    if name == "approve":
        is_display = walk.stage == Stage.DISPLAY
        return [n for n, note in enumerate(notes.APPROVE) if ("ditampilkan" in note) == is_display]
    if name in {"stop", "reopen"} and walk.stage.number < Stage.DELIVERY.number:
        return [0]  # the others tell of a service that has begun
    told = notes.CASES.get(walk.idea["case"], {}).get(name)
    return list(told or range(8))


def _request(walk: _Walk) -> dict:
    sheet = sheet_for(Innovation(entry_stage=walk.idea["entry_stage"], stage=walk.stage))
    requests = [notes.for_move("return", number) for number in range(len(notes.RETURN))] + [RETURN_AT_DRUM_UP]
    if not walk.idea["origin_url"]:  # nothing that could be added
        requests = [request for request in requests if "origin" not in request["parts"]]
    fitting = [request | {"parts": keys} for request in requests if (keys := _keys(sheet, request["parts"]))]
    return fitting[walk.number % len(fitting)]


def _keys(sheet: tuple[Part, ...], names: list[str]) -> list[str]:
    """The parts that hold these fields or rows; none unless the sheet has all of them."""
    keys = []
    for name in names:
        key = next(
            (p.key for p in sheet if name in p.columns() or (p.rows and p.rows.relation == name)), None
        )
        if key is None:
            return []
        if key not in keys:
            keys.append(key)
    return keys


def ready_on(idea: dict, stage: Stage) -> date | None:
    """The day from which the sheet of `stage` can be sent: the latest date that it tells of."""
    stages = [s for s in Stage if s.number <= stage.number] if stage == idea["entry_stage"] else [stage]
    found = [idea[name] for one in stages for name in DATES.get(one, ()) if idea[name]]
    found += [
        row[name]
        for one in stages
        for rows, name in ROW_DATES.get(one, ())
        for row in idea[rows]
        if row.get(name)
    ]
    return max(found, default=None)


def _date(journey: Journey, now: datetime, rng: Random) -> None:
    """Date the steps from the last back to the first.

    A step is not before its text is ready or the lab has begun, the mandate (Design's approval) is given before
    the trial, and each takes a while. Where this can't all be, the order of the steps wins.
    """
    idea, steps = journey.idea, journey.steps
    today, starts = timezone.localdate(now), LAB_STARTS[idea["lab"]]
    ended = today
    if idea["lab"] != LABS[-1]["slug"]:
        ended = min(today, starts + PAST_LAB_LASTS)
    day = _workday(ended - timedelta(days=rng.randint(*WAITED[Status(idea["status"])])), starts)
    earliest = list(_earliest(idea, steps, starts))
    if steps:
        day = max(day, min(earliest[-1], ended - timedelta(days=1)))
    for place in range(len(steps) - 1, -1, -1):
        step = steps[place]
        if place + 1 < len(steps):
            follower = steps[place + 1].by
            day = _before(day, rng.randint(*TAKES.get(follower, JUDGING_TAKES)), earliest[place])
        if step.name == "approve" and step.stage == Stage.DESIGN and idea["trial_on"]:
            day = min(day, max(_workday(idea["trial_on"] - timedelta(days=1), starts), earliest[place]))
        step.at = _at(day, rng)
    if steps:
        day = _before(day, rng.randint(*TAKES[Role.AGENCY]), starts)
        committed = idea["commitment_on"]
        if committed and steps[0].at.date() - committed < REGISTERED_WITH_COMMITMENT:
            day = min(day, max(committed, starts))
    journey.begins = _at(day, rng)


def _earliest(idea: dict, steps: list[Step], starts: date) -> Iterator[date]:
    day = starts
    for step in steps:
        ready = ready_on(idea, step.stage) if step.name == "submit" else None
        day = _monday(max(day + timedelta(days=1), ready or starts))
        yield day


def _before(day: date, days: int, earliest: date) -> date:
    """About `days` before `day`, on a working day where that fits; always before `day`."""
    latest = day - timedelta(days=1)
    return min(latest, _workday(max(day - timedelta(days=days), earliest), earliest))


def _monday(day: date) -> date:
    """`day`, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def _workday(day: date, earliest: date) -> date:
    """`day`, or the Friday before a weekend where that is not too early."""
    friday = day - timedelta(days=max(0, day.weekday() - 4))
    return friday if friday >= earliest else day


def _at(day: date, rng: Random) -> datetime:
    """A moment of that day in office hours, in the region's time."""
    return timezone.make_aware(datetime.combine(day, time(rng.randint(8, 15), rng.randint(1, 59))))
