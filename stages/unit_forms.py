"""The form that registers a new innovation."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations import similar
from innovations.models import Innovation, Lab, Stage
from stages import workflow
from stages.fields import typed_field, with_help

RELOAD = gettext_lazy("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi.")
ENTRIES = [
    (Stage.DRUM_UP, gettext_lazy("Ide baru: mulai dari tahap Drum-up")),
    (Stage.DELIVERY, gettext_lazy("Sudah berjalan: masuk di tahap Delivery")),
]


class NewInnovationForm(forms.ModelForm):
    """Title, one sentence, and where the road begins. One form shown registers one innovation.

    With a `predecessor` (its code) also what the new one does with it; without, those two fields are not there.
    """

    use_required_attribute = False
    entry_stage = forms.ChoiceField(
        label=gettext_lazy("Sudah sampai mana?"),
        choices=ENTRIES,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Pilih salah satu: ide baru, atau sudah berjalan.")
        ),
    )
    novelty = forms.ChoiceField(
        label=gettext_lazy("Dikembangkan bagaimana?"),
        choices=[
            (Innovation.Novelty.EXTENSION, gettext_lazy("Perluasan: lebih banyak tempat atau orang")),
            (
                Innovation.Novelty.IMPROVEMENT,
                gettext_lazy("Peningkatan kualitas: lebih baik, cepat atau murah"),
            ),
            (Innovation.Novelty.REPLICATION, gettext_lazy("Replikasi: ditiru di unit Anda")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            gettext_lazy("Pilih salah satu: perluasan, peningkatan kualitas, atau replikasi."),
        ),
    )
    predecessor = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), RELOAD),
    )
    field_order = ["title", "one_line", "problem", "entry_stage", "novelty", "origin"]

    class Meta:
        model = Innovation
        fields = ["title", "one_line", "problem", "origin"]
        formfield_callback = typed_field

    def __init__(self, user: User, data=None, *, initial=None):
        super().__init__(data, initial=initial)
        self.user = user
        title, one_line, problem = self.fields["title"], self.fields["one_line"], self.fields["problem"]
        title.error_messages["required"] = _("Isi judulnya; nanti masih dapat diubah.")
        one_line.required = True
        one_line.label = _("Dalam satu kalimat")
        one_line.error_messages["required"] = _("Isi satu kalimat saja; nanti masih dapat diubah.")
        with_help(title, _("Nama yang mudah diingat warga. Nanti masih dapat diubah."))
        with_help(one_line, _("Apa yang menjadi lebih baik, dan bagi siapa."))
        problem.label = _("Masalahnya (boleh kosong)")
        problem.widget.attrs["rows"] = 3
        with_help(problem, _("Apa yang dialami warga. Dilengkapi nanti di tahap Diagnose."))
        if not self["predecessor"].value():
            del self.fields["novelty"], self.fields["origin"]
        else:
            self.fields["origin"].required = True
            self.fields["origin"].error_messages["required"] = _(
                "Isi apa yang dikembangkan, dan milik siapa."
            )

    def clean_predecessor(self) -> Innovation | None:
        code = self.cleaned_data["predecessor"]
        if not code:
            return None
        found = similar.developable(self.user).filter(code=code).first()
        if found is None:
            raise ValidationError(
                _(
                    "Inovasi yang akan dikembangkan tidak lagi dapat dipakai. Pilih 'Tidak jadi mengembangkan'."
                )
            )
        return found

    @property
    def key(self) -> uuid.UUID:
        """Made the unit's own, so that nobody can take a key that another unit's form has."""
        return uuid.uuid5(self.cleaned_data["form_key"], self.user.agency.slug)

    def is_sent_before(self) -> bool:
        """Whether this very form registered already: the second send of a double click."""
        return Innovation.objects.filter(form_key=self.key, agency=self.user.agency_id).exists()

    def save(self, lab: Lab) -> Innovation:
        """Register in `lab`; sending the same form again gives the record of the first time."""
        entry = self.cleaned_data["entry_stage"]
        names = ("title", "one_line", "problem", "novelty", "origin", "predecessor")
        return Innovation.register(
            agency=self.user.agency,
            lab=lab,
            user=self.user,
            entry_stage=entry,
            due=workflow.first_due(lab.pk, entry, self.user.agency_id),
            form_key=self.key,
            **{name: self.cleaned_data[name] for name in names if name in self.cleaned_data},
        )
