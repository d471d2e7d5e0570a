"""Who judges a case, on its page."""

from django import template

from stages.admin.assigning import panel

register = template.Library()


@register.inclusion_tag("admin/stages/case/reviewers.html", takes_context=True)
def reviewers(context):
    """The steward's panel."""
    shown = panel(context["case"], context["user"])
    return shown | {"csrf_token": context.get("csrf_token")}
