from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from festival import cards
from festival.models import awards

register = template.Library()

ENGLISH = "/en"  # what English addresses have before the same path


@register.simple_tag
def indonesian() -> str:
    """The attribute lang="id" where the page speaks another language: what units write is Indonesian."""
    return "" if get_language() == "id" else SafeString(' lang="id"')


@register.simple_tag(takes_context=True)
def card(context, exhibit, is_eager=False) -> SafeString:
    """The card of an exhibit, kept where the page has a version; see `festival.cards`."""
    return cards.card(exhibit, getattr(context.get("request"), "content_version", None), is_eager)


@register.simple_tag(takes_context=True)
def here(context) -> dict[str, str]:
    """The absolute addresses of this page: `page` itself, and by language `id` and `en`."""
    request = context["request"]
    path = request.path.removeprefix(ENGLISH) if get_language() == "en" else request.path
    query = f"?{asked}" if (asked := request.META.get("QUERY_STRING")) else ""
    found = {"id": request.build_absolute_uri(f"{path}{query}")}
    found["en"] = request.build_absolute_uri(f"{ENGLISH}{path}{query}")
    return found | {"page": found[get_language()]}


@register.simple_tag
def honour_title(place: int | None) -> str:
    """The words for a place in a category, or for the Bupati's prize (None)."""
    return awards.honour_title(place)
