"""The tables of the overview, read from the page as a reader sees them."""

import re

PAGE = "/admin/tinjauan/"


def tables(page) -> dict[str, list[list[str]]]:
    """The tables of the page as a reader sees them: by key, the heading first."""
    found = {}
    for key, table in re.findall(r'<table[^>]*data-key="([\w-]+)">(.*?)</table>', page, re.S):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
        found[key] = [
            [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows
        ]
    return found


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def column(table, name) -> dict[str, str]:
    """One column by the names of the rows."""
    place = table[0].index(name)
    return {row[0]: row[place] for row in table[1:]}
