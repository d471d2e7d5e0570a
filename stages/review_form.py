"""The form of a facilitator's review: scores, remarks on parts, verdict, and the two boxes for words.

Nothing is decided here: `stages/reviews.py` says what is kept and when a review is finished.
"""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from stages import reviews, rubrics
from stages.fields import plain_spoken
from stages.forms import PART_LABELS, DueField, Parts, PartsField, text_box, version_field
from stages.models import Criterion, Review, StageRecord, Verdict
from stages.models.rubrics import HIGHEST, LOWEST
from stages.timing import improve_by

NOT_YET = "-"  # cannot be judged yet
LABELS = {str(value): str(value) for value in range(LOWEST, HIGHEST + 1)} | {
    NOT_YET: _("Belum dapat dinilai")
}
LONGEST_KEY = 18  # digits that a database key may have


@dataclass(frozen=True)
class Question:
    """A criterion with its field; `options` are (radio, what that score looks like), without the last, "not yet"."""

    criterion: Criterion
    field: forms.BoundField
    options: list[tuple[BoundWidget, str]]
    not_yet: BoundWidget


class ReviewForm(forms.Form):
    """A facilitator's review of the present submission, with what a request for improvement adds.

    `keep` stores it, `finish` finishes it, `conclude` moves the record on as well; each may raise workflow.Refused.
    """

    version = version_field()
    tab = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    verdict = plain_spoken(
        forms.ChoiceField(
            label=_("Rekomendasi Anda"),
            help_text=_("Dibaca penelaah lain, Kantor Bupati dan pengelola."),
            choices=Verdict.choices,
            required=False,
            widget=forms.RadioSelect,
        )
    )
    reply = text_box(
        _("Balasan ke SKPD"),
        6,
        _("Dibaca unit begitu Anda merekomendasikan atau meminta perbaikan."),
    )
    internal_note = text_box(
        _("Catatan internal"),
        3,
        _("Hanya untuk penelaah, Kantor Bupati dan pengelola. Unit tidak pernah melihatnya."),
    )

    elsewhere: tuple | list = ()  # [(label, words)]: what another tab stored, where the page was overtaken

    def __init__(self, innovation: Innovation, review: Review | None = None, data=None):
        self.innovation, self.review = innovation, review or Review()
        stored = {
            "version": innovation.version,
            "verdict": self.review.verdict,
            "reply": self.review.reply,
            "internal_note": self.review.internal_note,
            "parts": Parts(self.review.asked, self.review.remarks),
            "due": _due(self.review),
        }
        super().__init__(data, initial=stored, prefix="review")
        self.fields["parts"] = PartsField(innovation)
        self.fields["due"] = DueField()
        self.criteria = self._criteria()
        given = {score.criterion_id: score.value for score in reviews.scores_of(self.review)}
        for criterion in self.criteria:
            self.fields[_name(criterion)] = _score(criterion, given)

    @property
    def is_begun(self) -> bool:
        """Whether anything of a review was sent that is not stored yet."""
        is_sent = self.add_prefix("version") in self.data
        return is_sent and bool(set(self.changed_data) - {"version", "tab"})

    @property
    def questions(self) -> list[Question]:
        found = []
        for criterion in self.criteria:
            field = self[_name(criterion)]
            *radios, not_yet = field.subwidgets
            found.append(
                Question(criterion, field, list(zip(radios, criterion.anchors, strict=False)), not_yet)
            )
        return found

    @property
    def seen(self) -> str:
        """The stamp of the review that a page with this form shows, also where it was refused."""
        return self.review.stamp

    @property
    def rubric_id(self) -> int | None:
        return self.criteria[0].rubric_id if self.criteria else None

    @property
    def total(self) -> float | None:
        """The weighted mean of the scores as they stand in the form."""
        return rubrics.weighted_mean(
            (criterion.weight, _value(self[_name(criterion)].value())) for criterion in self.criteria
        )

    def keep(self, reviewer) -> Review:
        """Store what is valid of the form."""
        return reviews.keep(self.innovation, reviewer, **self._kept())

    def finish(self, reviewer) -> Review:
        return reviews.finish(self.innovation, reviewer, **self._kept())

    def conclude(self, name: str, reviewer) -> StageRecord:
        return reviews.conclude(self.innovation, name, reviewer, **self._kept())

    def differences(self, stored: Review) -> list[tuple[str, str]]:
        """(label, words) of all that `stored` says otherwise than what was sent. Ask after validation."""
        sent, there = self._in_words(self._said()), self._in_words(reviews.said_in(stored))
        return [
            (label, there.get(label, ""))
            for label in {**there, **sent}
            if sent.get(label, "") != there.get(label, "")
        ]

    def _criteria(self) -> list[Criterion]:
        """Of the edition under which the review was begun, else of the one that the page showed, else in force."""
        stage = self.innovation.stage
        shown = self.data.get(self.add_prefix("rubric"), "")
        if self.review.rubric_id is None and shown.isdecimal() and len(shown) < LONGEST_KEY:
            return rubrics.criteria(stage, int(shown)) or rubrics.criteria(stage)
        return rubrics.criteria(stage, self.review.rubric_id)

    def _kept(self) -> dict:
        """What `reviews.keep` takes: of what was said, all that is valid."""
        return {
            "version": self.cleaned_data["version"],
            "seen": self.data.get(self.add_prefix("seen")),
            "tab": self.cleaned_data.get("tab", ""),
            "rubric": self.rubric_id,
            **self._said(),
        }

    def _said(self) -> dict:
        valid = self.cleaned_data
        said = {name: valid[name] for name in ("verdict", "reply", "internal_note", "due") if name in valid}
        if "parts" in valid:
            said["parts"], said["remarks"] = valid["parts"]
        scores = {criterion.pk: valid.get(_name(criterion)) for criterion in self.criteria}
        return said | {"scores": {pk: _value(sent) for pk, sent in scores.items() if sent}}

    def _in_words(self, said: dict) -> dict[str, str]:
        """{label: words} of what was said, without what is empty."""
        words = {
            self["verdict"].label: said.get("verdict") and Verdict(said["verdict"]).label,
            self["reply"].label: said.get("reply"),
            self["internal_note"].label: said.get("internal_note"),
            self["due"].label: said.get("due") and date_format(timezone.localtime(said["due"]), "j M Y"),
        }
        words |= {PART_LABELS[key]: text for key, text in said.get("remarks", {}).items()}
        for key, text in said.get("parts", {}).items():
            words[PART_LABELS[key]] = f"{_('Minta perbaikan')}: {text}"
        for criterion in self.criteria:
            if criterion.pk in said["scores"]:
                words[criterion.label] = str(said["scores"][criterion.pk] or LABELS[NOT_YET])
        return {str(label): str(text) for label, text in words.items() if text}


def _name(criterion: Criterion) -> str:
    return f"score-{criterion.pk}"


def _score(criterion: Criterion, given: dict[int, int | None]) -> forms.ChoiceField:
    """The radio buttons of one criterion; `given` are the scores of the stored review."""
    field = forms.ChoiceField(
        label=criterion.label, choices=LABELS.items(), required=False, widget=forms.RadioSelect
    )
    if criterion.pk in given:
        field.initial = str(given[criterion.pk] or NOT_YET)
    return plain_spoken(field)


def _value(sent: str | None) -> int | None:
    """The score that a radio button stands for; None also for "cannot be judged yet"."""
    return int(sent) if sent in LABELS and sent != NOT_YET else None


def _due(review: Review) -> date:
    """The date that the review has chosen, as long as it is to come; else what is usual."""
    if review.due and review.due > timezone.now():
        return timezone.localdate(review.due)
    return improve_by(timezone.localdate())
