"""The minutes (Berita Acara) of a jury, from the finalised ranking alone."""

from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import typesetting
from festival.models import Category

TEMPLATE = Path(__file__).with_name("minutes.typ")


def pdf(category: Category) -> bytes:
    """The minutes of a category with a result, as PDF."""
    return typesetting.pdf(TEMPLATE, data(category))


def data(category: Category) -> dict:
    """What the template is given: text only."""
    result = category.result
    kept = result.ranking
    with translation.override("id"):
        when = date_format(localtime(result.made_at), "l, j F Y, H.i")
        return {
            "heading": _("Berita Acara Penjurian"),
            "festival": category.festival.name,
            "category": category.name,
            "opening": _(
                "Pada %(when)s WIB ditetapkan hasil penjurian kategori %(category)s pada %(festival)s, sebagai berikut."
            )
            % {"when": when, "category": category.name, "festival": category.festival.name},
            "table": {
                "labels": [
                    _("No."),
                    _("Inovasi"),
                    _("Nilai akhir"),
                    *(f"{one['label']} ({one['weight']} %)" for one in kept["criteria"]),
                    _("Juri"),
                ],
                "rows": [
                    [
                        str(row["place"]),
                        f"{row['title']}\n{row['agency']} ({row['code']})",
                        row["figure"],
                        *row["means"],
                        str(row["scored"]),
                    ]
                    for row in kept["rows"]
                ],
            },
            "rules": _(
                "Nilai akhir adalah rata-rata nilai berbobot (1 sampai 5) semua juri yang menilai; juri dengan "
                "benturan kepentingan tidak menilai. Nilai yang sama diurutkan menurut kriteria berbobot terbesar, "
                "lalu banyaknya juri yang menempatkannya di urutan pertama, lalu keputusan Kantor Bupati."
            ),
            "ties_heading": _("Nilai yang sama"),
            "ties": [{"title": row["title"], "why": row["why"]} for row in kept["rows"] if row["why"]],
            "signed": _("Ditandatangani oleh"),
            "signatories": [
                *({"role": _("Juri"), "name": name} for name in kept["jurors"]),
                {"role": _("Pengelola"), "name": result.made_by.name},
            ],
        }
