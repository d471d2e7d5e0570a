from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def indonesian() -> str:
    """The attribute lang="id" where the page speaks another language: what units write is Indonesian."""
    return "" if get_language() == "id" else SafeString(' lang="id"')
