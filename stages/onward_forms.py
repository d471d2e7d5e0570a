"""The unit's forms for going on: carrying a record into the new lab, a report of progress, a quarter's answer."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from innovations.models import Innovation, ProgressReport, Stage
from stages.fields import LongText, WholeNumber, plain_spoken, typed_field, with_help
from stages.models import Pulse
from stages.unit_forms import ENTRIES, RELOAD, NewInnovationForm


class CarryForm(forms.Form):
    """What changed, or will be developed, when last year's record goes on in the new lab."""

    use_required_attribute = False
    changes = plain_spoken(
        LongText(
            label=gettext_lazy("Apa yang berubah, atau akan dikembangkan?"),
            help_text=gettext_lazy(
                "Cukup beberapa kalimat. Menjadi awal bagian 'Ide' dan dibaca fasilitator."
            ),
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
    )
    novelty = forms.ChoiceField(
        label=gettext_lazy("Termasuk yang mana?"),
        choices=NewInnovationForm.base_fields["novelty"].choices[:2],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            gettext_lazy("Pilih salah satu: perluasan, atau peningkatan kualitas."),
        ),
    )
    entry_stage = forms.ChoiceField(
        label=gettext_lazy("Mulai dari mana?"),
        choices=ENTRIES,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Pilih salah satu: ide baru, atau sudah berjalan.")
        ),
    )

    def __init__(self, innovation: Innovation, data=None):
        runs = innovation.launched_on is not None
        super().__init__(data, initial={"entry_stage": Stage.DELIVERY if runs else Stage.DRUM_UP})
        self.fields["changes"].error_messages["required"] = _(
            "Tulis apa yang berubah atau akan dikembangkan; satu kalimat sudah cukup."
        )


class ProgressForm(forms.ModelForm):
    """A report of one day. One form shown stores one report."""

    use_required_attribute = False
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), RELOAD),
    )

    class Meta:
        model = ProgressReport
        fields = ["reported_on", "text"]
        formfield_callback = typed_field

    def __init__(self, data=None):
        super().__init__(data, initial={"reported_on": timezone.localdate()})
        text = self.fields["text"]
        text.label = _("Apa yang terjadi?")
        text.error_messages["required"] = _("Tulis apa yang terjadi; dua atau tiga kalimat sudah cukup.")
        with_help(text, _("Yang sudah berjalan, angka yang dicapai, kendala. Singkat saja."))

    def clean_reported_on(self):
        if self.cleaned_data["reported_on"] > timezone.localdate():
            raise ValidationError(_("Isi tanggal hari ini atau sebelumnya."))
        return self.cleaned_data["reported_on"]


class PulseForm(forms.Form):
    """The answer to a quarter's question: the button that was pressed, and one number."""

    use_required_attribute = False
    number = plain_spoken(
        WholeNumber(
            label=gettext_lazy("Berapa orang dilayani? (boleh kosong)"),
            required=False,
            min_value=0,
            max_value=2_000_000_000,
            widget=WholeNumber.widget,
        )
    )
    answer = forms.ChoiceField(
        choices=Pulse.Answer,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            gettext_lazy("Pilih salah satu: masih jalan, berubah, atau berhenti."),
        ),
    )


class PulseNoteForm(PulseForm):
    """The same in the workspace, where a colleague may add a word."""

    note = plain_spoken(
        forms.CharField(label=gettext_lazy("Keterangan (boleh kosong)"), required=False, max_length=500)
    )
    field_order = ["number", "note", "answer"]
