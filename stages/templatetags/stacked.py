"""Tables that a phone shows as cards."""

from collections.abc import Iterable, Iterator

from django import template
from django.contrib.admin.sites import site
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: list[dict]) -> Iterator[SafeString]:
    """The cells of a row of an admin list, each `td` with its column's name as `data-label`, or as an empty one.

    Hidden fields of a list that is edited in place follow the columns and stay as they are.
    """
    names = iter(headers)
    for cell in cells:
        header = next(names, None)
        if header and cell.startswith("<td") and "action-checkbox" not in cell[:40]:
            is_empty = cell.endswith(f">{site.empty_value_display}</td>")
            told = "data-empty" if is_empty else format_html('data-label="{}"', capfirst(header["text"]))
            cell = mark_safe(cell.replace("<td", f"<td {told}", 1))  # noqa: S308
        yield cell
