"""The example beside a part of the sheet."""

from django import template

from stages.examples import example_for, looked_for
from stages.sheets import Part

register = template.Library()


@register.inclusion_tag("workspace/_example.html")
def example(part: Part) -> dict:
    """What a good answer to `part` looks like, folded up on a narrow screen."""
    return {"answers": example_for(part), "looked_for": looked_for(part)}
