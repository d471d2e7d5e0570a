"""Photos and evidence: a file, or the photographed pages of a letter, with what is said about it.

The same form judges what a page sends whole and what arrives in pieces (`stages/uploads.py`).
"""

from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations import files
from innovations.files.documents import safe_name
from innovations.models import Evidence, Innovation, Photo, Status, Upload
from stages import standing, workflow
from stages.fields import typed_field, with_help

NO_FILE = gettext_lazy("Pilih berkasnya dulu.")


class Closed(ValidationError):  # noqa: N818  (a refusal is an answer, not an error)
    """The part takes no change now; the message says why."""


class Twin(ValidationError):  # noqa: N818
    """The same file is there already."""


def refuse_closed(user: User, innovation: Innovation, relation: str) -> None:
    """Raises Closed unless `user` may change the photos or evidence (`relation`) now."""
    if not workflow.may_attach(user, innovation, relation):
        raise Closed(
            _("Tidak jadi: catatan ini sedang tidak dapat diubah. %(sentence)s")
            % {"sentence": why_closed(innovation)}
        )


def why_closed(innovation: Innovation) -> str:
    if innovation.status == Status.RETURNED:
        return _("Bagian ini tidak termasuk yang diminta diperbaiki.")
    return standing.sentence(innovation)


class AttachmentForm(forms.ModelForm):
    """A file with what is said about it. `store` keeps both, or neither."""

    upload_kind: str  # of `Upload`, when it comes in pieces
    use_required_attribute = False
    relation: str  # of the innovation
    file_field: str
    max_bytes: int
    most: int  # of one innovation
    too_many: str
    twin: str
    longest: int  # px to which the browser shrinks a picture before it sends it
    most_pages = 1
    source_sha256 = ""  # of the file before the browser shrank it

    def store(self, innovation: Innovation, user: User) -> None:
        """Add to `innovation`, whose row is locked. Raises ValidationError (Closed, Twin) with the sentence to show.

        When anything fails after the file was written, the file is removed again.
        """
        refuse_closed(user, innovation, self.relation)
        self.refuse_more(innovation)
        self.instance.innovation, self.instance.added_by = innovation, user
        self.refuse_twin(self.rows(innovation))
        try:
            self.keep()
            if self.source_sha256 != self.instance.sha256:
                self.instance.source_sha256 = self.source_sha256
            self.instance.save()
        except BaseException:
            self.instance.discard()
            raise

    @classmethod
    def rows(cls, innovation: Innovation) -> QuerySet:
        return cls._meta.model.objects.filter(innovation=innovation)

    @classmethod
    def refuse_more(cls, innovation: Innovation) -> None:
        """Raises ValidationError where the innovation has as many as it may."""
        if cls.rows(innovation).count() >= cls.most:
            raise ValidationError(cls.too_many, params={"most": cls.most})

    @classmethod
    def refuse_same_file(cls, rows: QuerySet, *digests: str) -> None:
        """Raises Twin where one of the SHA-256 (hex) is among the rows, as sent or before it was shrunk."""
        if any(digests) and rows.same_file(*digests).exists():
            raise Twin(cls.twin)

    @property
    def limits(self) -> str:
        return self.fields[self.file_field].help_text

    @property
    def accept(self) -> str:
        return self.fields[self.file_field].widget.attrs["accept"]

    @property
    def no_more(self) -> str:
        return self.too_many % {"most": self.most}

    @property
    def too_big(self) -> str:
        return files.too_big(self.max_bytes).messages[0]

    @property
    def needs(self) -> dict[str, str]:
        """What must be said beside the file, each with the sentence for when it is not."""
        return {
            name: field.error_messages["required"]
            for name, field in self.fields.items()
            if field.required and name != self.file_field
        }

    @property
    def errors_beside_file(self) -> dict[str, str]:
        """What is refused of the other fields, a sentence each: known before a byte of the file is sent."""
        return {
            name: " ".join(found)
            for name, found in self.errors.items()
            if name in self.fields and name != self.file_field
        }

    @property
    def sentence(self) -> str:
        """Everything that is refused, in one line."""
        return " ".join(sentence for found in self.errors.values() for sentence in found)


class PhotoWordsForm(forms.ModelForm):
    """What is said about a photo: its caption and whether the people in it agreed."""

    use_required_attribute = False

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
            # UU 27/2022 articles 4 (2) e, 22 (1) and 25 (2): a child's data are specific personal data, consent is
            # written or recorded, and for a child it comes from a parent or guardian.
            help_text=_(
                "Wajah yang dikenali adalah data pribadi (UU 27/2022); foto ini akan dilihat umum. "
                "Untuk anak, yang menyetujui orang tua atau walinya; simpan persetujuan tertulisnya di unit. "
                "Kalau ragu, pilih foto yang wajahnya tidak dikenali."
            ),
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"), _("Pilih salah satu; tanpa persetujuan, pakai foto lain.")
            ),
        )

    def change(self, innovation: Innovation, user: User) -> None:
        """Write the new words; the innovation's row is locked. Raises Closed."""
        refuse_closed(user, innovation, PhotoForm.relation)
        self.instance.save(update_fields=self.changed_data)


class PhotoForm(AttachmentForm, PhotoWordsForm):
    upload_kind = Upload.Kind.PHOTO
    relation = "photos"
    file_field = "file"
    max_bytes = files.PHOTO_MAX_BYTES
    longest = 2000  # the widest we keep has 1600, also of a picture that stands
    most = 12
    too_many = gettext_lazy("Sudah ada %(most)d foto, itu paling banyak. Hapus satu dulu, lalu unggah lagi.")
    twin = gettext_lazy("Foto yang sama sudah ada; pilih foto lain.")
    file = forms.FileField(
        label=gettext_lazy("Foto"),
        widget=forms.FileInput(attrs={"accept": files.photo_accept}),
        help_text=files.photo_limits(),
        allow_empty_file=True,  # clean_photo has the better sentence
        error_messages={"required": NO_FILE, "invalid": NO_FILE},
    )
    field_order = ["file", "caption", "consent"]

    def clean_file(self):
        return files.clean_photo(self.cleaned_data["file"])

    def refuse_twin(self, rows) -> None:
        self.refuse_same_file(rows, self.cleaned_data["file"].sha256, self.source_sha256)

    def keep(self) -> None:
        self.instance.keep(self.cleaned_data["file"])


class ProofForm(AttachmentForm):
    """What every proof tells, whether a file, a link or a scan."""

    relation = "evidence"
    most = 40
    too_many = gettext_lazy("Sudah ada %(most)d bukti, itu paling banyak. Hapus satu dulu, lalu tambah lagi.")
    twin = gettext_lazy("Berkas yang sama sudah ada di daftar bukti.")

    class Meta:
        model = Evidence
        fields = ["kind", "title", "year", "number", "date", "subject", "is_public"]
        formfield_callback = typed_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = None
        self.fields["year"].initial = timezone.localdate().year
        self.fields["title"].error_messages["required"] = _(
            "Tulis nama buktinya, misalnya 'SK tim pelaksana'."
        )
        for name in ("number", "date", "subject"):
            with_help(self.fields[name], _("Untuk surat atau SK."))

    def refuse_twin(self, rows) -> None:
        if self.document:
            self.refuse_same_file(rows, self.document.sha256, self.source_sha256)


class EvidenceForm(ProofForm):
    upload_kind = Upload.Kind.EVIDENCE
    file_field = "upload"
    max_bytes = files.DOCUMENT_MAX_BYTES
    longest = 2480  # A4 at 300 dots per inch across
    upload = forms.FileField(
        label=gettext_lazy("Berkas"),
        required=False,
        widget=forms.FileInput(attrs={"accept": files.document_accept}),
        help_text=files.document_limits(),
        allow_empty_file=True,
        error_messages={"invalid": NO_FILE},
    )
    field_order = ["kind", "title", "upload", "link", "year", "number", "date", "subject", "is_public"]

    class Meta(ProofForm.Meta):
        fields = ["kind", "title", "link", "year", "number", "date", "subject", "is_public"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        with_help(
            self.fields["link"], _("Kalau buktinya ada di internet. Isi berkas atau tautan, salah satu.")
        )

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
        super().refuse_twin(rows)
        if self.instance.link and rows.filter(link=self.instance.link).exists():
            raise Twin(_("Tautan yang sama sudah ada di daftar bukti."))

    def keep(self) -> None:
        if self.document:
            self.instance.keep(self.document, self.cleaned_data["upload"])


class PagesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__({"accept": "image/*", "multiple": True})


class PagesField(forms.FileField):
    """Several files, in the order they were chosen; cleans to a list."""

    widget = PagesInput

    def clean(self, data, initial=None):
        return [super(PagesField, self).clean(one, initial) for one in data or [None]]


class ScanForm(ProofForm):
    """The photographed pages of one letter become one PDF."""

    upload_kind = Upload.Kind.SCAN
    file_field = "pages"
    max_bytes = files.SCAN_MAX_BYTES
    longest = max(files.SCAN_PAGE)
    most_pages = files.SCAN_MAX_PAGES

    @property
    def no_more(self) -> str:
        return files.too_many_pages().messages[0]

    pages = PagesField(
        label=gettext_lazy("Foto halaman"),
        help_text=files.scan_limits(),
        allow_empty_file=True,
        error_messages={"required": NO_FILE, "invalid": NO_FILE},
    )
    field_order = ["pages", "kind", "title", "year", "number", "date", "subject", "is_public"]

    def clean_pages(self):
        pdf, sha256 = files.bind_scan(self.cleaned_data["pages"])
        self.document = replace(files.check_document(pdf), sha256=sha256)
        return pdf

    def keep(self) -> None:
        named = replace(self.document, name=safe_name(self.instance.title, self.document.extension))
        self.instance.keep(named, self.cleaned_data["pages"])
