"""What each stage asks for. A sheet is a declaration over the innovation's columns and rows, not a table.

`sheet_for(innovation)` gives the parts of its present stage; `missing` says what still lacks, each with a
sentence that tells what to do; `snapshot` freezes what a reviewer judges.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from innovations.models import Innovation, Stage

OPTIONAL, FILLED = 0, 1  # the least number of words of a column: none, any


@dataclass(frozen=True)
class Rows:
    """Repeating rows of a part: the relation, the least number, and the columns that each row must fill."""

    relation: str
    least: int
    fields: tuple[str, ...]
    filled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One topic of a sheet.

    `fields` maps a column of Innovation to the least number of words it takes (0: optional, 1: filled), `most`
    to the greatest. National forms cut each narrative at 100 to 600 words (KIPP 2021-2025), so a text that
    keeps to ours fits them after little shortening. Columns of one line are limited in characters by the model.
    `why` is the hint beside it. `check` may add one sentence that depends on several columns.
    """

    key: str
    label: str
    why: str
    fields: dict[str, int] | None = None
    rows: Rows | None = None
    check: Callable[[Innovation], str] | None = None
    most: dict[str, int] | None = None

    def columns(self) -> tuple[str, ...]:
        return tuple(self.fields or ())


@dataclass(frozen=True)
class Missing:
    """Something a sheet still needs: where, and the sentence that says what to do."""

    part: Part
    sentence: str


def _origin_named(innovation: Innovation) -> str:
    if innovation.novelty and innovation.novelty != Innovation.Novelty.NEW and not innovation.origin:
        return _("Isi 'Asal': apa yang diperluas, ditingkatkan atau direplikasi, dan milik siapa.")
    return ""


def _custodian_there(innovation: Innovation) -> str:
    if innovation.custodian and innovation.is_orphan:
        return _(
            "%(who)s tidak lagi bertugas di unit ini: ambil alih inovasinya, atau serahkan kepada rekan."
        ) % {"who": innovation.custodian}
    return ""


IDENTITY = Part(
    "identity",
    gettext_lazy("Judul"),
    gettext_lazy(
        "Judul yang mudah diingat warga. Perluasan, peningkatan kualitas dan replikasi juga inovasi."
    ),
    {"title": FILLED, "acronym": OPTIONAL, "one_line": 5},
)
DUTY = Part(
    "duty",
    gettext_lazy("Tugas yang diperbaiki"),
    gettext_lazy("Tugas pokok dan fungsi unit yang menjadi lebih baik karena inovasi ini."),
    {"duty": 8},
    most={"duty": 100},
)
INITIATOR = Part(
    "initiator",
    gettext_lazy("Inisiator"),
    gettext_lazy("Siapa yang memulai: satu orang atau satu kelompok."),
    {"initiator": FILLED, "initiator_name": FILLED},
)
TEAM = Part(
    "team",
    gettext_lazy("Penanggung jawab dan tim"),
    gettext_lazy(
        "Inovasi bertahan kalau tidak bergantung pada satu orang. Tulis paling sedikit satu anggota tim."
    ),
    {"custodian": FILLED},
    Rows("team", 1, ("name", "duty")),
    check=_custodian_there,
)
COMMITMENT = Part(
    "commitment",
    gettext_lazy("Komitmen kepala unit"),
    gettext_lazy("Kepala unit menyatakan mau menjalankan. Pindaian suratnya boleh dilampirkan di Bukti."),
    {"commitment_by": FILLED, "commitment_on": FILLED},
)
PROBLEM = Part(
    "problem",
    gettext_lazy("Masalah"),
    gettext_lazy("Apa yang dialami warga, di mana, sejak kapan. Siapa yang terdampak dan berapa banyak."),
    {"problem": 30, "sufferers": FILLED, "sufferers_count": OPTIONAL},
    most={"problem": 300},
)
PROBLEM_EVIDENCE = Part(
    "problem_evidence",
    gettext_lazy("Bukti masalah"),
    gettext_lazy("Angka, keluhan, catatan layanan atau kunjungan yang menunjukkan masalah itu nyata."),
    {"problem_evidence": 10},
    most={"problem_evidence": 200},
)
CAUSES = Part(
    "causes",
    gettext_lazy("Sebab"),
    gettext_lazy("Tanyakan 'mengapa' sampai lima kali; berhenti pada sebab yang dapat Anda ubah."),
    {"causes": 20},
    most={"causes": 250},
)
IDEA = Part(
    "idea",
    gettext_lazy("Ide"),
    gettext_lazy("Jalan keluar yang dipertimbangkan, yang dipilih, dan mengapa."),
    {"alternatives": 10, "idea": 20, "idea_on": OPTIONAL},
    most={"alternatives": 200, "idea": 200},
)
NOVELTY = Part(
    "novelty",
    gettext_lazy("Kebaruan dan asal"),
    gettext_lazy(
        "Tidak harus penemuan baru. Perluasan: yang sudah ada menjangkau lebih banyak. Peningkatan kualitas: "
        "yang sudah ada menjadi lebih baik. Replikasi: meniru dari tempat lain."
    ),
    {"novelty": FILLED, "origin": OPTIONAL, "origin_url": OPTIONAL},
    check=_origin_named,
)
CLASSIFICATION = Part(
    "classification",
    gettext_lazy("Jenis dan penerima manfaat"),
    gettext_lazy("Pilih yang paling dekat. Warga memakainya untuk menemukan inovasi ini."),
    {"kind": FILLED, "affair": FILLED, "beneficiaries": FILLED},
)
HOW = Part(
    "how_it_works",
    gettext_lazy("Cara kerja"),
    gettext_lazy("Ceritakan langkah demi langkah dari sisi warga yang dilayani."),
    {"how_it_works": 40},
    most={"how_it_works": 300},
)
AIMS = Part(
    "aims",
    gettext_lazy("Tujuan"),
    gettext_lazy("Perubahan yang ingin dicapai dan kapan."),
    {"aims": 10},
    most={"aims": 150},
)
_MEASURE_FIELDS = ("indicator", "unit", "baseline", "target", "actual", "measured_on")
MEASURES_PLANNED = Part(
    "measures",
    gettext_lazy("Ukuran keberhasilan"),
    gettext_lazy("Paling sedikit satu angka: nilai sekarang dan target."),
    rows=Rows("measures", 1, ("indicator", "unit", "baseline", "target"), ("baseline", "target")),
)
STEPS = Part(
    "steps",
    gettext_lazy("Langkah aksi"),
    gettext_lazy("Siapa mengerjakan apa, kapan, dengan biaya berapa."),
    rows=Rows(
        "steps",
        1,
        ("activity", "output", "person_in_charge", "starts_on", "ends_on", "budget", "source", "is_done"),
        ("output", "person_in_charge", "starts_on", "ends_on"),
    ),
)
RESOURCES = Part(
    "resources",
    gettext_lazy("Sumber daya"),
    gettext_lazy("Orang, alat dan biaya, serta dari mana biayanya."),
    {"resources": 8, "budget_source": FILLED},
    most={"resources": 150},
)
LEGAL_BASIS = Part(
    "legal_basis",
    gettext_lazy("Dasar hukum"),
    gettext_lazy("Peraturan atau keputusan yang menjadi dasar; tulis nomor dan tahunnya."),
    {"legal_basis": FILLED},
    most={"legal_basis": 200},
)
RISKS = Part(
    "risks",
    gettext_lazy("Risiko"),
    gettext_lazy("Apa yang dapat menggagalkan, dan apa yang disiapkan."),
    {"risks": 8},
    most={"risks": 200},
)
DATES = Part(
    "dates",
    gettext_lazy("Tanggal penting"),
    gettext_lazy(
        "Diuji coba: dicoba dulu di satu tempat. Diluncurkan: diumumkan kepada warga. Diterapkan: berjalan setiap "
        "hari."
    ),
    {"trial_on": OPTIONAL, "launched_on": FILLED, "applied_on": FILLED, "developed_on": OPTIONAL},
)
RESULTS = Part(
    "results",
    gettext_lazy("Hasil"),
    gettext_lazy("Apa yang berubah bagi warga. Pakai angka kalau ada."),
    {"results": 30},
    most={"results": 400},
)
MEASURES_REACHED = Part(
    "measures",
    gettext_lazy("Capaian"),
    gettext_lazy("Isi capaian tiap ukuran dan tanggal diukurnya."),
    rows=Rows("measures", 1, _MEASURE_FIELDS, ("actual", "measured_on")),
)
PROGRESS = Part(
    "progress",
    gettext_lazy("Laporan kemajuan"),
    gettext_lazy("Singkat saja: apa yang sudah berjalan pada tanggal itu."),
    rows=Rows("progress", 1, ("reported_on", "text")),
)
EVIDENCE = Part(
    "evidence",
    gettext_lazy("Bukti"),
    gettext_lazy("Unggah berkas atau tulis tautan: SK, laporan, foto kegiatan, berita."),
    rows=Rows(
        "evidence", 1, ("kind", "title", "number", "date", "subject", "year", "link", "file_name", "sha256")
    ),
)
OBSTACLES = Part(
    "obstacles",
    gettext_lazy("Kendala dan pelajaran"),
    gettext_lazy("Kejujuran di sini menolong unit lain. Boleh kosong."),
    {"obstacles": OPTIONAL, "help_needed": OPTIONAL, "sustainability": OPTIONAL, "lessons": OPTIONAL},
    most={"obstacles": 150, "help_needed": 100, "sustainability": 300, "lessons": 200},
)
HEADLINE = Part(
    "headline",
    gettext_lazy("Kalimat utama"),
    gettext_lazy("Satu kalimat yang membuat warga ingin membaca."),
    {"headline": 4},
)
BEFORE_AFTER = Part(
    "before_after",
    gettext_lazy("Sebelum dan sesudah"),
    gettext_lazy("Bandingkan keadaan warga sebelum dan sesudah inovasi."),
    {"before": 8, "after": 8},
    most={"before": 100, "after": 100},
)
STORY = Part(
    "story",
    gettext_lazy("Cerita"),
    gettext_lazy("Ceritakan satu orang atau satu hari. Tanpa singkatan."),
    {"story": 60},
    most={"story": 500},
)
PHOTOS = Part(
    "photos",
    gettext_lazy("Foto"),
    gettext_lazy("Paling sedikit satu foto yang jelas, dengan keterangan dan persetujuan orang di dalamnya."),
    rows=Rows("photos", 1, ("caption", "consent", "sha256")),
)
VIDEO = Part(
    "video",
    gettext_lazy("Video"),
    gettext_lazy("Tautan video, kalau ada."),
    {"video_url": OPTIONAL},
)
SERVICE = Part(
    "service",
    gettext_lazy("Cara memakai layanan"),
    gettext_lazy("Ke mana warga menghubungi, kapan, di mana."),
    {"service_contact": FILLED, "service_hours": FILLED, "service_place": OPTIONAL},
)
REPLICATION = Part(
    "replication",
    gettext_lazy("Bekal meniru"),
    gettext_lazy(
        "Yang perlu diketahui unit atau daerah lain yang ingin meniru: biaya, orang, berapa minggu, dan "
        "langkah pertamanya."
    ),
    {
        "replication_cost": FILLED,
        "replication_staff": FILLED,
        "replication_weeks": FILLED,
        "replication_steps": 8,
    },
    most={"replication_steps": 200},
)

GOAL = Part(
    "goal",
    gettext_lazy("Tujuan pembangunan (SDGs)"),
    gettext_lazy(
        "Pilih satu tujuan yang paling dibantu inovasi ini. Warga dan peneliti memakainya untuk mencari."
    ),
    {"goal": OPTIONAL},
)
ENGLISH = Part(
    "english",
    gettext_lazy("Ringkasan bahasa Inggris"),
    gettext_lazy(
        "Untuk pembaca dari luar negeri: apa yang berubah bagi warga, dalam satu atau dua kalimat sederhana. "
        "Minta bantuan guru bahasa Inggris kalau perlu."
    ),
    {"summary_en": OPTIONAL},
    most={"summary_en": 40},
)

_DELIVERY = (DATES, RESULTS, MEASURES_REACHED, PROGRESS, EVIDENCE, OBSTACLES)

SHEETS: dict[str, tuple[Part, ...]] = {
    Stage.DRUM_UP: (IDENTITY, DUTY, INITIATOR, TEAM, COMMITMENT),
    Stage.DIAGNOSE: (PROBLEM, PROBLEM_EVIDENCE, CAUSES, IDEA, NOVELTY, CLASSIFICATION),
    Stage.DESIGN: (HOW, AIMS, MEASURES_PLANNED, STEPS, RESOURCES, LEGAL_BASIS, RISKS),
    Stage.DELIVERY: _DELIVERY,
    Stage.DISPLAY: (HEADLINE, BEFORE_AFTER, STORY, PHOTOS, VIDEO, SERVICE, REPLICATION, GOAL, ENGLISH),
}

# An innovation that already runs enters at Delivery: what the three stages before would have asked, condensed.
CONDENSED: tuple[Part, ...] = (
    IDENTITY,
    DUTY,
    INITIATOR,
    TEAM,
    COMMITMENT,
    PROBLEM,
    Part("idea", IDEA.label, IDEA.why, {"idea": 20, "idea_on": OPTIONAL}, most=IDEA.most),
    NOVELTY,
    CLASSIFICATION,
    HOW,
    Part(
        "resources",
        RESOURCES.label,
        RESOURCES.why,
        {"resources": OPTIONAL, "budget_source": FILLED},
        most=RESOURCES.most,
    ),
    LEGAL_BASIS,
    *_DELIVERY,
)


def sheet_for(innovation: Innovation, stage: str | None = None) -> tuple[Part, ...]:
    """The parts of `stage` (default: the present one) for this innovation."""
    stage = stage or innovation.stage
    if stage == Stage.DELIVERY and innovation.entry_stage == Stage.DELIVERY:
        return CONDENSED
    return SHEETS[stage]


def fetch_rows(innovation: Innovation) -> None:
    """Fetch the rows of the present sheet, one query each, for a page that goes through them more than once."""
    prefetch_related_objects(
        [innovation], *(part.rows.relation for part in sheet_for(innovation) if part.rows)
    )


def stages_of(innovation: Innovation) -> list[Stage]:
    """The stages this innovation goes through: all five, or the last two."""
    return [stage for stage in Stage if stage.number >= Stage(innovation.entry_stage).number]


def missing(innovation: Innovation, part: Part | None = None) -> list[Missing]:
    """What the present sheet (or one `part` of it) still needs before it can be submitted. Empty: nothing."""
    parts = [part] if part else sheet_for(innovation)
    return [Missing(one, sentence) for one in parts for sentence in _sentences(innovation, one)]


def lacks_text(innovation: Innovation, part: Part) -> bool:
    """Whether a column of `part` still needs something; its rows are not looked at."""
    return any(_column_sentences(innovation, part))


def word_count(text: str) -> int:
    """Words as people count them: runs of anything but white space."""
    return len(text.split())


def words_asked(part: Part, name: str) -> str:
    """How long the column `name` of `part` should be, in words, as one sentence. Empty: it is not said."""
    least, most = (part.fields or {})[name], (part.most or {}).get(name)
    if least > FILLED and most:
        return _("%(least)d-%(most)d kata.") % {"least": least, "most": most}
    if most:
        return _("Paling banyak %(most)d kata.") % {"most": most}
    return _("Paling sedikit %(least)d kata.") % {"least": least} if least > FILLED else ""


def field_label(innovation: type[Innovation] | Innovation, name: str) -> str:
    return str(innovation._meta.get_field(name).verbose_name)


def _sentences(innovation: Innovation, part: Part) -> Iterator[str]:
    yield from _column_sentences(innovation, part)
    if part.rows:
        yield from _row_sentences(innovation, part.rows)


def _column_sentences(innovation: Innovation, part: Part) -> Iterator[str]:
    for name, least in (part.fields or {}).items():
        value = getattr(innovation, name)
        if least > FILLED and (have := word_count(value)) < least:
            yield _("Isi '%(label)s' paling sedikit %(least)d kata; sekarang %(have)d.") % {
                "label": capfirst(field_label(innovation, name)),
                "least": least,
                "have": have,
            }
        elif least == FILLED and value in (None, ""):
            yield _("Isi '%(label)s'.") % {"label": capfirst(field_label(innovation, name))}
        elif (most := (part.most or {}).get(name)) and (have := word_count(value)) > most:
            yield _("Ringkas '%(label)s' menjadi paling banyak %(most)d kata; sekarang %(have)d.") % {
                "label": capfirst(field_label(innovation, name)),
                "most": most,
                "have": have,
            }
    if part.check and (sentence := part.check(innovation)):
        yield sentence


def _row_sentences(innovation: Innovation, rows: Rows) -> Iterator[str]:
    relation = getattr(innovation, rows.relation)
    model = relation.model
    found = list(relation.all())
    if len(found) < rows.least:
        yield ngettext(
            "Tambahkan paling sedikit %(least)d baris '%(name)s'.",
            "Tambahkan paling sedikit %(least)d baris '%(name)s'.",
            rows.least,
        ) % {"least": rows.least, "name": model._meta.verbose_name}
    for row in found:
        for name in rows.filled:
            if getattr(row, name) in (None, ""):
                yield _("Isi '%(label)s' pada %(name)s '%(row)s'.") % {
                    "label": capfirst(model._meta.get_field(name).verbose_name),
                    "name": model._meta.verbose_name,
                    "row": row,
                }


# What is judged is frozen with the record: text as it was read, ready for showing and for comparing.


def snapshot(innovation: Innovation, stage: str | None = None) -> dict[str, dict]:
    """The sheet's content as plain JSON: {part key: {"fields": {column: text}, "rows": [{column: text}]}}.

    Always in Indonesian, whichever language the person who moves the record reads.
    """
    frozen = {}
    with translation.override("id"):
        for part in sheet_for(innovation, stage):
            content = frozen.setdefault(part.key, {"fields": {}, "rows": []})
            content["fields"] |= {name: display(innovation, name) for name in part.columns()}
            if part.rows:
                content["rows"] += [
                    {name: display(row, name) for name in part.rows.fields}
                    for row in getattr(innovation, part.rows.relation).all()
                ]
    return frozen


def display(row, name: str) -> str:
    """One column as a reader sees it: choices by their label, dates and numbers as written, nothing as ''."""
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")() or "")
    value = getattr(row, name)
    match value:
        case None:
            return ""
        case bool():
            return _("sudah") if value else _("belum")
        case date():
            return date_format(value, "j F Y")
        case Decimal():
            return number_format(value.normalize(), force_grouping=True)
        case int() if value >= 10_000:
            return number_format(value, force_grouping=True)
    return str(value)
