"""What the page of a case shows of its reviewers: who they are, and how their judgements compare."""

from django import template

from stages import comparison as comparisons
from stages.admin.assigning import panel

register = template.Library()


@register.inclusion_tag("admin/stages/case/reviewers.html", takes_context=True)
def reviewers(context):
    """The steward's panel."""
    shown = panel(context["case"], context["user"])
    return shown | {"csrf_token": context.get("csrf_token")}


@register.inclusion_tag("admin/stages/case/comparison.html", takes_context=True)
def comparison(context):
    """As far as the reader may read the reviews."""
    return {"comparison": comparisons.readable_by(context["user"], context["case"])}
