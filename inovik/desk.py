"""What the first page of the admin leads to: the lists of data, grouped by what people come for, with a plain hint."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """A list that this person may open."""

    url: str
    name: str
    hint: str | Promise = ""


# Group, and in it the model ("app.Model") with its hint. A model that stands nowhere comes under OTHERS.
GROUPS: tuple[tuple[Promise, dict[str, Promise]], ...] = (
    (
        _("Telaah"),
        {
            "stages.Case": _("Semua inovasi di laboratorium, menurut giliran siapa."),
            "stages.Rubric": _("Yang dinilai penelaah pada tiap tahap, dan bobotnya."),
            "stages.Snippet": _("Kalimat jawaban untuk unit yang sering dipakai."),
            "stages.Conflict": _("Siapa tidak menelaah unit atau inovasi mana."),
        },
    ),
    (
        _("Batas waktu dan surat"),
        {
            "stages.StageWindow": _("Tanggal tiap tahap, perpanjangan, prakiraan, dan surat kekurangan."),
            "stages.Mail": _("Surat yang akan, sudah, atau gagal terkirim."),
        },
    ),
    (
        _("Dokumen dan pekerjaan"),
        {
            "stages.Document": _("Berita Acara dan piagam: terbitkan, unduh, cabut."),
            "stages.Job": _("Yang Anda minta untuk banyak kasus sekaligus, dan berkasnya."),
        },
    ),
    (
        _("Unit dan akun"),
        {
            "accounts.Agency": _("Nama, jenis, kecamatan, dan nomor WhatsApp unit."),
            "accounts.User": _("Orang yang masuk; juga dari Excel, dan slip kata sandinya."),
            "accounts.AccountEvent": _("Siapa mengubah akun siapa, dan kapan."),
            "accounts.District": _("Kecamatan di kabupaten."),
        },
    ),
    (
        _("Laboratorium dan festival"),
        {
            "innovations.Lab": _("Tahun dan sasaran jumlah inovasinya."),
            "festival.Suggestion": _("Saran warga: teruskan kepada unit, dan lihat yang lewat batas waktu."),
            "festival.Vote": _("Suara favorit sesudah pemungutannya ditutup."),
            "festival.Festival": _("Tanggal, tempat, dan kata pengantar di halaman umum."),
            "festival.Revision": _("Yang ingin diubah unit pada halaman yang sudah tampil."),
            "festival.Publication": _("Seperti apa setiap halaman waktu ditayangkan."),
            "festival.Category": _("Kategori penghargaan, juri, peringkat, dan pengumuman pemenang."),
        },
    ),
)
OTHERS = _("Lainnya")


def groups(app_list: list[dict]) -> list[tuple[Promise, list[Link]]]:
    """The lists of Django's `app_list` (so only what the person may see), by group; empty groups are left out."""
    seen = {
        model["model"]._meta.label: model for app in app_list for model in app["models"] if model["admin_url"]
    }
    grouped = [
        (label, [_link(seen.pop(name), hint) for name, hint in hints.items() if name in seen])
        for label, hints in GROUPS
    ]
    grouped.append((OTHERS, [_link(model) for model in seen.values()]))
    return [(label, links) for label, links in grouped if links]


def _link(model: dict, hint: str | Promise = "") -> Link:
    return Link(model["admin_url"], capfirst(model["name"]), hint)
