"""What the search of a copy looks through: a script that sets a global, since a page on a stick may fetch nothing."""

import json
import re
import unicodedata

from festival.models import Exhibit


def script(exhibits: list[Exhibit], file_of) -> bytes:
    """`INOVIK_INDEKS = {file of the page: {"kata": its words, and what filters in addresses name}}`."""
    found = {
        file_of(exhibit).rpartition("/")[2]: {
            "kata": " ".join(words_of(exhibit)),
            "skpd": exhibit.agency.slug,
            "kecamatan": exhibit.district.slug if exhibit.district else "",
            "urusan": exhibit.affair,
            "tahun": str(exhibit.year),
        }
        for exhibit in exhibits
    }
    return f"window.INOVIK_INDEKS = {json.dumps(found, separators=(',', ':'))};\n".encode()


def words_of(exhibit: Exhibit) -> list[str]:
    """The words of title, summary, unit, kecamatan and affair, each once, sorted; accents dropped, lower case."""
    told = [
        exhibit.title,
        exhibit.summary,
        exhibit.code,
        exhibit.agency.name,
        exhibit.agency.short_name,
        exhibit.district.name if exhibit.district else "",
        str(exhibit.get_affair_display()),
        str(exhibit.get_kind_display()),
    ]
    bare = unicodedata.normalize("NFD", " ".join(told).lower())
    return sorted(set(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c)))))
