"""The table of moves: who may take an innovation from where to where. Data only; `stages/workflow.py` applies it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from accounts.models import Role
from innovations.models import Stage, Status

GATES = frozenset({Stage.DESIGN, Stage.DISPLAY})  # where the Bupati's office decides
OPEN = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ENDORSED, Status.APPROVED})

NOTE, LESSON, PARTS, DUE, REVIEW, SHEET = "note", "lesson", "parts", "due", "review", "sheet"


@dataclass(frozen=True)
class Move:
    """One row of the table.

    `roles` may take it from any of `sources` in any of `stages`, to `target`: of the next stage when
    `advances`, else of the same. `asks` names what it requires: a note, a lesson, the parts asked for, a due
    date, the actor's finished review, a complete sheet.
    """

    name: str
    label: str
    roles: frozenset[str]
    sources: frozenset[str]
    target: str
    stages: frozenset[str] = frozenset(Stage)
    advances: bool = False
    asks: frozenset[str] = frozenset()


def _move(name, label, roles, sources, target, *, stages=frozenset(Stage), advances=False, asks=()) -> Move:
    return Move(
        name,
        label,
        frozenset(roles),
        frozenset(sources),
        target,
        frozenset(stages),
        advances,
        frozenset(asks),
    )


MOVES: tuple[Move, ...] = (
    _move(
        "submit",
        gettext_lazy("Kirim"),
        {Role.AGENCY, Role.STEWARD},  # a steward from a paper form, in the unit's name
        {Status.DRAFT, Status.RETURNED},
        Status.SUBMITTED,
        asks={SHEET},
    ),
    _move("recall", gettext_lazy("Tarik kembali"), {Role.AGENCY}, {Status.SUBMITTED}, Status.DRAFT),
    _move(
        "recommend",
        gettext_lazy("Rekomendasikan"),
        {Role.FACILITATOR},
        {Status.SUBMITTED},
        Status.DRAFT,
        stages=set(Stage) - GATES,
        advances=True,
        asks={REVIEW},
    ),
    _move(
        "recommend",
        gettext_lazy("Rekomendasikan"),
        {Role.FACILITATOR},
        {Status.SUBMITTED},
        Status.ENDORSED,
        stages=GATES,
        asks={REVIEW},
    ),
    _move(
        "return",
        gettext_lazy("Minta perbaikan"),
        {Role.FACILITATOR},
        {Status.SUBMITTED},
        Status.RETURNED,
        asks={NOTE, PARTS, DUE},
    ),
    _move(
        "approve",
        gettext_lazy("Setujui"),
        {Role.EXECUTIVE},
        {Status.ENDORSED},
        Status.DRAFT,
        stages={Stage.DESIGN},
        advances=True,
    ),
    _move(
        "approve",
        gettext_lazy("Setujui"),
        {Role.EXECUTIVE},
        {Status.ENDORSED},
        Status.APPROVED,
        stages={Stage.DISPLAY},
    ),
    _move(
        "return",
        gettext_lazy("Minta perbaikan"),
        {Role.EXECUTIVE},
        {Status.ENDORSED},
        Status.RETURNED,
        stages=GATES,
        asks={NOTE, PARTS, DUE},
    ),
    _move(
        "postpone",
        gettext_lazy("Tunda"),
        {Role.EXECUTIVE},
        {Status.ENDORSED},
        Status.ENDORSED,
        stages=GATES,
        asks={NOTE, DUE},
    ),
    _move(
        "decline",
        gettext_lazy("Tolak"),
        {Role.EXECUTIVE},
        {Status.ENDORSED},
        Status.STOPPED,
        stages=GATES,
        asks={NOTE},
    ),
    _move(
        "announce",
        gettext_lazy("Umumkan"),
        {Role.STEWARD},
        {Status.APPROVED},
        Status.PUBLISHED,
        stages={Stage.DISPLAY},
    ),
    _move(
        "take_down",
        gettext_lazy("Turunkan"),
        {Role.STEWARD, Role.EXECUTIVE},
        {Status.PUBLISHED},
        Status.APPROVED,
        stages={Stage.DISPLAY},
        asks={NOTE},
    ),
    _move(
        "stop",
        gettext_lazy("Hentikan"),
        {Role.AGENCY, Role.FACILITATOR, Role.EXECUTIVE},
        OPEN,
        Status.STOPPED,
        asks={NOTE, LESSON},
    ),
    _move(
        "withdraw",  # only what was never submitted: `workflow._is_free`
        gettext_lazy("Batalkan pendaftaran"),
        {Role.AGENCY},
        {Status.DRAFT},
        Status.STOPPED,
        asks={NOTE},
    ),
    _move(
        "reopen",
        gettext_lazy("Buka kembali"),
        {Role.EXECUTIVE, Role.STEWARD},
        {Status.STOPPED},
        Status.DRAFT,
        asks={NOTE},
    ),
)

LABELS: dict[str, str] = {move.name: move.label for move in MOVES}  # what people call each move

DONE: dict[str, str] = {  # what a paper says that each move did
    "submit": gettext_lazy("Dikirim"),
    "recall": gettext_lazy("Ditarik kembali"),
    "recommend": gettext_lazy("Direkomendasikan"),
    "return": gettext_lazy("Diminta diperbaiki"),
    "approve": gettext_lazy("Disetujui"),
    "postpone": gettext_lazy("Ditunda"),
    "decline": gettext_lazy("Ditolak"),
    "announce": gettext_lazy("Diumumkan"),
    "take_down": gettext_lazy("Diturunkan"),
    "stop": gettext_lazy("Dihentikan"),
    "withdraw": gettext_lazy("Pendaftaran dibatalkan"),
    "reopen": gettext_lazy("Dibuka kembali"),
}

# Whose turn it is in each status. Published and stopped wait for nobody.
TURN: dict[str, str] = {
    Status.DRAFT: Role.AGENCY,
    Status.RETURNED: Role.AGENCY,
    Status.SUBMITTED: Role.FACILITATOR,
    Status.ENDORSED: Role.EXECUTIVE,
    Status.APPROVED: Role.STEWARD,
}
