"""Which innovations are made, in a fixed order, and what their text still needs so that a sheet takes it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice

from festival.demo.journey import Journey, plan
from innovations.affairs import Affair
from innovations.demo import LABS, agencies, ideas, stories
from innovations.demo.ideas import unwrite
from innovations.models import Status
from stages.sheets import SHEETS, word_count

TOLD_IDEAS = 80
LEAST = {
    name: least for sheet in SHEETS.values() for part in sheet for name, least in (part.fields or {}).items()
}
UNITS = {unit["key"]: unit for unit in agencies()}
CURRENT = LABS[-1]["slug"]
BETWEEN_LABS = LABS[-1]["starts_on"] - LABS[0]["starts_on"]

# Ideas that stand elsewhere than the content says, so that each demo account finds its whole work: unit (None: as
# told), stage and status, never further along than told.
STANDS = {
    "guru-kunjung-lae-mbentar": ("dinas-pendidikan", "drum_up", "draft"),
    "jam-belajar-kuta-babo": ("dinas-pendidikan", "diagnose", "draft"),
    "tetangga-penjenguk": ("puskesmas-sibande", "diagnose", "draft"),
    "jam-datang-sibande": (None, "design", "draft"),
    "posyandu-seberang-lembah-tanjung-meriah": ("puskesmas-sibande", "delivery", "returned"),
    "obat-sampai-rumah-sibande": (None, "delivery", "submitted"),
    "janji-layanan-kecamatan-tinada": (None, "drum_up", "draft"),
    "kabar-panen-mungkur": (None, "drum_up", "draft"),
    "surat-antar-pagindar": (None, "design", "draft"),
    "titip-plastik-delleng-simenoto": (None, "design", "draft"),
}
TAKEN_DOWN = "niat-ibu-camat-singgabur"


def told(now: datetime) -> list[Journey]:
    """The 120 with a told history, as of `now`: one story to publish, then two ideas on the road, and so on.

    Any first part of the list is a fair mixture.
    """
    published, curated = stories(), list(map(_placed, ideas(TOLD_IDEAS)))
    pairs = [curated[place : place + 2] for place in range(0, len(curated), 2)]
    mixed = chain.from_iterable([story, *pair] for story, pair in zip(published, pairs, strict=True))
    return [
        plan(idea, number, now, case=_case(idea, number)) for number, idea in enumerate(map(completed, mixed))
    ]


def generated(start: int, count: int, now: datetime) -> Iterator[Journey]:
    """`count` more, from the `start`-th generated idea on (0: the first), lazily."""
    first = TOLD_IDEAS + start
    for number, idea in enumerate(islice(ideas(first + count), first, None), start=start):
        yield plan(completed(idea), number, now)


def completed(idea: dict) -> dict:
    """The idea as its sheets take it.

    Texts shorter than a sheet asks for are made longer from what else the idea tells; what is still open belongs
    to the current lab.
    """
    unit = UNITS[idea["agency"]]["name"]
    more = {
        "duty": lambda text: f"Tugas {unit} Kabupaten Pakpak Bharat: {_lower(text.rstrip('.'))}.",
        "problem_evidence": lambda text: f"{text} Yang terdampak: {_lower(idea['sufferers'])}.",
        "alternatives": lambda text: f"{text} Karena itu dipilih jalan ini: {_lower(idea['one_line'])}",
        "idea": lambda text: f"{text} {idea['one_line']}",
        "aims": lambda text: f"{text} Yang merasakannya: {_lower(idea['beneficiaries'])}.",
        "before": lambda text: f"{text} {_first_sentence(idea['problem'])}",
        "after": lambda text: f"{text} {idea['one_line']}",
    }
    longer = {
        name: lengthen(idea[name])
        for name, lengthen in more.items()
        if idea[name] and word_count(idea[name]) < LEAST[name]
    }
    if idea["affair"].startswith(Affair.PENUNJANG_LAINNYA):
        longer["affair"] = Affair.PENUNJANG_LAINNYA.value
    is_over = idea["status"] in {Status.PUBLISHED, Status.STOPPED}
    return (idea if is_over or idea["lab"] == CURRENT else _brought_to_current_lab(idea)) | longer


def _placed(idea: dict) -> dict:
    """The idea where `STANDS` puts it."""
    if idea["slug"] not in STANDS:
        return idea
    key, stage, status = STANDS[idea["slug"]]
    placed = idea | {"stage": stage, "status": status, "case": status if status == "returned" else ""}
    if key:
        old, new = UNITS[idea["agency"]], UNITS[key]
        head = {"name": new["head_name"], "duty": f"Penanggung jawab ({new['head_title']})"}
        placed |= {
            "agency": key,
            "commitment_by": new["head_name"],
            "initiator_name": idea["initiator_name"].replace(old["name"], new["name"]),
            "team": [head, *idea["team"][1:]],
        }
    return unwrite(placed)


def _brought_to_current_lab(idea: dict) -> dict:
    """The idea with all its dates as many days later as the labs are apart."""

    def later(value):
        match value:
            case date():
                return value + BETWEEN_LABS
            case list():
                return [{name: later(cell) for name, cell in row.items()} for row in value]
        return value

    moved = {name: later(value) for name, value in idea.items()} | {"lab": CURRENT}
    moved["evidence"] = [row | {"year": row["date"].year} for row in moved["evidence"]]
    return moved


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."


def _case(idea: dict, number: int) -> str | None:
    """A history that the content does not tell: one was taken down, some recalled or improved on their way."""
    if idea["slug"] == TAKEN_DOWN:
        return "taken_down"
    return None if idea["case"] else {4: "recalled", 9: "improved"}.get(number % 10)
