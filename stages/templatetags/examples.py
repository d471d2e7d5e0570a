"""The example beside a part of the sheet."""

from django import template

from stages.examples import example_for, looked_for
from stages.sheets import SHEETS, Part

register = template.Library()


@register.inclusion_tag("workspace/_example.html")
def example(part: Part | str) -> dict:
    """What a good answer to `part`, or to the part with that key, looks like; folded up on a narrow screen."""
    if isinstance(part, str):
        part = next(one for parts in SHEETS.values() for one in parts if one.key == part)
    return {"answers": example_for(part), "looked_for": looked_for(part)}
