"""What the Bupati's office needs for a decision, short enough for one screen of a phone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innovations.models import ActionStep, Innovation, Photo
from stages import comparison
from stages.casefile import WITH_UNIT
from stages.comparison import Comparison
from stages.models import StageRecord
from stages.sheets import display
from stages.timing import Due, due_in_words

PHOTOS = 2
SOURCES = 3  # of the money, named
WORDS = 40  # of the problem, of the risk


@dataclass(frozen=True)
class Brief:
    """One innovation that waits for a decision. `budget` is in whole rupiah, None when no step names any."""

    case: Innovation
    recommendation: StageRecord | None
    budget: int | None
    sources: str
    photos: tuple[Photo, ...]
    comparison: Comparison

    @property
    def due(self) -> Due | None:
        """By when the decision is awaited."""
        return due_in_words(self.case.due)

    @property
    def problem(self) -> str:
        return Truncator(self.case.problem).words(WORDS)

    @property
    def risk(self) -> str:
        return Truncator(self.case.risks).words(WORDS)

    @property
    def cost(self) -> str:
        """'Rp 250.000.000 (APBD 2026)'."""
        if self.budget is None:
            return self.sources
        money = _("Rp %(amount)s") % {"amount": number_format(self.budget, force_grouping=True)}
        return f"{money} ({self.sources})" if self.sources else money

    @property
    def judgements(self) -> list[tuple[str, str]]:
        """What the facilitators say, each with its label."""
        if self.recommendation is None:
            return []
        told = {"name": self.recommendation.actor, "note": self.recommendation.note}
        words = _("%(name)s: %(note)s") if told["note"] else _("%(name)s merekomendasikan, tanpa catatan.")
        found = [(_("Rekomendasi fasilitator"), words % told)]
        if mean := self.comparison.total_mean:
            reviewers = len(self.comparison.reviews)
            words = ngettext(
                "%(mean)s dari 5 (%(count)d penelaah)", "%(mean)s dari 5 (%(count)d penelaah)", reviewers
            )
            found.append((_("Nilai"), words % {"mean": number_format(mean, 1), "count": reviewers}))
        if differences := comparison.sentence(self.comparison):
            found.append((_("Di mana penelaah berbeda"), differences))
        return found

    @property
    def facts(self) -> list[tuple[str, str]]:
        """All that the brief says, each with its label; nothing that a unit has written and not sent."""
        if self.case.status in WITH_UNIT:
            return self.judgements
        return [
            (_("Masalah"), self.problem),
            (_("Yang terlayani"), self.people),
            (_("Biaya dan sumbernya"), self.cost),
            (_("Risiko"), self.risk),
            *self.judgements,
        ]

    @property
    def people(self) -> str:
        """Whom it reaches, and how many."""
        who = self.case.beneficiaries or self.case.sufferers
        if not self.case.sufferers_count:
            return who
        count = display(self.case, "sufferers_count")
        return _("%(count)s orang: %(who)s") % {"count": count, "who": who} if who else count


def of(cases: Iterable[Innovation]) -> list[Brief]:
    """The briefs of `cases`, in their order; as many queries for one as for all."""
    cases = list(cases)
    keys = [case.pk for case in cases]
    sent = [case.pk for case in cases if case.status not in WITH_UNIT]
    budgets, sources = _money(keys)
    compared = comparison.of_all(cases)
    photos, recommendations = defaultdict(list), {}
    for photo in Photo.objects.filter(innovation__in=sent).order_by("created_at", "id"):
        photos[photo.innovation_id].append(photo)
    found = StageRecord.objects.filter(innovation__in=keys, move="recommend").defer("snapshot")
    for record in found.select_related("actor").order_by("created_at", "id"):
        recommendations[record.innovation_id] = record
    return [
        Brief(
            case,
            recommendations.get(case.pk),
            budgets.get(case.pk),
            ", ".join(sources[case.pk][:SOURCES]) or case.budget_source,
            tuple(photos[case.pk][:PHOTOS]),
            compared[case.pk],
        )
        for case in cases
    ]


def _money(keys: list[int]) -> tuple[dict[int, int], dict[int, list[str]]]:
    """By innovation: the sum of its steps' budgets, and where the money comes from."""
    budgets, sources = {}, defaultdict(list)
    steps = ActionStep.objects.filter(innovation__in=keys).order_by("innovation", "position", "id")
    for key, budget, source in steps.values_list("innovation", "budget", "source"):
        if budget is not None:
            budgets[key] = budgets.get(key, 0) + budget
        if source and source not in sources[key]:
            sources[key].append(source)
    return budgets, sources
