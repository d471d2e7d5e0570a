"""The forms of moves and reviews: each asks for just what the move's row in `MOVES` asks for."""

from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from stages import reviews, workflow
from stages.fields import LongText, plain_spoken
from stages.models import Conflict, Review, StageRecord

END_OF_WORK = time(16, 0)  # offices close at 16.00
LONG = 10_000  # characters of a note
RELOAD = _("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu coba lagi.")
UNREADABLE = ("required", "invalid")


class PartsField(forms.MultipleChoiceField):
    """The parts of the present sheet that are to be improved, by their keys."""

    def __init__(self, innovation: Innovation):
        super().__init__(
            label=_("Bagian yang perlu diperbaiki"),
            help_text=_("Hanya bagian ini yang dibuka lagi untuk unit."),
            widget=forms.CheckboxSelectMultiple,
            choices=[(part.key, part.label) for part in workflow.sheet_for(innovation)],
            required=False,
        )

    def valid_value(self, value) -> bool:
        return True  # the parts of a page gone stale: `perform` says so in better words


class DueField(forms.DateField):
    """The day by which to improve, as the moment when offices close."""

    def __init__(self):
        super().__init__(
            label=_("Batas waktu perbaikan"),
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
            self.fields["due"] = DueField()

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
        stored = {"reply": review.reply, "internal_note": review.internal_note} if review else {}
        super().__init__(data, initial={"version": innovation.version} | stored, prefix="review")
        self.fields["parts"] = PartsField(innovation)
        self.fields["due"] = DueField()

    @property
    def is_begun(self) -> bool:
        """Whether any text of a review was sent."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in ("reply", "internal_note"))

    def keep(self, reviewer) -> Review:
        asked = {name: self.cleaned_data[name] for name in ("version", "reply", "internal_note")}
        return reviews.keep(self.innovation, reviewer, **asked)

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
