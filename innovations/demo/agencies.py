"""Places and units of Pakpak Bharat for the demo data: 8 kecamatan, 52 desa, about 90 units.

Names, codes and coordinates of kecamatan and desa are public facts (a coordinate is the middle of the area,
not the office). Units with `sourced=True` are named by a public source; the others follow the usual set of a
kabupaten and count as contoh. Every head's name is invented.
"""

import csv
from collections import Counter
from pathlib import Path

from django.utils.text import slugify

DATA = Path(__file__).parent / "data"

FIRST_NAMES = (
    "Jonner", "Rosdiana", "Maringan", "Herlina", "Parlindungan", "Marsinta", "Saut", "Nurmala",
    "Edison", "Lamria", "Hotman", "Tiurma", "Pardamean", "Rusmini", "Sahat", "Dameria", "Tumpal",
    "Lasma", "Walben", "Ernita", "Manotar", "Sondang", "Bistok", "Delima", "Jautir", "Mariani",
    "Kasman", "Rotua", "Poltak", "Sarmauli", "Ramlan", "Nursaida", "Halomoan", "Duma", "Banuara",
    "Melati", "Togap", "Risma", "Lindung", "Asmawati", "Rahmat", "Siti",
)  # fmt: skip
MARGA = (
    "Berutu", "Manik", "Padang", "Solin", "Banurea", "Boangmanalu", "Bancin", "Lembeng", "Sinamo",
    "Tumangger", "Cibro", "Kabeaken", "Angkat", "Ujung", "Kudadiri", "Sitakar", "Munthe",
)  # fmt: skip

# Desa that stand in the registry as units. The others have no record yet, as in the first year of any region.
VILLAGES_WITHOUT_UNIT = {
    "12.15.01.2008",
    "12.15.01.2009",
    "12.15.02.2004",
    "12.15.02.2006",
    "12.15.03.2014",
    "12.15.06.2002",
    "12.15.07.2006",
    "12.15.08.2004",
}

COLUMNS = ("key", "name", "short_name", "kind", "parent", "district", "head_title", "sourced")
UNITS = [
    ("sekretariat-daerah", "Sekretariat Daerah", "Setda", "sekretariat", None, "Salak", "Sekretaris Daerah",
     True),
    ("sekretariat-dprd", "Sekretariat DPRD", "Setwan", "sekretariat", None, "Salak", "Sekretaris DPRD",
     False),
    ("inspektorat", "Inspektorat", "Inspektorat", "inspektorat", None, "Salak", "Inspektur", False),
    *(
        (f"bagian-{key}", f"Bagian {name} Setda", f"Bag. {short}", "bagian", "sekretariat-daerah", "Salak",
         f"Kepala Bagian {short}", sourced)
        for key, name, short, sourced in (
            ("pembangunan", "Pembangunan", "Pembangunan", True),
            ("organisasi", "Organisasi", "Organisasi", False),
            ("hukum", "Hukum", "Hukum", False),
            ("kesra", "Kesejahteraan Rakyat", "Kesra", False),
        )
    ),
    *(
        (f"dinas-{key}", f"Dinas {name}", short, "dinas", None, "Salak", "Kepala Dinas", sourced)
        for key, name, short, sourced in (
            ("pendidikan", "Pendidikan", "Disdik", True),
            ("kominfo", "Komunikasi dan Informatika", "Diskominfo", True),
            ("kesehatan", "Kesehatan", "Dinkes", False),
            ("dukcapil", "Kependudukan dan Pencatatan Sipil", "Disdukcapil", False),
            ("pupr", "Pekerjaan Umum dan Penataan Ruang", "PUPR", False),
            ("pertanian", "Pertanian", "Distan", False),
            ("sosial", "Sosial", "Dinsos", False),
            ("perhubungan", "Perhubungan", "Dishub", False),
            ("lingkungan-hidup", "Lingkungan Hidup", "DLH", False),
            ("pmptsp", "Penanaman Modal dan PTSP", "DPMPTSP", False),
            ("pmd", "Pemberdayaan Masyarakat dan Desa", "DPMD", False),
            ("pariwisata", "Pariwisata dan Kebudayaan", "Disparbud", False),
            ("perpustakaan", "Perpustakaan dan Kearsipan", "Dispusip", False),
            ("perdagangan", "Perdagangan, Koperasi dan UKM", "Disdagkop UKM", False),
        )
    ),
    ("bappelitbangda", "Bappelitbangda", "Bappelitbangda", "badan", None, "Salak", "Kepala Badan", True),
    ("bpkad", "BPKAD", "BPKAD", "badan", None, "Salak", "Kepala Badan", True),
    ("bkpsdm", "BKPSDM", "BKPSDM", "badan", None, "Salak", "Kepala Badan", False),
    ("bpbd", "BPBD", "BPBD", "badan", None, "Salak", "Kepala Pelaksana", False),
    ("kesbangpol", "Badan Kesatuan Bangsa dan Politik", "Kesbangpol", "badan", None, "Salak", "Kepala Badan",
     False),
    ("satpol-pp", "Satuan Polisi Pamong Praja", "Satpol PP", "satuan", None, "Salak", "Kepala Satuan", False),
    ("rsud-salak", "RSUD Salak", "RSUD Salak", "rsud", "dinas-kesehatan", "Salak", "Direktur", False),
    ("puskesmas-sibande", "UPT Puskesmas Sibande", "PKM Sibande", "puskesmas", "dinas-kesehatan",
     "Sitellu Tali Urang Jehe", "Kepala Puskesmas", True),
    *(
        (f"puskesmas-{slugify(name)}", f"Puskesmas {name}", f"PKM {name}", "puskesmas", "dinas-kesehatan",
         district,
         "Kepala Puskesmas", False)
        for name, district in (
            ("Salak", "Salak"),
            ("Sukaramai", "Kerajaan"),
            ("Kecupak", "Pergetteng-getteng Sengkut"),
            ("Tinada", "Tinada"),
            ("Siempat Rube", "Siempat Rube"),
            ("Singgabur", "Sitellu Tali Urang Julu"),
            ("Sibagindar", "Pagindar"),
        )
    ),
    ("perumda-air-minum", "Perumda Air Minum (contoh)", "Perumda Air", "bumd", None, "Salak", "Direktur",
     False),
    ("perumda-agribisnis", "Perumda Agribisnis (contoh)", "Perumda Agri", "bumd", None, "Salak", "Direktur",
     False),
]  # fmt: skip


def invented_name(number: int) -> str:
    """A plausible Pakpak name; the same number gives the same name, near numbers give different ones."""
    return f"{FIRST_NAMES[number * 5 % len(FIRST_NAMES)]} {MARGA[number * 7 % len(MARGA)]}"


def districts() -> list[dict]:
    """The 8 kecamatan: code, name, lat, lng."""
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as file:
        return [row | {"lat": float(row["lat"]), "lng": float(row["lng"])} for row in csv.DictReader(file)]


def villages() -> list[dict]:
    """The 52 desa: code, district_code, district (its name), name, lat, lng."""
    names = {row["code"]: row["name"] for row in districts()}
    with (DATA / "villages.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            | {"district": names[row["district_code"]], "lat": float(row["lat"]), "lng": float(row["lng"])}
            for row in csv.DictReader(file)
        ]


def agencies() -> list[dict]:
    """About 90 units, parents before children. See the package's docstring for the keys."""
    rows = [dict(zip(COLUMNS, unit, strict=True)) | {"lat": None, "lng": None} for unit in UNITS]
    for district in districts():
        rows.append(
            {
                "key": f"kecamatan-{slugify(district['name'])}",
                "name": f"Kecamatan {district['name']}",
                "short_name": f"Kec. {district['name']}",
                "kind": "kecamatan",
                "parent": None,
                "district": district["name"],
                "head_title": "Camat",
                "sourced": True,
                "lat": district["lat"],
                "lng": district["lng"],
            }
        )
    same_name = Counter(village["name"] for village in villages())
    for village in villages():
        if village["code"] in VILLAGES_WITHOUT_UNIT:
            continue
        # Two pairs of desa share a name (Pardomuan, Silima Kuta): their kecamatan tells them apart.
        full = (
            village["name"]
            if same_name[village["name"]] == 1
            else f"{village['name']} ({village['district']})"
        )
        rows.append(
            {
                "key": f"desa-{slugify(full)}",
                "name": f"Desa {full}",
                "short_name": f"Desa {village['name']}",
                "kind": "desa",
                "parent": f"kecamatan-{slugify(village['district'])}",
                "district": village["district"],
                "head_title": "Kepala Desa",
                "sourced": False,
                "lat": village["lat"],
                "lng": village["lng"],
            }
        )
    for number, row in enumerate(rows):
        row["head_name"] = invented_name(number)
        row["whatsapp"] = f"628120000{number + 1:04d}"
    return rows
