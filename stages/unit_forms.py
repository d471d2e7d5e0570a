"""The unit's smaller forms: a new innovation, a photo, a proof."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations import files, similar
from innovations.models import Evidence, Innovation, Lab, Photo, Stage
from stages import workflow
from stages.fields import typed_field, with_help

RELOAD = gettext_lazy("Halaman ini tidak terkirim lengkap. Muat ulang halaman, lalu isi lagi.")
NO_FILE = gettext_lazy("Pilih berkasnya dulu.")
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
            due=workflow.first_due(lab.pk, entry),
            form_key=self.key,
            **{name: self.cleaned_data[name] for name in names if name in self.cleaned_data},
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
