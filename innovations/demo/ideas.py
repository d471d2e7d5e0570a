"""Ideas on the road: 80 curated ones at every stage and status, and as many more as measuring needs.

`data/themes.toml` tells 20 themes once, each with four units that take it up their own way. All of it is
made up, contoh; no public source stands behind it. The 81st idea and later ones carry a theme to a
dusun of a desa.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from django.utils.text import slugify

from innovations.demo.agencies import agencies, villages
from innovations.demo.stories import (
    COMMITMENT_ON,
    EXAMPLE_FIGURES,
    HOURS,
    TEXT_FIELDS,
    measure,
    numbered,
    phone,
    place,
    steps,
    team,
)

THEMES = Path(__file__).parent / "data" / "themes.toml"
CURATED = 80
STAGES = ("drum_up", "diagnose", "design", "delivery", "display")

# Where the 80 stand: stage, status, case, lab, how many. Published records are the stories.
STANDING = (
    ("drum_up", "draft", "", "inovik-2026", 8),
    ("drum_up", "submitted", "", "inovik-2026", 5),
    ("drum_up", "returned", "returned", "inovik-2026", 3),
    ("drum_up", "stopped", "stopped", "inovik-2016", 1),
    ("diagnose", "draft", "", "inovik-2026", 7),
    ("diagnose", "submitted", "", "inovik-2026", 5),
    ("diagnose", "submitted", "improved", "inovik-2026", 1),
    ("diagnose", "returned", "returned", "inovik-2026", 3),
    ("diagnose", "stopped", "stopped", "inovik-2026", 1),
    ("design", "draft", "", "inovik-2026", 5),
    ("design", "draft", "reopened", "inovik-2026", 1),
    ("design", "submitted", "", "inovik-2026", 5),
    ("design", "returned", "returned", "inovik-2026", 2),
    ("design", "endorsed", "", "inovik-2026", 3),
    ("design", "endorsed", "improved", "inovik-2026", 1),
    ("design", "stopped", "declined", "inovik-2026", 2),
    ("delivery", "draft", "", "inovik-2026", 6),
    ("delivery", "draft", "reopened", "inovik-2016", 1),
    ("delivery", "submitted", "", "inovik-2026", 4),
    ("delivery", "submitted", "improved", "inovik-2026", 1),
    ("delivery", "returned", "returned", "inovik-2026", 2),
    ("delivery", "stopped", "stopped", "inovik-2016", 1),
    ("display", "draft", "", "inovik-2026", 4),
    ("display", "submitted", "", "inovik-2026", 2),
    ("display", "returned", "returned", "inovik-2026", 1),
    ("display", "endorsed", "", "inovik-2026", 2),
    ("display", "approved", "", "inovik-2026", 2),
    ("display", "approved", "improved", "inovik-2016", 1),
)

# What each stage fills. A draft has the first half of its own stage's fields.
FIELDS = {
    "drum_up": "title one_line duty initiator acronym initiator_name commitment_by",
    "diagnose": "problem sufferers problem_evidence novelty origin kind affair "
    "causes alternatives idea origin_url beneficiaries",
    "design": "how_it_works aims measures steps resources budget_source legal_basis risks",
    "delivery": "progress obstacles help_needed evidence results sustainability lessons",
    "display": "headline before after story service_contact photos video_url service_hours service_place "
    "replication_cost replication_staff replication_steps",
}
ROWS = ("measures", "steps", "evidence", "photos", "progress")
DATES = {"diagnose": ("idea_on",), "delivery": ("launched_on", "trial_on", "applied_on")}

# The goal that an affair serves most; what only makes the government itself better serves the sixteenth.
GOALS = {
    "pendidikan": 4,
    "perpustakaan": 4,
    "pendidikan-dan-pelatihan": 4,
    "kepemudaan-dan-olahraga": 3,
    "kesehatan": 3,
    "pengendalian-penduduk-dan-keluarga-berencana": 3,
    "sosial": 1,
    "pangan": 2,
    "pertanian": 2,
    "pemberdayaan-perempuan-dan-pelindungan-anak": 5,
    "energi-dan-sumber-daya-mineral": 7,
    "tenaga-kerja": 8,
    "koperasi-usaha-kecil-dan-menengah": 8,
    "perdagangan": 8,
    "pariwisata": 8,
    "perindustrian": 9,
    "komunikasi-dan-informatika": 9,
    "perhubungan": 11,
    "pekerjaan-umum-dan-penataan-ruang": 11,
    "perumahan-rakyat-dan-kawasan-permukiman": 11,
    "kebudayaan": 11,
    "ketenteraman-ketertiban-umum-dan-perlindungan-masyarakat": 11,
    "lingkungan-hidup": 12,
    "kelautan-dan-perikanan": 14,
    "kehutanan": 15,
}
STRONG_INSTITUTIONS = 16

INITIATORS = ("agency", "civil_servant", "community", "agency", "council", "civil_servant", "regional_head")
INITIATOR_NAMES = {
    "civil_servant": "Pegawai {unit} (contoh)",
    "community": "Kelompok warga {place} (contoh)",
    "council": "Anggota DPRD Kabupaten Pakpak Bharat (contoh)",
    "regional_head": "Bupati Pakpak Bharat",
}
BUDGETS = (
    "APBD Kabupaten Pakpak Bharat (contoh)",
    "Anggaran rutin unit, tanpa pos baru (contoh)",
    "APB Desa dan swadaya warga (contoh)",
)
RESOURCES = (
    (
        "Petugas yang sudah ada, perlengkapan sederhana, tempat yang dipinjam dari warga, dan dua jam kerja "
        "setiap pekan."
    ),
    (
        "Satu penanggung jawab, tiga pelaksana, kader atau relawan setempat, serta bahan yang tersedia di "
        "sekitar."
    ),
    (
        "Tim kecil lintas bagian, alat yang dipakai bergiliran, dan dukungan pemerintah desa serta tokoh "
        "masyarakat."
    ),
)
LAWS = (
    (
        "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik; Peraturan Pemerintah Nomor 38 Tahun "
        "2017 tentang Inovasi Daerah."
    ),
    "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah; keputusan kepala unit (contoh).",
    "Undang-Undang Nomor 6 Tahun 2014 tentang Desa; kesepakatan musyawarah setempat (contoh).",
)
RISKS = (
    (
        "Petugas pindah tugas: cara kerja ditulis dan dikuasai dua orang. Warga ragu: dimulai dari kelompok "
        "kecil."
    ),
    (
        "Semangat menurun sesudah peluncuran: kemajuan dibacakan setiap bulan. Cuaca buruk: disiapkan jadwal "
        "pengganti."
    ),
    "Beban kerja bertambah: satu tugas lama yang tidak perlu dihentikan. Data keliru: diperiksa dua orang.",
)
OBSTACLES = (
    "Kehadiran berkurang pada musim panen, dan sinyal telepon di beberapa dusun belum dapat diandalkan.",
    (
        "Sebagian petugas masih ragu pada cara baru, sehingga pendampingan memerlukan waktu lebih lama dari "
        "rencana."
    ),
    "Hujan panjang menunda dua kegiatan, dan perlengkapan yang dipinjam tidak selalu tersedia.",
)
HELP = (
    "Dukungan jadwal dari unit lain dan kesempatan belajar ke tempat yang sudah berhasil.",
    "Pendampingan fasilitator untuk menyederhanakan ukuran keberhasilan dan cara mencatatnya.",
    "Surat edaran pimpinan agar unit terkait menunjuk penghubung tetap.",
)
LASTING = (
    "Kegiatan masuk uraian tugas dan rencana kerja tahunan, dan dua orang menguasai seluruh caranya.",
    (
        "Biaya dibuat sekecil mungkin, warga ikut memiliki, dan hasilnya dibicarakan secara terbuka setiap "
        "bulan."
    ),
    (
        "Panduan tertulis, pengganti yang dilatih, serta peninjauan setiap enam bulan menjaga agar tidak "
        "berhenti."
    ),
)
LESSONS = (
    "Mulai dari yang kecil dan terlihat. Warga percaya setelah melihat, bukan setelah mendengar.",
    "Bertanya kepada yang tidak hadir lebih berguna daripada memuji yang selalu hadir.",
    "Cara yang sederhana dan dilakukan setiap pekan mengalahkan rencana besar yang dilakukan sekali.",
)
STEPS = (
    ("Mendengarkan warga dan mencatat keadaan awal", "Catatan awal", "Ketua tim", 0),
    ("Menyusun cara kerja dan membagi tugas", "Panduan dua halaman", "Ketua tim", 1500000),
    ("Mencoba pada kelompok kecil", "Catatan uji coba dan perbaikan", "Pelaksana lapangan", 6000000),
    ("Menjalankan dan melaporkan setiap bulan", "Laporan bulanan", "Penanggung jawab", 9000000),
)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def ideas(n: int = 80) -> Iterator[dict]:
    """The first `n` ideas in the shape that the package describes, in order: 80 curated, then generated ones.

    Titles and slugs differ from each other and from the stories'. From the 81st on every third is published.
    """
    themes = tomllib.loads(THEMES.read_text(encoding="utf-8"))["theme"]
    units = {unit["key"]: unit for unit in agencies()}
    standings = [
        (stage, status, case, lab)
        for *where, count in STANDING
        for stage, status, case, lab in [where] * count
    ]
    curated = [(theme, idea) for theme in themes for idea in theme["ideas"]]
    for number, (theme, (title, key, one_line, detail)) in enumerate(curated[:n]):
        # 80 and 33 have no common divisor: every standing is used once and no theme has only drafts.
        standing = standings[number * 33 % len(standings)]
        yield tell(theme, number, title, units[key], where(theme, units[key]), one_line, detail, standing)

    places = villages()
    twins = {name for name, count in Counter(village["name"] for village in places).items() if count > 1}
    for number in range(len(curated), n):
        rest, theme_number = divmod(number - len(curated), len(themes))
        rest, village_number = divmod(rest, len(places))
        rest, dusun = divmod(rest, len(ROMAN))
        theme, village = themes[theme_number], places[village_number]
        phase, name = divmod(rest, len(theme["names"]))
        desa = f"Desa {village['name']}"
        if village["name"] in twins:
            desa += f", {village['district']}"
        spot = f"Dusun {ROMAN[dusun]} {desa}"
        title = f"{theme['names'][name]} {spot}" + (f", Tahap {phase + 1}" if phase else "")
        unit = (
            units.get(f"desa-{slugify(village['name'])}")
            or units[f"kecamatan-{slugify(village['district'])}"]
        )
        stage, status, case, lab = standings[number * 7 % len(standings)]
        if number % 3 == 0:
            stage, status, case = "display", "published", ""
        standing = (stage, status, case, lab if number % 2 else "inovik-2016")
        one_line = f"{theme['headline']}: {theme['names'][name].lower()} untuk warga {spot}."
        detail = f"Hal ini dirasakan pula oleh keluarga di {spot}."
        yield tell(theme, number, title, unit, spot, one_line, detail, standing)


def where(theme: dict, unit: dict) -> str:
    """How a theme's sentences call the place in which the unit works."""
    if theme.get("inside") or unit["kind"] in {"kecamatan", "desa"}:
        return unit["name"]
    return f"wilayah {unit['name']}" if unit["kind"] == "puskesmas" else "Pakpak Bharat"


def tell(
    theme: dict,
    number: int,
    title: str,
    unit: dict,
    spot: str,
    one_line: str,
    detail: str,
    standing: tuple[str, str, str, str],
) -> dict:
    """One idea: the theme's text about `spot`, cut off where the record stands."""
    stage, status, case, lab = standing
    text = {
        field: value.replace("{place}", spot) if isinstance(value, str) else value
        for field, value in theme.items()
    }
    committed = COMMITMENT_ON[lab]
    idea_on = committed + timedelta(days=number % 2)
    trial_on = idea_on + timedelta(days=60 + number % 30)
    applied_on = trial_on + timedelta(days=70 + number % 20)
    initiator = INITIATORS[number % len(INITIATORS)]
    budget_source = BUDGETS[number % len(BUDGETS)]
    indicator, measured_in, baseline, target, actual = theme["measure"]
    reached = STAGES.index(stage)
    shape = f"Cara ini dijalankan di {spot} bersama warga setempat."
    if number < CURATED:
        shape = f"Wujudnya di sini: {one_line[0].lower()}{one_line[1:]}"
    idea = dict.fromkeys(TEXT_FIELDS, "") | {
        "slug": slugify(title),
        "lab": lab,
        "agency": unit["key"],
        "entry_stage": "drum_up",
        "stage": stage,
        "status": status,
        "case": case,
        "title": title,
        "one_line": one_line,
        "duty": text["duty"],
        "initiator": initiator,
        "initiator_name": INITIATOR_NAMES.get(initiator, "{unit}").format(unit=unit["name"], place=spot),
        "commitment_by": unit["head_name"],
        "commitment_on": committed,
        "problem": f"{text['problem']} {detail}",
        "sufferers": text["sufferers"],
        "sufferers_count": None,
        "problem_evidence": text["evidence_text"],
        "causes": numbered(theme["causes"]),
        "alternatives": text["alternatives"],
        "idea": f"{text['idea']} {shape}",
        "novelty": theme["novelty"],
        "origin": text["origin"],
        "kind": theme["kind"],
        "affair": theme["affair"],
        "beneficiaries": text["sufferers"],
        "idea_on": idea_on,
        "how_it_works": text["how"],
        "aims": text["aims"],
        "measures": [
            measure(
                {
                    "indicator": indicator,
                    "unit": measured_in,
                    "baseline": baseline,
                    "target": target,
                    "actual": actual if reached > STAGES.index("design") else None,
                    "on": applied_on + timedelta(days=30) if reached > STAGES.index("design") else None,
                }
            )
        ],
        "steps": steps(STEPS, idea_on, applied_on, budget_source),
        "resources": RESOURCES[number % len(RESOURCES)],
        "budget_source": budget_source,
        "legal_basis": LAWS[number % len(LAWS)],
        "risks": RISKS[number // 2 % len(RISKS)],
        "launched_on": applied_on,
        "trial_on": trial_on,
        "applied_on": applied_on,
        "results": f"{text['results']}\n\n{EXAMPLE_FIGURES}",
        "obstacles": OBSTACLES[number // 3 % len(OBSTACLES)],
        "help_needed": HELP[number // 2 % len(HELP)],
        "sustainability": LASTING[number % len(LASTING)],
        "lessons": LESSONS[number // 4 % len(LESSONS)],
        "headline": text["headline"],
        "before": text["before"],
        "after": text["after"],
        "story": f"{text['story']}\n\nBegitulah {title} dimulai, dengan langkah yang sanggup dikerjakan "
        "setiap pekan.",
        "service_contact": f"WhatsApp {phone(unit['whatsapp'])}",
        "service_hours": HOURS,
        "service_place": place(unit),
        "replication_cost": "Rp5 juta sampai Rp25 juta pada tahun pertama (perkiraan contoh)",
        "replication_staff": "Satu penanggung jawab dan tiga pelaksana",
        "replication_weeks": 8 + number % 10,
        "goal": GOALS.get(theme["affair"], STRONG_INSTITUTIONS),
        "replication_steps": numbered([f"{activity}." for activity, *_ in STEPS]),
        "evidence": [
            letter("decree", f"Keputusan tim pelaksana {title}", trial_on - timedelta(days=14), number),
            letter("photo_report", f"Laporan foto {title} (contoh)", trial_on + timedelta(days=21)),
        ],
        "photos": [
            {
                "scene": scene,
                "caption": f"{title}: {caption} (gambar contoh)",
                "seed": crc32(f"{title}{scene}".encode()),
            }
            for scene, caption in zip(
                theme["scenes"], ("kegiatan di lapangan", "suasana sehari-hari"), strict=True
            )
        ],
        "team": team((), slugify(title), unit),
        "progress": [
            {
                "reported_on": trial_on + timedelta(days=28),
                "text": f"Uji coba {title} berjalan; cara kerja disederhanakan menurut masukan warga.",
            },
            {
                "reported_on": applied_on + timedelta(days=30),
                "text": "Dijalankan penuh. Kemajuan dibacakan bersama setiap akhir bulan.",
            },
        ],
    }
    if reached < STAGES.index("delivery"):
        # Still a plan: it begins after the decision.
        starts_on = committed + timedelta(days=300)
        planned = steps(STEPS, starts_on, starts_on + timedelta(days=180), budget_source)
        idea["steps"] = [step | {"is_done": False} for step in planned]
    return unwrite(idea)


def letter(kind: str, title: str, on: date, number: int | None = None) -> dict:
    return {
        "kind": kind,
        "title": title[:200],
        "link": None,
        "number": "" if number is None else f"188/{number + 1}/CONTOH/{on.year}",
        "date": on,
        "subject": title[:200],
        "year": on.year,
    }


def unwrite(idea: dict) -> dict:
    """Empties what the record's stage has not asked for yet, and the second half of a draft's own sheet."""
    reached = STAGES.index(idea["stage"])
    for number, stage in enumerate(STAGES):
        fields = FIELDS[stage].split()
        if number < reached or (number == reached and idea["status"] != "draft"):
            continue
        for field in fields[len(fields) // 2 :] if number == reached else fields:
            idea[field] = [] if field in ROWS else ""
        if number > reached:
            for field in DATES.get(stage, ()):
                idea[field] = None
    if not idea["replication_steps"]:
        idea["replication_weeks"] = idea["goal"] = None
    return idea
