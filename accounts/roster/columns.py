"""The two sheets of the list and their columns."""

from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, Role, User
from accounts.spreadsheets import plain

MOST = 500  # rows of one sheet


@dataclass(frozen=True)
class Column:
    """A field of the model; `told`: what it takes, for the template. `heading` where the field's name is not plain."""

    name: str
    is_required: bool
    told: Promise
    example: str
    heading: Promise | None = None


@dataclass(frozen=True)
class Sheet:
    title: str  # of the sheet in the file
    model: type
    columns: tuple[Column, ...]

    def label(self, name: str) -> str:
        """The heading of a column, as files carry it: always in Indonesian."""
        column = next(column for column in self.columns if column.name == name)
        with translation.override("id"):
            return capfirst(str(column.heading or self.model._meta.get_field(name).verbose_name))

    def by_heading(self) -> dict[str, str]:
        return {plain(self.label(column.name)): column.name for column in self.columns}


UNITS = Sheet(
    "Unit",
    Agency,
    (
        Column(
            "name", True, gettext_lazy("Nama lengkap; tidak boleh sama dengan unit lain."), "Dinas Contoh"
        ),
        Column("short_name", True, gettext_lazy("Nama pendek untuk daftar, misalnya Disdik."), "Discontoh"),
        Column("kind", True, gettext_lazy("Pilih dari daftar."), "Dinas"),
        Column(
            "parent",
            False,
            gettext_lazy("Nama unit di atasnya, kalau ada: yang sudah terdaftar, atau di daftar ini."),
            "",
        ),
        Column("district", False, gettext_lazy("Nama kecamatan yang sudah terdaftar."), ""),
        Column("head_name", False, gettext_lazy("Boleh kosong."), "Nama Kepala"),
        Column("head_title", False, gettext_lazy("Misalnya Kepala Dinas."), "Kepala Dinas"),
        Column("whatsapp", False, gettext_lazy("Misalnya 081234567890."), "081234567890"),
    ),
)
ACCOUNTS = Sheet(
    "Akun",
    User,
    (
        Column("name", True, gettext_lazy("Nama orangnya; satu orang satu akun."), "Nama Contoh"),
        Column(
            "nip",
            False,
            gettext_lazy("18 angka. Dipakai untuk masuk; boleh kosong kalau nama pengguna diisi."),
            "198501012010012001",
        ),
        Column(
            "username",
            False,
            gettext_lazy("Huruf kecil, tanpa spasi. Kosong: dibuat dari namanya."),
            "nama.contoh",
        ),
        Column("role", True, gettext_lazy("Pilih dari daftar."), "Staf SKPD"),
        Column(
            "agency",
            False,
            gettext_lazy(
                "Wajib untuk Staf SKPD, kosong untuk yang lain: nama unit yang sudah terdaftar, atau di daftar ini."
            ),
            "Dinas Contoh",
        ),
        Column("email", False, gettext_lazy("Boleh kosong."), ""),
    ),
)
SHEETS = (UNITS, ACCOUNTS)
EXAMPLES = {plain("Dinas Contoh"), plain("Nama Contoh")}  # rows with such a name are passed over


@cache
def choices(name: str) -> dict[str, str]:
    """Value -> label, as files carry it, of a column in which one of a few is chosen; else empty."""
    known = {"kind": Agency.Kind, "role": Role}.get(name)
    with translation.override("id"):
        return {value: str(label) for value, label in known.choices} if known else {}


def instructions() -> list[str]:
    """How the list is filled, sentence by sentence."""
    return [
        _(
            "Isi lembar 'Unit' untuk unit baru dan lembar 'Akun' untuk orang baru. Salah satunya boleh kosong."
        ),
        _(
            "Yang sudah terdaftar tidak diubah dan tidak dibuat dua kali, jadi daftar yang sama boleh diunggah lagi."
        ),
        _("Baris contoh (Dinas Contoh, Nama Contoh) tidak dibaca; boleh dihapus. Urutan kolom bebas."),
        _("Paling banyak %(most)d baris tiap lembar. Semua masuk, atau tidak satu pun.") % {"most": MOST},
    ]
