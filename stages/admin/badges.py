"""Words in a colour, for the lists of the admin."""

from django.utils.html import format_html


def badge(kind: str, words: str):
    return format_html('<span class="badge badge-{}">{}</span>', kind, words)
