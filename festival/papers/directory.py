"""Direktori Inovasi: the book of an edition, a page for each innovation."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import qr, typesetting
from festival import reading
from festival.models import Exhibit, Festival
from festival.papers.exhibits import ROOT, SMALL, common, plain, weaves
from festival.papers.posters import dates, how_to_use

HERE = Path(__file__).parent
MEASURES = 4  # numbers on a page
STORY = 3_000  # characters; more than a page holds
COVERS = 3  # photos on the cover


def make(festival: Festival, folder: Path) -> Path:
    """The book of what is public of the edition now, as PDF; the same content makes the same bytes."""
    public = Exhibit.objects.public().filter(festival=festival).select_related("agency", "district")
    target = folder / f"direktori-{festival.slug}.pdf"
    target.write_bytes(
        typesetting.pdf(HERE / "directory.typ", book(festival, list(public.order_by(*ORDER)), folder), ROOT)
    )
    return target


ORDER = (F("title").asc(), "pk")


def book(festival: Festival, exhibits: list[Exhibit], folder: Path) -> dict:
    """What the template of the book is given; the photos are prepared in `folder`."""
    pages = [page(exhibit, folder) for exhibit in exhibits]
    photos = [one["photo"] for one in pages if one["photo"]]
    return {
        "festival": plain(festival.name),
        "when": dates(festival),
        "foreword": {
            "text": plain(festival.foreword or festival.welcome),
            "by": plain(festival.foreword_by),
            "as": plain(festival.foreword_as),
        },
        "exhibits": pages,
        "places": {one["code"]: place for place, one in enumerate(pages)},
        "units": _grouped(exhibits, lambda exhibit: exhibit.agency.name),
        "districts": _grouped(exhibits, lambda exhibit: exhibit.district and exhibit.district.name),
        "affairs": _grouped(exhibits, lambda exhibit: exhibit.get_affair_display()),
        "covers": photos[:: max(1, len(photos) // COVERS)][:COVERS],
        "weaves": weaves(),
        "home": settings.BASE_URL.split("://")[-1],
        "home_qr": qr.svg(settings.BASE_URL + "/", "Inovik"),
        "words": _words(festival, exhibits),
    }


def page(exhibit: Exhibit, folder: Path) -> dict:
    """What the page of one innovation shows."""
    texts = reading.texts(exhibit.content)
    told = [exhibit.district and exhibit.district.name, exhibit.get_affair_display(), str(exhibit.year)]
    return common(exhibit, folder, SMALL) | {
        "short": plain(exhibit.agency.short_name),
        "tags": plain(" · ".join(filter(None, told))),
        "facts": how_to_use(exhibit),
        "before": plain(texts.get("before", "")),
        "after": plain(texts.get("after", "")),
        "measures": [_measure(row) for row in reading.measures(exhibit.content)[:MEASURES]],
        "story": _story(texts),
        "replication": _replication(texts),
    }


def _story(texts: dict) -> dict:
    """The first of the long texts that was written, for what is left of the page."""
    for name, title in (
        ("story", _("Ceritanya")),
        ("how_it_works", _("Cara kerjanya")),
        ("results", _("Hasilnya")),
        ("idea", _("Idenya")),
    ):
        if name in texts:
            return {"title": title, "text": plain(texts[name][:STORY])}
    return {"title": "", "text": ""}


def _replication(texts: dict) -> str:
    """What another region needs, in one line."""
    weeks = texts.get("replication_weeks")
    parts = (
        (_("biaya"), texts.get("replication_cost")),
        (_("orang"), texts.get("replication_staff")),
        (_("persiapan"), weeks and _("%(weeks)s minggu") % {"weeks": weeks}),
        (_("langkah pertama"), texts.get("replication_steps")),
    )
    return plain("; ".join(f"{label}: {' '.join(told.split())}" for label, told in parts if told))


def _measure(row: reading.ReadMeasure) -> list[str]:
    return [
        plain(f"{row.indicator} ({row.unit})" if row.unit else row.indicator),
        *(_number(value) for value in (row.baseline, row.target, row.actual)),
    ]


def _number(value: Decimal | None) -> str:
    return "–" if value is None else number_format(value, use_l10n=True, force_grouping=True)


def _grouped(exhibits: list[Exhibit], name_of) -> list[tuple[str, list[str]]]:
    """(name, codes) in the order of the names; who has none is left out."""
    found = defaultdict(list)
    for exhibit in exhibits:
        if name := name_of(exhibit):
            found[plain(name)].append(exhibit.code)
    return sorted(found.items())


def _as_of(exhibits: list[Exhibit]) -> date | None:
    """The day of the newest announcement in the book, which is as old as its content."""
    return max((localtime(exhibit.refreshed_at).date() for exhibit in exhibits), default=None)


def _words(festival: Festival, exhibits: list[Exhibit]) -> dict:
    count = ngettext("%(count)d inovasi", "%(count)d inovasi", len(exhibits)) % {"count": len(exhibits)}
    units = len({exhibit.agency_id for exhibit in exhibits})
    as_of = _as_of(exhibits)
    imprint = [
        _("Buku ini disusun dari halaman inovasi yang tampil di %(festival)s.") % {"festival": festival},
        as_of and _("Keadaan isi: %(day)s.") % {"day": date_format(as_of, "j F Y")},
        _(
            "Isi buku ini boleh dipakai, disalin, dan diolah siapa saja dengan menyebut sumbernya: "
            "lisensi Creative Commons Atribusi 4.0 Internasional (CC BY 4.0), "
            "creativecommons.org/licenses/by/4.0/deed.id."
        ),
        _("Cara menyebut sumber: Direktori Inovasi %(festival)s, Pemerintah Kabupaten Pakpak Bharat.")
        % {"festival": festival},
        _("Dicetak dengan huruf Libertinus Serif. Hiasannya dari tenun oles Pakpak."),
    ]
    return {
        "title": _("Direktori Inovasi: %(festival)s") % {"festival": plain(festival.name)},
        "publisher": _("Pemerintah Kabupaten Pakpak Bharat"),
        "cover": _("Direktori Inovasi"),
        "count": _("%(innovations)s dari %(units)d unit kerja") % {"innovations": count, "units": units},
        "foreword": _("Kata pengantar"),
        "contents": _("Daftar isi"),
        "how": _("Cara membaca buku ini"),
        "reading": [
            _(
                "Setiap inovasi mendapat satu halaman. Di atas: unit yang menyelenggarakan, judul, dan satu kalimat "
                "tentang isinya. Di samping foto: untuk siapa, di mana, kapan, dan siapa yang dapat dihubungi."
            ),
            _(
                "Di bawahnya: apa yang berubah, angka yang diukur, lalu ceritanya. Angka yang belum diisi unit "
                "ditandai dengan garis."
            ),
            _(
                "Di kaki halaman: yang diperlukan daerah lain untuk menirunya, dan kode QR. Pindai kode itu dengan "
                "kamera telepon untuk membuka halaman inovasi dengan foto dan cerita lengkapnya."
            ),
            _(
                "Tiga indeks di belakang membantu mencari menurut unit kerja, kecamatan, dan urusan pemerintahan."
            ),
        ],
        "online": _("Semua inovasi, dengan pencarian:"),
        "use": _("Cara memakainya"),
        "before": _("Sebelum"),
        "after": _("Sesudah"),
        "numbers": _("Angka"),
        "baseline": _("Awal"),
        "target": _("Sasaran"),
        "actual": _("Hasil"),
        "replicate": _("Kalau ingin menirunya"),
        "more": _("Cerita lengkap:"),
        "by_unit": _("Indeks unit kerja"),
        "by_district": _("Indeks kecamatan"),
        "by_affair": _("Indeks urusan"),
        "colophon": _("Tentang buku ini"),
        "imprint": [plain(told) for told in imprint if told],
    }
