"""What can be done with several cases at once: a table of data."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from accounts.models import Role, User


@dataclass(frozen=True)
class Kind:
    """`work` names what does it: a subclass of `bulk.Bulk`, which changes each case by itself, or a maker.

    A maker is a generator `make(job, cases, folder)`: it yields a result for each case (`run.row`) and returns the
    Path of the file that it made in `folder`.
    """

    name: str
    label: str | Promise
    roles: frozenset[str]
    work: str

    @property
    def does(self):
        return import_string(self.work)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "assign",
            gettext_lazy("Tugaskan penelaah"),
            frozenset({Role.STEWARD}),
            "stages.jobs.assigning.Assign",
        ),
        Kind(
            "remind",
            gettext_lazy("Ingatkan yang ditunggu"),
            frozenset({Role.STEWARD}),
            "stages.jobs.reminding.Remind",
        ),
        Kind(
            "extend",
            gettext_lazy("Beri waktu lebih"),
            frozenset({Role.STEWARD}),
            "stages.jobs.extending.Extend",
        ),
        Kind(
            "approve",
            gettext_lazy("Setujui yang dipilih"),
            frozenset({Role.EXECUTIVE}),
            "stages.jobs.deciding.Approve",
        ),
        Kind(
            "postpone",
            gettext_lazy("Tunda yang dipilih"),
            frozenset({Role.EXECUTIVE}),
            "stages.jobs.deciding.Postpone",
        ),
        Kind(
            "decline",
            gettext_lazy("Tolak yang dipilih"),
            frozenset({Role.EXECUTIVE}),
            "stages.jobs.deciding.Decline",
        ),
        Kind(
            "notes",
            gettext_lazy("Cetak nota dinas"),
            frozenset({Role.EXECUTIVE, Role.STEWARD}),
            "stages.papers.notes.make",
        ),
        Kind(
            "certificate",
            gettext_lazy("Terbitkan piagam inovasi"),
            frozenset({Role.STEWARD}),
            "stages.jobs.certificates.IssueCertificates",
        ),
        Kind(
            "dossier",
            gettext_lazy("Unduh berkas lengkap"),
            frozenset({Role.STEWARD}),
            "stages.jobs.dossier.make",
        ),
        Kind(
            "list",
            gettext_lazy("Unduh daftar Excel"),
            frozenset({Role.STEWARD, Role.EXECUTIVE, Role.FACILITATOR}),
            "stages.jobs.listing.make",
        ),
    )
}


def open_to(user: User) -> list[Kind]:
    """The kinds that `user` may begin."""
    return [kind for kind in KINDS.values() if user.role in kind.roles]
