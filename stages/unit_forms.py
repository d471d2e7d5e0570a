"""The form that registers a new innovation."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation, Lab, Stage
from stages import workflow
from stages.fields import typed_field, with_help

RELOAD = gettext_lazy("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi.")


class NewInnovationForm(forms.ModelForm):
    """Title, one sentence, and where the road begins. One form shown registers one innovation."""

    use_required_attribute = False
    entry_stage = forms.ChoiceField(
        label=gettext_lazy("Sudah sampai mana?"),
        choices=[
            (Stage.DRUM_UP, gettext_lazy("Ide baru: mulai dari tahap Drum-up")),
            (Stage.DELIVERY, gettext_lazy("Sudah berjalan: masuk di tahap Delivery")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pilih salah satu: ide baru, atau sudah berjalan."),
            "invalid_choice": gettext_lazy("Pilih salah satu: ide baru, atau sudah berjalan."),
        },
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), RELOAD),
    )

    class Meta:
        model = Innovation
        fields = ["title", "one_line"]
        formfield_callback = typed_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        title, one_line = self.fields["title"], self.fields["one_line"]
        title.error_messages["required"] = _("Isi judulnya; nanti masih dapat diubah.")
        one_line.required = True
        one_line.label = _("Dalam satu kalimat")
        one_line.error_messages["required"] = _("Isi satu kalimat saja; nanti masih dapat diubah.")
        with_help(title, _("Nama yang mudah diingat warga. Nanti masih dapat diubah."))
        with_help(one_line, _("Apa yang menjadi lebih baik, dan bagi siapa."))

    def save(self, lab: Lab, user: User) -> Innovation:
        """Register in `lab`; sending the same form again gives the record of the first time."""
        entry = self.cleaned_data["entry_stage"]
        return Innovation.register(
            agency=user.agency,
            lab=lab,
            user=user,
            entry_stage=entry,
            due=workflow.first_due(lab.pk, entry),
            # Made the unit's own, so that nobody can take a key that another unit's form has.
            form_key=uuid.uuid5(self.cleaned_data["form_key"], user.agency.slug),
            title=self.cleaned_data["title"],
            one_line=self.cleaned_data["one_line"],
        )
