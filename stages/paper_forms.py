"""Forms around paper: a filled Word document, and the steward's note that a paper came in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations import files
from innovations.models import Evidence, Innovation
from stages import workflow
from stages.attachment_forms import NO_FILE, EvidenceForm, Twin
from stages.fields import DATE_FORMATS, plain_spoken
from stages.models import Event
from stages.papers.document import Words, read_words

DOCX = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DocumentForm(forms.Form):
    """A filled document; cleans to the words in it."""

    document = forms.FileField(
        label=gettext_lazy("Dokumen yang sudah diisi"),
        help_text=gettext_lazy("DOCX, paling besar 10 MB. Belum ada yang disimpan sebelum Anda periksa."),
        widget=forms.FileInput(attrs={"accept": DOCX}),
        allow_empty_file=True,
        error_messages={"required": NO_FILE, "invalid": NO_FILE},
    )

    def clean_document(self) -> Words:
        return read_words(self.cleaned_data["document"])


class PaperForm(forms.Form):
    """When the paper came in, who brought it, and a scan of it."""

    use_required_attribute = False
    received_on = plain_spoken(
        forms.DateField(
            label=gettext_lazy("Tanggal diterima"),
            input_formats=DATE_FORMATS,
            initial=timezone.localdate,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )
    )
    handed_by = plain_spoken(
        forms.CharField(
            label=gettext_lazy("Yang menyerahkan"),
            max_length=150,
            help_text=gettext_lazy(
                "Nama orangnya. Tercantum di perjalanan catatan ini, yang dibaca unitnya."
            ),
        )
    )
    scan = forms.FileField(
        label=gettext_lazy("Pindaian formulirnya"),
        required=False,
        widget=forms.FileInput(attrs={"accept": files.document_accept}),
        help_text=gettext_lazy("Boleh kosong. Tersimpan di Bukti."),
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE},
    )

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Isi tanggal hari ini atau sebelumnya."))
        return day

    def save(self, innovation: Innovation, steward: User) -> Event:
        """Record the paper for `innovation`, whose row is locked; the same one again adds at most its scan.

        Raises ValidationError with the sentence to show.
        """
        if not workflow.parts_with_unit(innovation):
            raise ValidationError(_("Lembar ini sedang tidak dapat diisi; statusnya sudah berubah."))
        with translation.override("id"):  # the unit reads it in the record's road
            note = _("Diterima %(day)s dari %(who)s.") % {
                "day": date_format(self.cleaned_data["received_on"], "j F Y"),
                "who": self.cleaned_data["handed_by"],
            }
        said = {"kind": Event.Kind.PAPER, "actor": steward, "note": note}
        told = innovation.events.filter(**said, created_at__gte=innovation.since).first()
        event = told or innovation.events.create(**said)
        if scan := self.cleaned_data["scan"]:
            try:
                self._keep(scan, innovation, steward)
            except Twin:
                if not told:
                    raise
        return event

    def _keep(self, scan, innovation: Innovation, steward: User) -> None:
        if not workflow.may_attach(steward, innovation, "evidence"):
            raise ValidationError(
                _("Bukti tidak termasuk yang diminta diperbaiki; kosongkan pindaiannya, lalu simpan lagi.")
            )
        with translation.override("id"):
            title = _("Formulir kertas %(stage)s") % {"stage": innovation.get_stage_display()}
        year = self.cleaned_data["received_on"].year
        proof = {"kind": Evidence.Kind.OTHER, "title": title, "year": year}
        form = EvidenceForm(proof, {"upload": scan})
        if not form.is_valid():
            raise ValidationError(form.sentence)
        form.store(innovation, steward)
