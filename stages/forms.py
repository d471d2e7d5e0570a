"""The forms of moves and reviews: each asks for just what the move's row in `MOVES` asks for."""

from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from stages import reviews, workflow
from stages.fields import LongText, plain_spoken
from stages.models import Conflict, Review, StageRecord
from stages.sheets import CONDENSED, SHEETS

END_OF_WORK = time(16, 0)  # offices close at 16.00
LONG = 10_000  # characters of a note
WORDS = 2_000  # characters about one part
PART_LABELS = {part.key: part.label for sheet in [CONDENSED, *SHEETS.values()] for part in sheet}
RELOAD = _("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu coba lagi.")
UNREADABLE = ("required", "invalid")


class PartsWidget(forms.Widget):
    """A box to tick for each part, and beside it a box for words. Words alone ask for the part as well.

    Its value is a mapping of the parts asked for, each with its words. What was written for a part that the
    present sheet no longer has stays to be read and copied.
    """

    use_fieldset = True
    template = "admin/stages/case/parts.html"

    def __init__(self, choices: list[tuple[str, str]]):
        super().__init__()
        self.choices = choices

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        start = f"{name}-"
        said = {key.removeprefix(start): data[key] for key in data if key.startswith(start)}
        return {
            key: said.get(key, "") for key in dict.fromkeys([*ticked, *said]) if key in ticked or said[key]
        }

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        value, start = value or {}, (attrs or {}).get("id", name)
        parts = [
            {
                "key": key,
                "label": label,
                "id": f"{start}_{key}",
                "is_asked": key in value,
                "words": value.get(key, ""),
            }
            for key, label in self.choices
        ]
        here = dict(self.choices)
        gone = [
            (PART_LABELS.get(key, key), words) for key, words in value.items() if words and key not in here
        ]
        return mark_safe(render_to_string(self.template, {"name": name, "parts": parts, "gone": gone}))  # noqa: S308


class PartsField(forms.Field):
    """The parts of the present sheet that are to be improved: {key of the part: what is asked, or ""}."""

    def __init__(self, innovation: Innovation):
        super().__init__(
            label=_("Bagian yang perlu diperbaiki"),
            help_text=_(
                "Hanya bagian ini yang dibuka lagi untuk unit. Kata untuk satu bagian boleh kosong; "
                "bagian yang diberi kata dianggap dicentang."
            ),
            widget=PartsWidget([(part.key, part.label) for part in workflow.sheet_for(innovation)]),
            required=False,
        )
        self.words = plain_spoken(LongText(required=False, max_length=WORDS))

    def clean(self, value: dict[str, str]) -> dict[str, str]:
        """Parts of a page gone stale pass: `perform` says so in better words."""
        if not set(value) <= set(PART_LABELS):
            raise ValidationError(RELOAD)
        found, errors = {}, []
        for key, words in value.items():
            try:
                found[key] = self.words.clean(words)
            except ValidationError as error:
                errors += [f"{PART_LABELS.get(key, key)}: {sentence}" for sentence in error.messages]
        if errors:
            raise ValidationError(errors)
        return found


class DueField(forms.DateField):
    """The day by which to improve, as the moment when offices close."""

    def __init__(self, label: str = ""):
        super().__init__(
            label=label or _("Batas waktu perbaikan"),
            help_text=_("Sampai pukul 16.00 WIB."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            required=False,
            error_messages={"invalid": _("Pilih tanggal, misalnya 20/12/2026.")},
        )

    def clean(self, value) -> datetime | None:
        day: date | None = super().clean(value)
        return day and timezone.make_aware(datetime.combine(day, END_OF_WORK))


def _text(label, rows: int, help_text="") -> forms.CharField:
    """A box that may stay empty here: `workflow.perform` says what is missing, in its own words."""
    return plain_spoken(
        LongText(
            label=label,
            help_text=help_text,
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
    )


def _version() -> forms.IntegerField:
    """The innovation's version that the page showed."""
    return forms.IntegerField(widget=forms.HiddenInput, error_messages=dict.fromkeys(UNREADABLE, RELOAD))


class MoveForm(forms.Form):
    """Collects a move's note, lesson, parts and due date, and carries it out with `save`.

    Nothing is decided here: `workflow.perform` refuses what is missing, with the sentence to show.
    """

    version = _version()

    def __init__(self, move: workflow.Move, innovation: Innovation, data=None, **kwargs):
        self.move, self.innovation = move, innovation
        super().__init__(data, initial={"version": innovation.version}, prefix=move.name, **kwargs)
        if workflow.NOTE in move.asks:
            self.fields["note"] = _text(_("Alasan"), 4, _("Dibaca unit."))
        else:
            self.fields["note"] = _text(_("Catatan (boleh kosong)"), 3, _("Dibaca unit."))
        if workflow.LESSON in move.asks:
            self.fields["lesson"] = _text(
                _("Pelajaran"), 3, _("Apa yang sebaiknya diketahui unit lain yang mencoba hal serupa.")
            )
        if workflow.PARTS in move.asks:
            self.fields["parts"] = PartsField(innovation)
        if workflow.DUE in move.asks:
            self.fields["due"] = DueField(_("Diputuskan sebelum")) if move.name == "postpone" else DueField()

    def save(self, actor) -> StageRecord:
        """Perform the move. Raises workflow.Refused with the sentence to show."""
        return workflow.perform(self.innovation, self.move.name, actor, **self.cleaned_data)


class ReviewForm(forms.Form):
    """A facilitator's review of the present submission, with what a request for improvement adds.

    `keep` stores it, `conclude` finishes it and moves the record on; both may raise workflow.Refused.
    """

    version = _version()
    reply = _text(
        _("Balasan ke SKPD"),
        8,
        _("Dibaca unit begitu Anda merekomendasikan atau meminta perbaikan."),
    )
    internal_note = _text(
        _("Catatan internal"),
        4,
        _("Hanya untuk penelaah, Kantor Bupati dan pengelola. Unit tidak pernah melihatnya."),
    )

    def __init__(self, innovation: Innovation, review: Review | None = None, data=None):
        self.innovation = innovation
        stored = (
            {
                "reply": review.reply,
                "internal_note": review.internal_note,
                "parts": review.asked,
                "due": review.due and timezone.localdate(review.due),
            }
            if review
            else {}
        )
        super().__init__(data, initial={"version": innovation.version} | stored, prefix="review")
        self.fields["parts"] = PartsField(innovation)
        self.fields["due"] = DueField()

    @property
    def is_begun(self) -> bool:
        """Whether anything of a review was sent."""
        said = any(
            self.data.get(self.add_prefix(name), "").strip() for name in ("reply", "internal_note", "due")
        )
        return said or bool(self["parts"].value())

    def keep(self, reviewer) -> Review:
        return reviews.keep(self.innovation, reviewer, **self.cleaned_data)

    def conclude(self, name: str, reviewer) -> StageRecord:
        return reviews.conclude(self.innovation, name, reviewer, **self.cleaned_data)


class ConflictForm(forms.Form):
    """A reviewer's declaration that somebody else should judge this record."""

    reason = plain_spoken(
        LongText(
            label=_("Alasan"),
            help_text=_("Misalnya: kepala unitnya kerabat saya. Dibaca pengelola."),
            required=False,
            max_length=Conflict._meta.get_field("reason").max_length,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="conflict")


class AbstainForm(forms.Form):
    """A reviewer's reason for leaving a case to somebody else, without a conflict of interest."""

    reason = plain_spoken(
        LongText(
            label=_("Alasan"),
            help_text=_("Misalnya: di luar bidang saya. Dibaca pengelola, yang mencari penelaah lain."),
            required=False,
            max_length=250,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="abstain")


class SeenField(forms.MultipleChoiceField):
    """Hidden `<key>:<version>` pairs: which records were on the page, each as it was then. Cleans to a dict."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value) -> bool:
        return True

    def clean(self, value) -> dict[int, int]:
        try:
            return {
                int(key): int(version) for key, version in (one.split(":") for one in super().clean(value))
            }
        except ValueError as error:
            raise forms.ValidationError(RELOAD) from error


class AnnounceForm(forms.Form):
    seen = SeenField(error_messages=dict.fromkeys(UNREADABLE, RELOAD))
