"""Ways for tests to score: a small rubric, and finished reviews with scores."""

from stages import workflow
from stages.models import Criterion, Rubric, Score, Verdict

CRITERIA = {"kebaruan": ("Kebaruan", 60), "manfaat": ("Manfaat", 40)}


def make(stage="drum_up", edition=90) -> Rubric:
    rubric, is_new = Rubric.objects.get_or_create(stage=stage, edition=edition)
    if is_new:
        for place, (key, (label, weight)) in enumerate(CRITERIA.items()):
            Criterion.objects.create(
                rubric=rubric, key=key, label=label, weight=weight, anchors=["."] * 5, position=place
            )
    return rubric


def score(innovation, reviewer, *, verdict=Verdict.READY, at=None, **values):
    """A finished review of the present submission; `values` by the key of the criterion."""
    rubric = make(innovation.stage)
    review = workflow.review_of(reviewer, innovation)
    review.verdict = verdict
    review.finish(at)
    for criterion in rubric.criteria.all():
        if criterion.key in values:
            Score.objects.create(review=review, criterion=criterion, value=values[criterion.key])
    return review
