"""The form of a move: asks for just what the move's row in `MOVES` asks for."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from stages import workflow
from stages.models import StageRecord

END_OF_WORK = time(16, 0)  # offices close at 16.00


class MoveForm(forms.Form):
    """Collects a move's note, lesson, parts and due date, and carries it out with `save`.

    Nothing is decided here: `workflow.perform` refuses what is missing, with the sentence to show.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Catatan"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)
    lesson = forms.CharField(
        label=_("Pelajaran"),
        help_text=_("Apa yang sebaiknya diketahui unit lain yang mencoba hal serupa."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
    )
    parts = forms.MultipleChoiceField(
        label=_("Bagian yang perlu diperbaiki"), widget=forms.CheckboxSelectMultiple
    )
    due = forms.DateField(
        label=_("Batas waktu perbaikan"),
        help_text=_("Sampai pukul 16.00 WIB."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, move: workflow.Move, innovation: Innovation, data=None, **kwargs):
        self.move, self.innovation = move, innovation
        super().__init__(data, initial={"version": innovation.version}, prefix=move.name, **kwargs)
        if workflow.PARTS in move.asks:
            self.fields["parts"].choices = [(part.key, part.label) for part in workflow.sheet_for(innovation)]
        for name in (workflow.LESSON, workflow.PARTS, workflow.DUE):
            if name not in move.asks:
                del self.fields[name]
        for name in set(self.fields) - {"version"}:
            self.fields[name].required = False  # perform says what is missing, in its own words
        if workflow.NOTE in move.asks:
            self.fields["note"].label = _("Alasan")

    def save(self, actor) -> StageRecord:
        """Perform the move. Raises workflow.Refused with the sentence to show."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if due := asked.get("due"):
            asked["due"] = timezone.make_aware(datetime.combine(due, END_OF_WORK))
        return workflow.perform(
            self.innovation, self.move.name, actor, version=self.cleaned_data["version"], **asked
        )
