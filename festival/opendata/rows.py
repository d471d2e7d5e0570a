"""The rows of the open data, read through `columns.COLUMNS`: what is public now, what was, and what columns mean."""

from collections.abc import Iterator

from django.utils import translation

from festival.models import Exhibit, ExhibitQuerySet
from festival.opendata.columns import COLUMNS, clean, moment, permanent

CHUNK = 200  # rows fetched at a time


def published() -> ExhibitQuerySet:
    """The rows, by code: public exhibits with what their columns are read from."""
    return (
        Exhibit.objects.public()
        .select_related("agency", "district", "festival")
        .defer("search", "body", "cover")
        .order_by("code")
    )


def record(exhibit: Exhibit) -> dict:
    """One row: {column: value} in the order of COLUMNS."""
    with translation.override("id"):
        return {column.name: _plain(column.value(exhibit)) for column in COLUMNS}


def records() -> Iterator[dict]:
    """All rows, fetched in chunks by a cursor of the server: however many there are, few are in memory."""
    return map(record, published().iterator(chunk_size=CHUNK))


def tombstones(newest: int | None = None) -> list[dict]:
    """What was public and was taken down, last first: its code, permanent address and when. Nothing else of it."""
    withdrawn = Exhibit.objects.withdrawn().order_by("-withdrawn_at", "code")
    return [
        {"kode": code, "alamat_tetap": permanent(code), "dihapus": moment(at)}
        for code, at in withdrawn.values_list("code", "withdrawn_at")[:newest]
    ]


def dictionary() -> list[dict]:
    """The data dictionary: name, title, type, meaning and possible values of each column."""
    return [
        {
            "nama": column.name,
            "judul": str(column.title),
            "jenis": column.type.value,
            "keterangan": str(column.description),
            "pilihan": column.words,
        }
        for column in COLUMNS
    ]


def _plain(value):
    """A value for JSON, with nothing for what is empty."""
    match value:
        case str():
            return clean(value) or None
        case list():
            return [{name: _plain(part) for name, part in row.items()} for row in value]
    return value
