"""The upload of a list: XLSX or CSV, judged by its bytes."""

import hashlib
import re
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from innovations.files import check_document
from innovations.files.content import MEGABYTE, kind_of, measure
from innovations.files.documents import safe_name
from stages.lists.tables import too_long

LIST_MAX_BYTES = 5 * MEGABYTE
LIST_MAX_UNPACKED = 50 * MEGABYTE  # two thousand long records have less than twenty
NOT_A_LIST = gettext_lazy("Ini bukan daftar Excel. Simpan daftarnya sebagai XLSX atau CSV, lalu unggah lagi.")
NO_FILE = gettext_lazy("Pilih berkas daftarnya dulu.")


class ListForm(forms.Form):
    """`cleaned_data["file"]`: the upload; `content` (bytes), `name` and `sha256` (hex) of what was sent."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("Berkas daftar"),
        help_text=gettext_lazy("XLSX atau CSV, paling besar 5 MB, paling banyak 2.000 baris."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,  # `measure` has the better sentence
        error_messages={"required": NO_FILE, "invalid": NO_FILE},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        extension = _extension(upload)
        upload.seek(0)
        self.content = upload.read()
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.name = safe_name(_stem(upload.name), extension)
        return upload


def _extension(upload) -> str:
    """ ".xlsx" or ".csv", by what the file holds. Raises ValidationError."""
    head = measure(upload, LIST_MAX_BYTES).head
    kind = kind_of(head)
    if kind in {"zip", "ole"}:
        try:
            extension = check_document(upload).extension
        except ValidationError as error:
            if error.code in {"zip", "ole", "other_office"}:
                raise ValidationError(NOT_A_LIST, code="not_a_list") from error
            raise
        if extension == ".xlsx":
            _refuse_huge(upload)
            return extension
    is_text = b"\0" not in head or head.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    if kind in {"unknown", "html"} and is_text and not head.lstrip(BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        return ".csv"  # a text about "<a href>" is no web page
    raise ValidationError(NOT_A_LIST, code="not_a_list")


def _refuse_huge(upload) -> None:
    """Unlike a document that is only kept, a list is read into memory. Raises ValidationError."""
    with zipfile.ZipFile(upload) as package:
        unpacked = sum(info.file_size for info in package.infolist())
    if unpacked > LIST_MAX_UNPACKED:
        raise ValidationError(too_long(), code="bomb")


def _stem(name: str | None) -> str:
    return re.sub(r"(?i)\.(csv|txt|xlsx)$", "", name or "")
