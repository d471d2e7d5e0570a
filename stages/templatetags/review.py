"""What a review says, for the pages that show one."""

from django import template

from stages import reviews
from stages.forms import PART_LABELS
from stages.models import Review, Score

register = template.Library()


@register.filter
def scores(review: Review) -> list[Score]:
    return reviews.scores_of(review)


@register.filter
def total(review: Review) -> float | None:
    """The weighted mean of its scores, 1 to 5."""
    return reviews.total_of(review)


@register.filter
def remarks(review: Review) -> list[tuple[str, str, bool]]:
    """(label, words, whether the part is to be improved) of each part of which it says something."""
    said = {**review.remarks, **review.asked}
    return [(PART_LABELS.get(key, key), words, key in review.asked) for key, words in said.items()]
