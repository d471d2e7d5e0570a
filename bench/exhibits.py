"""Makes many exhibits at once, in the shape of real ones: for measuring, and for tests that need a crowd.

They do not walk the road of 5D: the rows are inserted, with the database's leave for the workflow.
"""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from accounts.models import Agency, District
from festival.models import Exhibit, Festival
from innovations.affairs import Affair
from innovations.models import CodeSequence, Innovation, Lab, Stage, Status

BATCH = 1_000
YEAR = 2024
FIRST_DAY = datetime(2024, 1, 1, 8, tzinfo=UTC)
AFFAIRS = list(Affair)[:20]

# Common words first: they are drawn more often, as in real text.
VOCABULARY = """
pelayanan desa masyarakat kesehatan sekolah anak warga ibu pendidikan data petugas keluarga program kecamatan guru
pasien puskesmas siswa posyandu administrasi antrean surat kependudukan informasi digital aplikasi kader gizi balita
stunting lansia petani pupuk pertanian pasar usaha koperasi pelatihan jalan air bersih sampah lingkungan bencana
perpustakaan buku membaca literasi kunjungan rumah jemput bola gratis cepat mudah murah transparan pengaduan perizinan
nelayan ternak kopi gambir jagung sawah irigasi listrik internet jaringan radio musik budaya adat ulos wisata air
terjun museum arsip pajak retribusi keuangan anggaran perencanaan pegawai disiplin absensi kinerja rapat laporan
ambulans bidan dokter obat vaksin imunisasi kehamilan persalinan disabilitas difabel perempuan pemuda olahraga
"""
WORDS = VOCABULARY.split()
WEIGHTS = [1 / (rank + 1) for rank in range(len(WORDS))]
RARE = "kelulut"  # stands in one of a thousand texts
NAMES = ["Bus", "Antar", "Jemput", "Rumah", "Gerai", "Kelas", "Pojok", "Sahabat", "Klinik", "Peta", "Kampung"]


def make_exhibits(number: int, seed: int = 1, agencies: int = 80) -> None:
    """`number` public exhibits of `agencies` units in 8 kecamatan, in one lab and its festival.

    Needs a database without exhibits of its own making. Writes about 10,000 in half a minute.
    """
    chance = random.Random(seed)
    festival = Festival.objects.create(
        lab=Lab.objects.create(
            name="Lab Ukur",
            slug="lab-ukur",
            year=YEAR,
            starts_on=date(YEAR, 1, 1),
            ends_on=date(YEAR, 1, 3),
            target=max(number, 1),
            is_current=not Lab.objects.current(),
        ),
        name="Festival Ukur",
        slug="ukur",
        opens_on=date(YEAR, 2, 1),
        closes_on=date(YEAR, 3, 1),
    )
    units = _units(agencies)
    numbers = iter(range(1, number + 1))
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            _insert(batch, festival, units, chance)
    CodeSequence.objects.update_or_create({"last": number}, year=YEAR)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _units(number: int) -> list[Agency]:
    districts = District.objects.bulk_create(
        District(code=f"99.99.{n:02}", name=f"Kecamatan Ukur {n}", slug=f"ukur-{n}") for n in range(1, 9)
    )
    return Agency.objects.bulk_create(
        Agency(
            name=f"Unit Ukur {n}",
            short_name=f"Unit {n}",
            slug=f"unit-ukur-{n}",
            kind=Agency.Kind.values[n % len(Agency.Kind.values)],
            district=districts[n % len(districts)],
        )
        for n in range(1, number + 1)
    )


def _insert(batch, festival, units, chance) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('inovik.move', 'on', true)")
    innovations = Innovation.objects.bulk_create(
        Innovation(
            code=f"INV-{YEAR}-{n:04}",
            lab=festival.lab,
            agency=chance.choice(units),
            title=f"{' '.join(chance.choices(NAMES, k=2))} {_text(chance, 2)} {n}",
            stage=Stage.DISPLAY,
            status=Status.PUBLISHED,
        )
        for n in batch
    )
    Exhibit.objects.bulk_create(_exhibit(row, festival, chance) for row in innovations)


def _exhibit(innovation: Innovation, festival: Festival, chance: random.Random) -> Exhibit:
    number = int(innovation.code.rsplit("-", 1)[1])
    told = {
        name: _text(chance, 60) for name in ("problem", "idea", "how_it_works", "results", "before", "after")
    }
    told["story"] = _text(chance, 160) + (f" {RARE}" if number % 1000 == 7 else "")
    photos = [
        {
            "key": uuid.UUID(int=chance.getrandbits(128), version=4).hex,
            "width": 1600,
            "height": 1067,
            "caption": _text(chance, 5),
        }
        for _ in range(3)
    ]
    published_at = FIRST_DAY + timedelta(hours=number)
    return Exhibit(
        innovation=innovation,
        festival=festival,
        slug=f"inovasi-ukur-{number}",
        code=innovation.code,
        title=innovation.title,
        summary=_text(chance, 16).capitalize(),
        body="\n".join(told.values()),
        content={
            "texts": told
            | {
                "beneficiaries": _text(chance, 6),
                "service_contact": "0627 123456",
                "service_hours": "Senin-Jumat 08.00-15.00",
                "origin": _text(chance, 5),
                "applied_on": "2024-01-02",
            },
            "measures": [
                {
                    "indicator": _text(chance, 4),
                    "unit": "orang",
                    "baseline": "0",
                    "target": "100",
                    "actual": "90",
                    "measured_on": "2024-06-01",
                }
                for _ in range(3)
            ],
            "team": [{"name": "Nurmala Berutu", "duty": "Ketua tim"}],
            "journey": [{"stage": stage, "on": "2024-01-02"} for stage in Stage],
            "photos": photos,
        },
        cover=photos[0],
        agency=innovation.agency,
        district=innovation.agency.district,
        kind=chance.choice(Innovation.Kind.values),
        novelty=chance.choice(Innovation.Novelty.values),
        affair=chance.choice(AFFAIRS),
        goal=chance.choice(Innovation.Goal.values),
        standing=Innovation.Standing.APPLIED,
        helpful=chance.randint(0, 50),
        year=chance.randint(2016, 2026),
        published_at=published_at,
        refreshed_at=published_at,
    )


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, WEIGHTS, k=words))
