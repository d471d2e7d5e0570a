from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from festival import cards
from festival.kept import Kept
from festival.models import awards

register = template.Library()

ENGLISH = "/en"  # what English addresses have before the same path

_frames = Kept(300)


@register.simple_tag
def indonesian() -> str:
    """The attribute lang="id" where the page speaks another language: what units write is Indonesian."""
    return "" if get_language() == "id" else SafeString(' lang="id"')


@register.simple_tag(takes_context=True)
def card(context, exhibit) -> SafeString:
    """The card of an exhibit, kept where the page has a version; see `festival.cards`."""
    return cards.card(exhibit, getattr(context.get("request"), "content_version", None))


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


@register.tag("frame")
def frame(parser, token):
    """{% frame "name" %} ... {% endframe %}: what strangers see around every page, rendered once and then kept.

    Kept under the version, the language and the name of the view, so that is all that the block may depend on; it is
    made anew for who is signed in, and on pages without a version.
    """
    _tag, name = token.split_contents()
    inside = parser.parse(("endframe",))
    parser.delete_first_token()
    return Frame(parser.compile_filter(name), inside)


class Frame(template.Node):
    def __init__(self, name, nodelist: template.NodeList):
        self.name, self.nodelist = name, nodelist

    def render(self, context) -> str:
        request = context.get("request")
        version = getattr(request, "content_version", None)
        if version is None or context.get("signed_in_user", request) is not None:
            return self.nodelist.render(context)
        view = request.resolver_match.view_name if request.resolver_match else ""
        key = (version, get_language(), view, self.name.resolve(context))
        return _frames.made(key, lambda: self.nodelist.render(context))
