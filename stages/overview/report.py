"""The overview as a whole: three sentences, then its tables by chapter."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stages.overview.answers import Answers
from stages.overview.board import Board
from stages.overview.coverage import Coverage
from stages.overview.reasons import Reasons
from stages.overview.scope import Scope
from stages.overview.tables import Table, shown
from stages.workflow import ANSWER_WITHIN

SHOWN = 10  # rows of a list on the page
MOST = 2_000  # rows of a list in the workbook


@dataclass(frozen=True)
class Sentence:
    """Something to know first; `url` leads on, `words` say where to."""

    text: str
    url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Chapter:
    title: str
    tables: tuple[Table, ...]
    of_period: bool = False  # tells what happened in the period, not what stands now


class Report:
    """What the page shows with `most=SHOWN`, and the workbook with `most=MOST`."""

    def __init__(self, scope: Scope, most: int = SHOWN):
        self.scope, self.most = scope, most
        self.board, self.coverage = Board(scope), Coverage(scope)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [Sentence(self._progress()), self._late(), self._without()]

    @cached_property
    def chapters(self) -> list[Chapter]:
        reasons = Reasons(self.scope)
        return [
            Chapter(_("Di mana semuanya sekarang"), (self.board.table(), self.board.stuck_table(self.most))),
            Chapter(
                _("Siapa yang sudah ikut"),
                (
                    self.board.progress_table(),
                    self.coverage.kinds(),
                    self.coverage.districts(),
                    self.coverage.without_table(self.most),
                ),
            ),
            Chapter(
                _("Berapa cepat dijawab"),
                (Answers(self.scope, self.board.waiting).table(),),
                of_period=True,
            ),
            Chapter(
                _("Apa yang dikembalikan dan dihentikan"),
                (
                    reasons.stages_table(),
                    reasons.parts_table(),
                    reasons.latest_table(self.most),
                    reasons.stopped_table(self.most),
                ),
                of_period=True,
            ),
        ]

    @property
    def tables(self) -> list[Table]:
        return [table for chapter in self.chapters for table in chapter.tables]

    def _progress(self) -> str:
        target = self.scope.target
        numbers = {
            "registered": shown(self.board.registered),
            "target": shown(target),
            "reached": shown(self.board.reached),
        }
        if not target:
            return (
                _("%(registered)s inovasi terdaftar; %(reached)s sudah disetujui atau diumumkan.") % numbers
            )
        return (
            _(
                "%(registered)s inovasi terdaftar dari target %(target)s; %(reached)s sudah disetujui atau diumumkan."
            )
            % numbers
        )

    def _late(self) -> Sentence:
        late = self.board.late_answers
        if not late.value:
            return Sentence(_("Tidak ada kiriman yang menunggu jawaban lewat batas waktunya."))
        told = ngettext(
            "%(count)s kiriman menunggu jawaban lewat batas waktunya (%(days)d hari).",
            "%(count)s kiriman menunggu jawaban lewat batas waktunya (%(days)d hari).",
            late.value,
        )
        told %= {"count": late.shown, "days": ANSWER_WITHIN.days}
        if not late.openable:
            return Sentence(told)
        if late.leads_to_all:
            return Sentence(told, late.url, _("Lihat kirimannya"))
        words = _("Lihat %(count)s yang dapat Anda buka") % {"count": late.openable_shown}
        return Sentence(told, late.url, words)

    def _without(self) -> Sentence:
        units = {"without": len(self.coverage.without), "all": len(self.coverage.units)}
        if not units["without"]:
            return Sentence(_("Semua %(all)d unit sudah punya inovasi.") % units)
        told = _("%(without)d dari %(all)d unit belum punya inovasi.") % units
        return Sentence(told, "#tanpa-inovasi", _("Lihat unitnya"))
