"""Forms of the steward's papers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, User
from innovations.models import Lab, Stage
from stages import documents
from stages.documents import Kind, Subject
from stages.fields import plain_spoken
from stages.models import Document
from stages.workflow import Refused


class LabDocumentForm(forms.Form):
    """A paper about a lab: a Berita Acara of a stage, or a certificate for a unit that took part."""

    kind = plain_spoken(
        forms.ChoiceField(
            label=gettext_lazy("Jenis"),
            choices=[(kind.value, kind.label) for kind in (Kind.STAGE, Kind.PARTICIPATION)],
        )
    )
    lab = plain_spoken(forms.ModelChoiceField(Lab.objects.all(), label=gettext_lazy("Laboratorium")))
    stage = plain_spoken(
        forms.ChoiceField(
            label=gettext_lazy("Tahap"),
            choices=[("", gettext_lazy("Pilih ...")), *Stage.choices],
            required=False,
            help_text=gettext_lazy("Untuk Berita Acara tahap."),
        )
    )
    agency = plain_spoken(
        forms.ModelChoiceField(
            Agency.objects.all(),
            label=gettext_lazy("Unit kerja"),
            required=False,
            help_text=gettext_lazy("Untuk piagam peserta."),
        )
    )

    def clean(self):
        """What the kind is about must be chosen, and only that is taken."""
        cleaned = super().clean()
        if "kind" not in cleaned or "lab" not in cleaned:
            return cleaned
        needed = "stage" if cleaned["kind"] == Kind.STAGE else "agency"
        if needed not in self.errors and not cleaned.get(needed):
            self.add_error(needed, _("Pilih dulu; dokumen ini tentang itu."))
        if not self.errors:
            cleaned["subject"] = Subject(cleaned["lab"], **{needed: cleaned[needed]})
        return cleaned

    def issue(self, actor: User) -> Document | None:
        """The document; or None, with the sentence why not on the form."""
        try:
            return documents.issue(self.cleaned_data["kind"], self.cleaned_data["subject"], actor)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return None


class RevokeForm(forms.Form):
    reason = plain_spoken(
        forms.CharField(
            label=gettext_lazy("Alasan"),
            max_length=250,
            help_text=gettext_lazy(
                "Hanya untuk catatan; halaman publik hanya mengatakan tidak berlaku lagi."
            ),
        )
    )
