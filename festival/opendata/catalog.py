"""What the data is as a whole: who publishes it, under which licence, how fresh; and its description in DCAT.

DCAT (W3C, version 3) is what catalogues of Satu Data Indonesia harvest (Perpres 39/2019 articles 3 and 7: metadata
in a standard structure, so that data can be found and combined).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from festival.kept import Kept
from festival.models import Exhibit
from festival.opendata.columns import here, moment

LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "Pemerintah Kabupaten Pakpak Bharat"
CONTACT = "Bagian Organisasi, Sekretariat Daerah Kabupaten Pakpak Bharat"
REGION, REGION_CODE = "Kabupaten Pakpak Bharat", "12.15"  # as Kemendagri numbers the regions
THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"  # government and public sector
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/CONT"  # as it happens

figures = Kept(4)


@dataclass(frozen=True)
class Figures:
    """How many rows there are, when the first was published, and when anything of them last changed."""

    rows: int
    issued: datetime | None
    updated: datetime | None


def figures_of(version: str) -> Figures:
    """Under `version`: counted once, then kept."""
    return figures.made(version, _count)


def _count() -> Figures:
    public = Exhibit.objects.public().aggregate(issued=Min("published_at"), updated=Max("refreshed_at"))
    gone = Exhibit.objects.withdrawn().aggregate(at=Max("withdrawn_at"))["at"]
    times = [at for at in (public["updated"], gone) if at]
    return Figures(Exhibit.objects.public().count(), public["issued"], max(times, default=None))


def attribution() -> str:
    """The sentence by which whoever uses the data names its source."""
    return _("Sumber: Inovik, %(publisher)s, %(address)s, lisensi %(licence)s.") % {
        "publisher": PUBLISHER,
        "address": here("/data/"),
        "licence": LICENCE,
    }


def terms() -> list[tuple[str, str]]:
    """What whoever opens a file has to know, as (name, text)."""
    return [
        (_("Penerbit"), PUBLISHER),
        (_("Wilayah"), f"{REGION} ({REGION_CODE})"),
        (_("Lisensi"), f"{LICENCE}, {LICENCE_ADDRESS}"),
        (_("Sebutkan sumber"), attribution()),
        (_("Kamus data"), here("/data/kamus.json")),
        (
            _("Tanda '"),
            _(
                "Di CSV dan XLSX, teks yang diawali = + - atau @ diberi tanda ' supaya tidak dibaca sebagai rumus."
            ),
        ),
    ]


def licence() -> dict:
    """The licence for the envelope of JSON answers."""
    return {"nama": LICENCE, "alamat": LICENCE_ADDRESS, "sumber": attribution()}


def dcat(found: Figures, formats) -> dict:
    """The catalogue with its one dataset as JSON-LD; `formats` are those of `formats.FORMATS`."""
    with translation.override("id"):
        page, publisher = (
            here(reverse("festival:data")),
            {"@type": "foaf:Organization", "foaf:name": PUBLISHER},
        )
        contact = {"@type": "vcard:Organization", "vcard:fn": CONTACT, "vcard:hasURL": {"@id": page}}
        distributions = [
            _distribution("JSON", _("Berhalaman, 100 inovasi per halaman"), "application/json", "json"),
            *(
                _distribution(each.label, str(each.purpose), each.content_type.split(";")[0], each.ending)
                for each in formats
            ),
        ]
    dated = {
        name: {"@type": "xsd:dateTime", "@value": moment(at)}
        for name, at in (("dct:issued", found.issued), ("dct:modified", found.updated))
        if at
    }
    about = {
        "dct:language": "id",
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dct:spatial": {
            "@type": "dct:Location",
            "dct:identifier": REGION_CODE,
            "skos:prefLabel": REGION,
        },
        **dated,
    }
    dataset = {
        "@id": f"{page}#inovasi",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{page}#inovasi",
        "dct:title": "Inovasi pelayanan publik Kabupaten Pakpak Bharat",
        "dct:description": "Inovasi yang diumumkan di festival: masalah, cara kerja, hasil, dan cara menirunya.",
        "dcat:theme": [{"@id": THEME}],
        "dcat:keyword": ["inovasi daerah", "pelayanan publik", "Pakpak Bharat", "5D"],
        "dcat:contactPoint": contact,
        "dcat:landingPage": {"@id": page},
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "dct:conformsTo": {"@id": here("/data/kamus.json")},
        "dcat:distribution": distributions,
        **about,
    }
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": page,
        "@type": "dcat:Catalog",
        "dct:title": "Data terbuka Inovik",
        "dct:description": "Data Festival Inovasi Kabupaten Pakpak Bharat.",
        "foaf:homepage": {"@id": here("/")},
        **about,
        "dcat:dataset": [dataset],
    }


def _distribution(label: str, description: str, media: str, ending: str) -> dict:
    address = here(f"/data/inovasi.{ending}")
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": label,
        "dct:description": description,
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dct:format": label,
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
    }
