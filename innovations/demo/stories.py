"""The 40 innovations to publish: one TOML file each in `data/stories/`; this module fills in what all share.

A story's facts come from the public source named in `origin_url` or its evidence. The rest (steps, budgets,
dates and figures of the example) is contoh: a measure without `sourced = true` gets "(angka contoh)" behind
its indicator, letters get "CONTOH" in their number, budget sources "(contoh)".
"""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from django.utils.text import slugify

from innovations.demo.agencies import agencies, invented_name

STORIES = Path(__file__).parent / "data" / "stories"

# The 38 urusan pemerintahan of the national innovation index, UU 23/2014 article 12 and the supporting
# functions.
AFFAIRS = {
    slugify(name): name
    for name in (
        "Pendidikan",
        "Kesehatan",
        "Pekerjaan Umum dan Penataan Ruang",
        "Perumahan Rakyat dan Kawasan Permukiman",
        "Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat",
        "Sosial",
        "Tenaga Kerja",
        "Pemberdayaan Perempuan dan Pelindungan Anak",
        "Pangan",
        "Pertanahan",
        "Lingkungan Hidup",
        "Administrasi Kependudukan dan Pencatatan Sipil",
        "Pemberdayaan Masyarakat dan Desa",
        "Pengendalian Penduduk dan Keluarga Berencana",
        "Perhubungan",
        "Komunikasi dan Informatika",
        "Koperasi, Usaha Kecil, dan Menengah",
        "Penanaman Modal",
        "Kepemudaan dan Olahraga",
        "Statistik",
        "Persandian",
        "Kebudayaan",
        "Perpustakaan",
        "Kearsipan",
        "Kelautan dan Perikanan",
        "Pariwisata",
        "Pertanian",
        "Kehutanan",
        "Energi dan Sumber Daya Mineral",
        "Perdagangan",
        "Perindustrian",
        "Transmigrasi",
        "Perencanaan",
        "Keuangan",
        "Kepegawaian",
        "Pendidikan dan Pelatihan",
        "Penelitian dan Pengembangan",
        "Penunjang lainnya sesuai peraturan perundang-undangan",
    )
}

EXAMPLE_FIGURES = (
    "Angka pada tabel ukuran adalah contoh untuk memperagakan portal ini, bukan hasil pengukuran."
)
HOURS = "Senin sampai Kamis pukul 08.00-16.00, Jumat pukul 08.00-15.00"
COMMITMENT_ON = {"inovik-2016": date(2016, 4, 28), "inovik-2026": date(2026, 3, 4)}
TEXT_FIELDS = (
    "title", "acronym", "one_line", "duty", "initiator", "initiator_name", "commitment_by", "problem",
    "sufferers", "problem_evidence", "causes", "alternatives", "idea", "novelty", "origin",
    "origin_url", "kind", "affair", "beneficiaries", "how_it_works", "aims", "resources",
    "budget_source", "legal_basis", "risks", "results", "obstacles", "help_needed", "sustainability",
    "lessons", "headline", "before", "after", "story", "video_url", "service_contact", "service_hours",
    "service_place", "replication_cost", "replication_staff", "replication_steps",
    "summary_en",
)  # fmt: skip


def stories() -> list[dict]:
    """The 40 innovations for publication, complete, the flagship (Asa Kasea) first."""
    units = {unit["key"]: unit for unit in agencies()}
    found = [
        complete(tomllib.loads(path.read_text(encoding="utf-8")), path.stem, units)
        for path in sorted(STORIES.glob("*.toml"))
    ]
    return sorted(found, key=lambda story: (story["trial_on"], story["slug"]))


def complete(raw: dict, slug: str, units: dict[str, dict]) -> dict:
    """One story in the shape that the package's docstring describes, from what its author wrote.

    `raw` may leave out what follows from the rest: text fields, commitment, team, service, the unit's decree.
    Raises KeyError when the unit is unknown or a date is missing.
    """
    unit = units[raw["agency"]]
    story = dict.fromkeys(TEXT_FIELDS, "")
    story |= {
        "slug": slug,
        "lab": "inovik-2026",
        "entry_stage": "drum_up",
        "stage": "display",
        "status": "published",
        "case": "",
        "initiator": "agency",
        "initiator_name": unit["name"],
        "commitment_by": unit["head_name"],
        "sufferers_count": None,
        "replication_weeks": None,
        "goal": None,
        "service_contact": f"WhatsApp {phone(unit['whatsapp'])}",
        "service_hours": HOURS,
        "service_place": place(unit),
        "budget_source": "APBD Kabupaten Pakpak Bharat (contoh)",
    }
    story |= {"launched_on": raw["applied_on"]} | raw
    story["commitment_on"] = COMMITMENT_ON[story["lab"]]
    story["causes"] = numbered(raw["causes"])
    story["replication_steps"] = numbered(raw["replication_steps"])
    story["measures"] = [measure(row) for row in raw["measures"]]
    if not all(row.get("sourced") for row in raw["measures"]):
        story["results"] = f"{raw['results'].strip()}\n\n{EXAMPLE_FIGURES}"
    story["steps"] = steps(
        raw["steps"], raw["idea_on"], raw["applied_on"], raw.get("budget_source", "APBD (contoh)")
    )
    story["evidence"] = evidence(raw, slug, unit)
    story["photos"] = [
        photo | {"caption": f"{photo['caption']} (gambar contoh)", "seed": crc32(f"{slug}{number}".encode())}
        for number, photo in enumerate(raw["photos"])
    ]
    story["team"] = team(raw.get("team", ()), slug, unit)
    for field in TEXT_FIELDS:
        story[field] = story[field].strip()
    return story


def phone(digits: str) -> str:
    """6281200000012 as people write it: 0812 0000 0012."""
    return f"0{digits[2:5]} {digits[5:9]} {digits[9:]}"


def place(unit: dict) -> str:
    if unit["kind"] in {"dinas", "badan", "bagian", "sekretariat", "inspektorat", "satuan"}:
        return f"Kantor {unit['name']}, Kompleks Panorama Indah Sindeka, Salak"
    return (
        f"{unit['name']}, Kecamatan {unit['district']}"
        if unit["kind"] != "kecamatan"
        else f"Kantor {unit['name']}"
    )


def numbered(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def measure(row: dict) -> dict:
    """A measure's row; its indicator says that the figures are an example, unless a source gives them."""
    mark = "" if row.get("sourced") else " (angka contoh)"
    return {
        "indicator": row["indicator"] + mark,
        "unit": row["unit"],
        "baseline": row.get("baseline"),
        "target": row.get("target"),
        "actual": row.get("actual"),
        "measured_on": row.get("on"),
    }


def steps(rows: list[list], first: date, last: date, source: str) -> list[dict]:
    """Action steps from [activity, output, person in charge, budget or 0], spread over `first` to `last`."""
    days = (last - first).days
    return [
        {
            "activity": activity,
            "output": output,
            "person_in_charge": person,
            "starts_on": first + timedelta(days=days * number // len(rows)),
            "ends_on": first + timedelta(days=days * (number + 1) // len(rows)),
            "budget": budget or None,
            "source": source if budget else "",
            "is_done": True,
        }
        for number, (activity, output, person, budget) in enumerate(rows)
    ]


def evidence(raw: dict, slug: str, unit: dict) -> list[dict]:
    """The unit's decree, what the story brings, and the public source it was written from."""
    signed = raw["trial_on"] - timedelta(days=14)
    rows = [
        {
            "kind": "decree",
            "title": f"Keputusan {unit['head_title']} tentang tim pelaksana {raw['title']}",
            "number": f"188/{crc32(slug.encode()) % 90 + 10}/CONTOH/{signed.year}",
            "date": signed,
            "subject": f"Pembentukan tim pelaksana {raw['title']}",
        },
        *raw.get("evidence", ()),
    ]
    if raw.get("origin_url"):
        rows.append(
            {
                "kind": "other",
                "title": f"Sumber tentang inovasi asal: {raw['origin']}",
                "link": raw["origin_url"],
                "date": raw["idea_on"],
                "subject": "Rujukan inovasi asal",
            }
        )
    shape = {"link": None, "number": "", "subject": ""}
    return [shape | row | {"title": row["title"][:200], "year": row["date"].year} for row in rows]


def team(rows: list[str], slug: str, unit: dict) -> list[dict]:
    """The head answers for the record; the duties that the story names go to invented people of the unit."""
    duties = rows or ("Ketua tim pelaksana", "Anggota, pelayanan di lapangan", "Anggota, data dan laporan")
    first = crc32(slug.encode()) % 1000 + 100
    return [
        {"name": unit["head_name"], "duty": f"Penanggung jawab ({unit['head_title']})"},
        *({"name": invented_name(first + number), "duty": duty} for number, duty in enumerate(duties)),
    ]
