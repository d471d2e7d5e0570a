"""Carries one idea along the road, as people would: sheets filled stage by stage, every step through `perform`.

Where a reviewer asked for improvement, the first submission has those parts shorter than the second: what
changed can be seen.
"""

import re
from datetime import datetime, time, timedelta

import pghistory
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from festival.demo import papers
from festival.demo.journey import Journey, Step
from festival.demo.people import FACILITATORS, Cast
from festival.publishing import confirm
from innovations import files
from innovations.demo import pictures
from innovations.models import Evidence, Innovation, Photo, Stage, Status
from stages import pulse, rubrics, workflow
from stages.models import Event, Pulse, Review, Score, Verdict
from stages.moves import GATES
from stages.sheets import OPTIONAL, Rows, sheet_for, word_count

PICTURE = (960, 640)  # pixels: light to draw, wide enough for a page
IMPROVE_WITHIN = timedelta(days=10)
POSTPONED_FOR = timedelta(days=21)
UNMEASURED = {"actual": None, "measured_on": None}
# What a unit measures before a facilitator asks what people feel of it.
COUNTS_ACTIVITIES = {
    "indicator": "Jumlah kegiatan (angka contoh)",
    "unit": "kegiatan",
    "baseline": 0,
    "target": 12,
}
READ_TWICE = 3  # every third innovation has two reviewers at the gates
SILENT = 7  # every seventh innovation tells nothing of its quarters
OPEN_EVIDENCE = {"guide", "survey", "report", "news"}  # what the units of the demo show to everybody
READING = timedelta(minutes=20)  # a facilitator at a desk with one unit's sheet
LONG_ENOUGH = 12  # words of a text that can be shorter
INTERNAL_NOTES = (
    "Ditelepon, data diperiksa bersama petugas loket.",
    "Angka cocok dengan laporan bulanan unit.",
    "Perlu kunjungan lapangan pada tahap berikut.",
)


class Road:
    """The road of one run. `stored` names the files that were stored, to remove them should the run fail."""

    def __init__(self, cast: Cast, now: datetime):
        self.cast, self.now = cast, now
        self.stored: list[str] = []

    def carry(self, journey: Journey) -> Innovation:
        """Register the idea of `journey` and make its steps, in the database. Raises workflow.Refused."""
        idea, steps = journey.idea, journey.steps
        staff = self.cast.staff_of(idea["agency"])
        lab = self.cast.labs[idea["lab"]]
        innovation = Innovation.register(
            agency=staff.agency,
            user=staff,
            entry_stage=idea["entry_stage"],
            due=workflow.first_due(lab.pk, idea["entry_stage"], staff.agency_id),
            lab=lab,
            title=idea["title"],
            acronym=idea["acronym"],
            one_line=idea["one_line"],
        )
        for place, step in enumerate(steps):
            if step.name == "submit":
                self.fill(innovation, idea, staff, _asked_after(steps[place + 1 :]))
            self._make(step, innovation, journey, is_last=step is steps[-1])
        if innovation.status == Status.DRAFT:
            self.fill(innovation, idea, staff)
        elif innovation.status == Status.SUBMITTED and journey.number % 4 == 0:
            self._begin_review(innovation, journey)
        self._turn_back_the_clock(innovation, journey)
        if journey.number % SILENT != 0:
            self._answer_questions(innovation, journey)
        return innovation

    def fill(self, innovation: Innovation, idea: dict, staff: User, asked=()) -> None:
        """Write what `idea` tells into the present sheet; the parts `asked` for are still thin."""
        with pghistory.context(user=staff.pk, url=reverse("workspace:sheet", args=[innovation.code])):
            columns = []
            for part in sheet_for(innovation):
                thin = part.key in asked
                for name, least in (part.fields or {}).items():
                    if name in idea:  # the custodian was set at registration
                        setattr(innovation, name, _thinned(idea[name], name, least) if thin else idea[name])
                        columns.append(name)
                if part.rows:
                    self._add_rows(innovation, part.rows, idea, staff, thin)
            innovation.save(update_fields=[*columns, "updated_at"])

    def _add_rows(self, innovation: Innovation, rows: Rows, idea: dict, staff: User, thin: bool) -> None:
        told = idea[rows.relation]
        there = list(getattr(innovation, rows.relation).all())
        if rows.relation == "measures":
            planned = innovation.stage == Stage.DESIGN
            told = [values | UNMEASURED for values in told] if planned else told
            told = [told[0] | COUNTS_ACTIVITIES, *told[1:]] if planned and thin else told
            for row, values in zip(there, told, strict=False):
                type(row).objects.filter(pk=row.pk).update(**values)
        if rows.relation == "measures" and innovation.stage == Stage.DELIVERY:
            done = [row["activity"] for row in idea["steps"] if row["is_done"]]
            innovation.steps.filter(activity__in=done).update(is_done=True)
        new = told[len(there) : len(told) - 1 if thin and len(told) > 1 else None]
        match rows.relation:
            case "photos":
                for values in new:
                    self._add_photo(innovation, staff, values)
                return
            case "evidence":
                for values in new:
                    self._add_evidence(innovation, staff, values)
                return
            case "steps":
                new = [values | {"is_done": False} for values in new]
        relation = getattr(innovation, rows.relation)
        relation.bulk_create([relation.model(innovation=innovation, **values) for values in new])

    def _add_photo(self, innovation: Innovation, staff: User, told: dict) -> None:
        drawn = pictures.draw(told["scene"], told["seed"], PICTURE)
        upload = SimpleUploadedFile("foto.jpg", drawn, "image/jpeg")
        photo = Photo(
            innovation=innovation, added_by=staff, caption=told["caption"], consent=Photo.Consent.NO_PEOPLE
        )
        self.stored += [photo.path(width) for width in files.WIDTHS]
        photo.keep(files.clean_photo(upload))
        photo.save()

    def _add_evidence(self, innovation: Innovation, staff: User, told: dict) -> None:
        evidence = Evidence(
            innovation=innovation,
            added_by=staff,
            is_public=told["kind"] in OPEN_EVIDENCE,
            **told | {"link": told["link"] or ""},
        )
        if not evidence.link:
            lines = [
                f"Unit: {innovation.agency.name}",
                f"Inovasi: {innovation.title} ({innovation.code})",
                f"Nomor: {evidence.number or '-'}",
                f"Perihal: {evidence.subject or '-'}",
                "",
                "CONTOH. Berkas ini dibuat untuk memperagakan portal dan bukan dokumen resmi.",
            ]
            content = papers.pdf(evidence.title, lines)
            upload = SimpleUploadedFile(f"{evidence.title}.pdf".replace("/", "-"), content, "application/pdf")
            evidence.keep(files.check_document(upload), upload)
            self.stored.append(evidence.file.name)
        evidence.save()

    def _make(self, step: Step, innovation: Innovation, journey: Journey, *, is_last: bool) -> None:
        actor = self.cast.actor(step.by, journey.number + step.stage.number, journey.idea["agency"])
        words = dict(step.text)
        due = None
        if step.name == "recommend":
            review = workflow.review_of(actor, innovation)
            review.reply, words["note"] = words["note"], ""
            review.internal_note = INTERNAL_NOTES[journey.number % len(INTERNAL_NOTES)]
            review.started_at = step.at - READING
            review.rubric, review.verdict = rubrics.current(step.stage), Verdict.READY
            review.finish(step.at)
            self._score(review, journey)
            if step.stage in GATES and journey.number % READ_TWICE == 0:
                self._read_by_another(review, journey)
        if step.name == "return":
            due = self._improve_by(journey) if is_last else step.at + IMPROVE_WITHIN
        if step.name == "postpone":
            due = self.now + POSTPONED_FOR
        workflow.perform(
            innovation, step.name, actor, version=innovation.version, due=due, at=step.at, **words
        )

    def _read_by_another(self, first: Review, journey: Journey) -> None:
        """A second reviewer, stricter here and there: so that it can be seen where two differ."""
        colleague = self.cast.facilitator(
            FACILITATORS.index(first.reviewer.username) + 1, journey.idea["agency"]
        )
        if colleague == first.reviewer:  # the other has a conflict with the unit
            return
        review = Review(
            submission=first.submission,
            reviewer=colleague,
            rubric=first.rubric,
            verdict=Verdict.IMPROVE if journey.number % 2 else Verdict.READY,
            internal_note="Manfaatnya nyata; biayanya perlu dihitung sekali lagi.",
            started_at=first.started_at,
        )
        review.finish(first.finished_at)
        self._score(review, journey, least=2)

    def _score(self, review: Review, journey: Journey, least: int = 3) -> None:
        """From `least` on for each criterion, and now and then one that cannot be judged yet."""
        places = enumerate(rubrics.criteria(review.submission.from_stage, review.rubric_id))
        scores = [(one, (journey.number * 7 + place * 5 + least * 4) % 11) for place, one in places]
        Score.objects.bulk_create(
            Score(review=review, criterion=criterion, value=least + drawn % 3 if drawn else None)
            for criterion, drawn in scores
        )

    def _improve_by(self, journey: Journey) -> datetime:
        """A due date in the coming days; every fourth has just passed."""
        days = -1 if journey.number % 4 == 3 else 2 + journey.number % 7
        day = timezone.localdate(self.now) + timedelta(days=days)
        return max(timezone.make_aware(datetime.combine(day, time(16))), journey.ended + timedelta(hours=4))

    def _begin_review(self, innovation: Innovation, journey: Journey) -> None:
        Review.objects.create(
            submission=workflow.submissions(innovation).first(),
            reviewer=self.cast.facilitator(journey.number, journey.idea["agency"]),
            internal_note="Baru dibaca separuh; tanyakan angka awalnya kepada unit.",
            started_at=min(journey.ended + timedelta(hours=20), self.now),
        )

    def _turn_back_the_clock(self, innovation: Innovation, journey: Journey) -> None:
        """Date what the database dated today: registration, last change, files."""
        begins, ended = journey.begins, journey.ended
        with workflow.writing_state():
            Innovation.objects.filter(pk=innovation.pk).update(
                created_at=begins, updated_at=ended, since=ended
            )
        sent = [step.at for step in journey.steps if step.name == "submit"]
        for rows in (innovation.evidence, innovation.photos):
            rows.update(created_at=(sent[-1] if sent else ended) - timedelta(minutes=30))

    def _answer_questions(self, innovation: Innovation, journey: Journey) -> None:
        """What runs has said so in the last two quarters that were asked about and are closed."""
        asked_now = pulse.quarter_asked(timezone.localdate(self.now))
        staff = self.cast.staff_of(journey.idea["agency"])
        for months in (-6, -3):
            quarter = pulse.plus_months(asked_now, months)
            at = pulse.closes_at(quarter) - timedelta(days=3 + journey.number % 60)
            if journey.ended < at and pulse.asked_about(quarter).filter(pk=innovation.pk).exists():
                answer = Pulse.Answer.CHANGED if journey.number % 11 == 5 else Pulse.Answer.RUNNING
                told = Pulse(innovation=innovation, quarter=quarter, answer=answer, answered_at=at)
                told.number = 40 + journey.number * 37 % 900
                told.answered_by, told.channel = staff, Pulse.Channel.WORKSPACE
                told.save()
                confirm(told)
                Event.objects.create(
                    innovation=innovation,
                    kind=Event.Kind.PULSE,
                    actor=staff,
                    note=pulse.in_words(told),
                    created_at=at,
                )

    def clear_files(self) -> None:
        """Remove what this run stored."""
        for name in self.stored:
            default_storage.delete(name)


def _asked_after(steps: list[Step]) -> list[str]:
    """The parts that the judgement of a submission asked to improve; `steps` are those that followed it."""
    judged = next((step for step in steps if step.name != "recommend"), None)
    return judged.text["parts"] if judged else []


def _thinned(value, name: str, least: int):
    """What a column held before improvement: of a text the first sentences, as long as the sheet asks for.

    Links are not given yet; other values are as they are.
    """
    if not isinstance(value, str):
        return value
    if name.endswith("_url"):
        return ""
    if least == OPTIONAL or word_count(value) < LONG_ENOUGH:
        return value
    for end in re.finditer(r"(?<=[^\d\s][.!?])\s", value):
        if word_count(short := value[: end.start()]) >= least:
            return short
    return value
