"""The columns of the open data: their names, what they mean, and where each value comes from.

Values are plain JSON: texts, whole numbers, ISO 8601 dates, lists of small objects, or None where nothing was
written. They are Indonesian whatever language the reader has, so that a file is the same for everybody.
Names of persons are left to the pages: a table of them serves nobody (UU 27/2022 article 16).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from festival import reading
from festival.models import Exhibit
from innovations.affairs import Affair
from innovations.models import Innovation, Stage

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # characters that XML cannot hold
# Public on the page, but not given away as columns: names of persons, and what another column holds already.
LEFT_OUT = {"initiator_name", "headline", "novelty", "kind", "affair"}


class Type(Enum):
    """What a value is. `value` is its name in the dictionary."""

    TEXT = "teks"
    CHOICE = "pilihan"
    NUMBER = "bilangan"
    DATE = "tanggal"
    TIME = "waktu"
    ADDRESS = "alamat web"
    LIST = "daftar"

    @property
    def label(self) -> str:
        return {
            Type.TEXT: _("Teks"),
            Type.CHOICE: _("Salah satu pilihan"),
            Type.NUMBER: _("Bilangan bulat"),
            Type.DATE: _("Tanggal (ISO 8601)"),
            Type.TIME: _("Tanggal dan jam (ISO 8601)"),
            Type.ADDRESS: _("Alamat web"),
            Type.LIST: _("Daftar; di CSV dan XLSX ditulis sebagai JSON"),
        }[self]


@dataclass(frozen=True)
class Column:
    """One column. `value` takes an exhibit with its agency, district and festival; `choices` are all its values."""

    name: str
    type: Type
    title: str
    description: str
    value: Callable[[Exhibit], object]
    choices: type | None = None

    @property
    def words(self) -> list[str]:
        """The values that a choice can have, as they stand in the data."""
        with translation.override("id"):
            return [str(label) for label in self.choices.labels] if self.choices else []


def here(path: str) -> str:
    """The absolute address of `path` as it is printed and kept: the portal's own name, not the request's."""
    return f"{settings.BASE_URL}{path}"


def permanent(code: str) -> str:
    """The permanent address of a record, which is its identifier in every format."""
    with translation.override("id"):
        return here(reverse("festival:short", args=[code]))


def moment(at: datetime) -> str:
    """A time in the region, to the second: 2026-11-24T09:30:00+07:00."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def clean(text: str) -> str:
    """Text that every format can hold: no control characters, one kind of line end."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text(name: str) -> Callable[[Exhibit], object]:
    return lambda exhibit: exhibit.content["texts"].get(name)


def _whole(name: str) -> Callable[[Exhibit], object]:
    def value(exhibit):
        text = exhibit.content["texts"].get(name)
        return int(text) if text else None

    return value


def _initiator(exhibit: Exhibit):
    code = exhibit.content["texts"].get("initiator")
    return str(Innovation.Initiator(code).label) if code else None


def _measures(exhibit: Exhibit) -> list[dict]:
    return [
        {
            "ukuran": row.indicator,
            "satuan": row.unit,
            "awal": _number(row.baseline),
            "target": _number(row.target),
            "capaian": _number(row.actual),
            "diukur": row.measured_on.isoformat() if row.measured_on else None,
        }
        for row in reading.measures(exhibit.content)
    ]


def _number(value):
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _journey(exhibit: Exhibit) -> list[dict]:
    return [
        {"tahap": str(Stage(step["stage"]).label), "selesai": step["on"]}
        for step in exhibit.content["journey"]
    ]


def _photos(exhibit: Exhibit) -> list[dict]:
    return [
        {"alamat": here(photo.largest), "keterangan": photo.alt}
        for photo in reading.pictures(exhibit.content)
    ]


COLUMNS = (
    Column("kode", Type.TEXT, _("Kode"), _("Kode tetap inovasi; tidak pernah berubah."), lambda e: e.code),
    Column(
        "alamat_tetap",
        Type.ADDRESS,
        _("Alamat tetap"),
        _("Alamat pendek yang dicetak di poster; pakai ini untuk merujuk."),
        lambda e: permanent(e.code),
    ),
    Column(
        "alamat",
        Type.ADDRESS,
        _("Alamat halaman"),
        _("Halaman inovasi ini."),
        lambda e: here(e.get_absolute_url()),
    ),
    Column("judul", Type.TEXT, _("Judul"), _("Nama inovasi."), lambda e: e.title),
    Column(
        "kepanjangan",
        Type.TEXT,
        _("Kepanjangan"),
        _("Kepanjangan judul yang berupa singkatan."),
        _text("acronym"),
    ),
    Column("ringkasan", Type.TEXT, _("Ringkasan"), _("Satu kalimat untuk warga."), lambda e: e.summary),
    Column(
        "ringkasan_inggris",
        Type.TEXT,
        _("Ringkasan bahasa Inggris"),
        _("Satu atau dua kalimat dalam bahasa Inggris."),
        lambda e: e.summary_en,
    ),
    Column("satu_kalimat", Type.TEXT, _("Satu kalimat"), _("Inti inovasi menurut unit."), _text("one_line")),
    Column("unit", Type.TEXT, _("Unit kerja"), _("Unit pemilik inovasi."), lambda e: e.agency.name),
    Column(
        "jenis_unit",
        Type.CHOICE,
        _("Jenis unit"),
        _("Dinas, badan, kecamatan, dan seterusnya."),
        lambda e: str(e.agency.get_kind_display()),
        Agency.Kind,
    ),
    Column(
        "kode_kecamatan",
        Type.TEXT,
        _("Kode kecamatan"),
        _("Kode wilayah Kemendagri; kosong untuk unit tingkat kabupaten."),
        lambda e: e.district and e.district.code,
    ),
    Column(
        "kecamatan",
        Type.TEXT,
        _("Kecamatan"),
        _("Kecamatan tempat unit; kosong untuk unit tingkat kabupaten."),
        lambda e: e.district and e.district.name,
    ),
    Column(
        "festival",
        Type.TEXT,
        _("Festival"),
        _("Festival tempat inovasi diumumkan."),
        lambda e: e.festival.name,
    ),
    Column("tahun", Type.NUMBER, _("Tahun"), _("Tahun mulai diterapkan."), lambda e: e.year),
    Column(
        "jenis",
        Type.CHOICE,
        _("Jenis inovasi"),
        _("Jenis inovasi menurut LAN."),
        lambda e: str(e.get_kind_display()),
        Innovation.Kind,
    ),
    Column(
        "kebaruan",
        Type.CHOICE,
        _("Kebaruan"),
        _("Baru, perluasan, peningkatan kualitas, atau replikasi."),
        lambda e: str(e.get_novelty_display()),
        Innovation.Novelty,
    ),
    Column(
        "asal",
        Type.TEXT,
        _("Asal"),
        _("Apa yang diperluas, ditingkatkan, atau direplikasi."),
        _text("origin"),
    ),
    Column("sumber_asal", Type.ADDRESS, _("Sumber asal"), _("Tautan tentang asalnya."), _text("origin_url")),
    Column(
        "urusan",
        Type.CHOICE,
        _("Urusan"),
        _("Urusan pemerintahan (UU 23/2014 pasal 12)."),
        lambda e: str(e.get_affair_display()),
        Affair,
    ),
    Column(
        "tpb",
        Type.NUMBER,
        _("Nomor TPB"),
        _("Tujuan Pembangunan Berkelanjutan utama, 1-17."),
        lambda e: e.goal,
    ),
    Column(
        "tpb_nama",
        Type.CHOICE,
        _("Nama TPB"),
        _("Nama tujuan itu (Perpres 111/2022)."),
        lambda e: str(e.get_goal_display()) if e.goal else None,
        Innovation.Goal,
    ),
    Column(
        "penerapan",
        Type.CHOICE,
        _("Penerapan"),
        _("Sampai di mana inovasi diterapkan saat diumumkan."),
        lambda e: str(e.get_standing_display()),
        Innovation.Standing,
    ),
    Column(
        "inisiator",
        Type.CHOICE,
        _("Inisiator"),
        _("Dari siapa gagasannya."),
        _initiator,
        Innovation.Initiator,
    ),
    Column("masalah", Type.TEXT, _("Masalah"), _("Masalah yang diatasi."), _text("problem")),
    Column("terdampak", Type.TEXT, _("Terdampak"), _("Siapa yang mengalami masalahnya."), _text("sufferers")),
    Column(
        "jumlah_terdampak",
        Type.NUMBER,
        _("Jumlah terdampak"),
        _("Berapa orang yang mengalaminya."),
        _whole("sufferers_count"),
    ),
    Column("ide", Type.TEXT, _("Ide"), _("Jalan keluar yang dipilih."), _text("idea")),
    Column(
        "penerima_manfaat",
        Type.TEXT,
        _("Penerima manfaat"),
        _("Untuk siapa inovasi ini."),
        _text("beneficiaries"),
    ),
    Column("cara_kerja", Type.TEXT, _("Cara kerja"), _("Bagaimana inovasi berjalan."), _text("how_it_works")),
    Column("tujuan", Type.TEXT, _("Tujuan"), _("Apa yang ingin dicapai."), _text("aims")),
    Column("uji_coba", Type.DATE, _("Uji coba"), _("Mulai diuji coba."), _text("trial_on")),
    Column("peluncuran", Type.DATE, _("Peluncuran"), _("Hari diluncurkan."), _text("launched_on")),
    Column("diterapkan", Type.DATE, _("Diterapkan"), _("Mulai diterapkan."), _text("applied_on")),
    Column("hasil", Type.TEXT, _("Hasil"), _("Apa yang dicapai."), _text("results")),
    Column(
        "ukuran",
        Type.LIST,
        _("Ukuran keberhasilan"),
        _("Tiap ukuran: satuan, keadaan awal, target, capaian, dan tanggal diukur."),
        _measures,
    ),
    Column("sebelum", Type.TEXT, _("Sebelum"), _("Keadaan sebelum ada inovasi."), _text("before")),
    Column("sesudah", Type.TEXT, _("Sesudah"), _("Keadaan sesudahnya."), _text("after")),
    Column("cerita", Type.TEXT, _("Cerita"), _("Kisah inovasi ini."), _text("story")),
    Column("pelajaran", Type.TEXT, _("Pelajaran"), _("Pelajaran bagi yang ingin meniru."), _text("lessons")),
    Column(
        "keberlanjutan",
        Type.TEXT,
        _("Keberlanjutan"),
        _("Bagaimana inovasi dijaga tetap berjalan."),
        _text("sustainability"),
    ),
    Column(
        "kontak_layanan",
        Type.TEXT,
        _("Kontak layanan"),
        _("Cara menghubungi layanan."),
        _text("service_contact"),
    ),
    Column("jam_layanan", Type.TEXT, _("Jam layanan"), _("Kapan layanan buka."), _text("service_hours")),
    Column(
        "tempat_layanan",
        Type.TEXT,
        _("Tempat layanan"),
        _("Di mana layanan diberikan."),
        _text("service_place"),
    ),
    Column(
        "meniru_biaya",
        Type.TEXT,
        _("Biaya meniru"),
        _("Kisaran biaya untuk meniru."),
        _text("replication_cost"),
    ),
    Column(
        "meniru_orang",
        Type.TEXT,
        _("Orang untuk meniru"),
        _("Orang yang diperlukan."),
        _text("replication_staff"),
    ),
    Column(
        "meniru_minggu",
        Type.NUMBER,
        _("Minggu untuk meniru"),
        _("Lama menyiapkan, dalam minggu."),
        _whole("replication_weeks"),
    ),
    Column(
        "meniru_langkah",
        Type.TEXT,
        _("Langkah meniru"),
        _("Langkah-langkah pertama."),
        _text("replication_steps"),
    ),
    Column("video", Type.ADDRESS, _("Video"), _("Tautan video."), _text("video_url")),
    Column("foto", Type.LIST, _("Foto"), _("Tiap foto: alamat dan keterangannya."), _photos),
    Column(
        "perjalanan",
        Type.LIST,
        _("Perjalanan 5D"),
        _("Tahap yang telah dilalui dan tanggal selesainya."),
        _journey,
    ),
    Column(
        "diumumkan",
        Type.TIME,
        _("Diumumkan"),
        _("Kapan pertama kali diumumkan."),
        lambda e: moment(e.published_at),
    ),
    Column(
        "diperbarui",
        Type.TIME,
        _("Diperbarui"),
        _("Kapan isinya terakhir diumumkan."),
        lambda e: moment(e.refreshed_at),
    ),
    Column(
        "dikonfirmasi_jalan",
        Type.DATE,
        _("Dikonfirmasi masih jalan"),
        _("Kapan unit terakhir menyatakan bahwa inovasi masih berjalan."),
        lambda e: e.confirmed_on and e.confirmed_on.isoformat(),
    ),
    Column(
        "pernah_pakai",
        Type.NUMBER,
        _("Sudah pakai"),
        _("Berapa kali pembaca menekan 'saya sudah pakai'."),
        lambda e: e.uses,
    ),
    Column(
        "membantu",
        Type.NUMBER,
        _("Membantu"),
        _("Berapa kali pembaca menjawab 'membantu'."),
        lambda e: e.helpful,
    ),
    Column(
        "belum_membantu",
        Type.NUMBER,
        _("Belum membantu"),
        _("Berapa kali pembaca menjawab 'belum'."),
        lambda e: e.unhelpful,
    ),
)
