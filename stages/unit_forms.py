"""The unit's smaller forms: a new innovation, a photo, a proof."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations import files
from innovations.models import Evidence, Innovation, Lab, Photo, Stage
from stages import workflow
from stages.fields import typed_field, with_help

RELOAD = gettext_lazy("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi.")
NO_FILE = gettext_lazy("Pilih berkasnya dulu.")


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


class AttachmentForm(forms.ModelForm):
    """A file with what is said about it. `store` keeps both, or neither."""

    use_required_attribute = False
    most: int  # of one innovation
    too_many: str

    def store(self, innovation: Innovation, user: User) -> None:
        """Add to `innovation`, whose row is locked. Raises ValidationError with the sentence to show.

        When anything fails after the file was written, the file is removed again.
        """
        rows = type(self.instance).objects.filter(innovation=innovation)
        if rows.count() >= self.most:
            raise ValidationError(self.too_many, params={"most": self.most})
        self.instance.innovation, self.instance.added_by = innovation, user
        self.refuse_twin(rows)
        try:
            self.keep()
            self.instance.save()
        except BaseException:
            self.instance.discard()
            raise


class PhotoForm(AttachmentForm):
    most = 12
    too_many = gettext_lazy("Sudah ada %(most)d foto, itu paling banyak. Hapus satu dulu, lalu unggah lagi.")
    file = forms.FileField(
        label=gettext_lazy("Foto"),
        widget=forms.FileInput(attrs={"accept": files.photo_accept}),
        help_text=files.photo_limits(),
        allow_empty_file=True,  # clean_photo has the better sentence
        error_messages={"required": NO_FILE, "invalid": NO_FILE},
    )
    field_order = ["file", "caption", "consent"]

    class Meta:
        model = Photo
        fields = ["caption", "consent"]
        formfield_callback = typed_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        caption = self.fields["caption"]
        caption.error_messages["required"] = _("Tulis apa yang terlihat di foto ini.")
        with_help(
            caption,
            _("Apa yang terlihat, di mana, kapan. Dibacakan kepada warga yang tidak dapat melihat."),
        )
        self.fields["consent"] = forms.ChoiceField(
            label=_("Orang di dalam foto"),
            choices=Photo.Consent.choices,
            widget=forms.RadioSelect,
            help_text=_("Wajah yang dikenali adalah data pribadi (UU 27/2022); foto ini akan dilihat umum."),
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"), _("Pilih salah satu; tanpa persetujuan, pakai foto lain.")
            ),
        )

    def clean_file(self):
        return files.clean_photo(self.cleaned_data["file"])

    def refuse_twin(self, rows) -> None:
        if rows.filter(sha256=self.cleaned_data["file"].sha256).exists():
            raise ValidationError(_("Foto yang sama sudah ada; pilih foto lain."))

    def keep(self) -> None:
        self.instance.keep(self.cleaned_data["file"])


class EvidenceForm(AttachmentForm):
    most = 40
    too_many = gettext_lazy("Sudah ada %(most)d bukti, itu paling banyak. Hapus satu dulu, lalu tambah lagi.")
    upload = forms.FileField(
        label=gettext_lazy("Berkas"),
        required=False,
        widget=forms.FileInput(attrs={"accept": files.document_accept}),
        help_text=files.document_limits(),
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE},
    )
    field_order = ["kind", "title", "upload", "link", "year", "number", "date", "subject"]

    class Meta:
        model = Evidence
        fields = ["kind", "title", "link", "year", "number", "date", "subject"]
        formfield_callback = typed_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = None
        self.fields["year"].initial = timezone.localdate().year
        self.fields["title"].error_messages["required"] = _(
            "Tulis nama buktinya, misalnya 'SK tim pelaksana'."
        )
        with_help(
            self.fields["link"], _("Kalau buktinya ada di internet. Isi berkas atau tautan, salah satu.")
        )
        for name in ("number", "date", "subject"):
            with_help(self.fields[name], _("Untuk surat atau SK."))

    def clean_upload(self):
        if upload := self.cleaned_data["upload"]:
            self.document = files.check_document(upload)
        return upload

    def clean(self):
        super().clean()
        if not {"upload", "link"} & set(self.errors) and bool(self.document) == bool(
            self.cleaned_data["link"]
        ):
            self.add_error(
                "upload", _("Unggah satu berkas atau tulis satu tautan; salah satu saja, tidak dua-duanya.")
            )
        return self.cleaned_data

    def refuse_twin(self, rows) -> None:
        if self.document and rows.filter(sha256=self.document.sha256).exists():
            raise ValidationError(_("Berkas yang sama sudah ada di daftar bukti."))
        if self.instance.link and rows.filter(link=self.instance.link).exists():
            raise ValidationError(_("Tautan yang sama sudah ada di daftar bukti."))

    def keep(self) -> None:
        if self.document:
            self.instance.keep(self.document, self.cleaned_data["upload"])
