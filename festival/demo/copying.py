"""New rows by COPY: about five times as fast as INSERT."""

import io
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import connection, models
from django.db.models.fields.files import FieldFile

NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_in(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Store new `rows` of `model` and give them their keys.

    Columns go in as the rows hold them: no default of the database, no `auto_now`, no validation beyond the
    database's constraints and triggers.
    """
    rows = list(rows)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    seen: dict[int, str] = {}  # JSON by the identity of its value: one snapshot stands in several records
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, len(rows)],
        )
        lines = []
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            lines.append(
                "\t".join(
                    _json(getattr(row, name), seen) if is_json else _cell(getattr(row, name))
                    for name, is_json in names
                )
            )
        lines.append("")
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO("\n".join(lines)))


def _cell(value) -> str:
    """One value in COPY's text format. Raises TypeError for a type that the rows of the demo data don't hold."""
    match value:
        case str():
            return value.translate(ESCAPES)
        case None:
            return NULL
        case bool() | int() | Decimal() | FieldFile():
            return str(value)
        case date():  # and datetime
            return value.isoformat()
    raise TypeError(f"no column of the demo data holds {type(value).__name__}")


def _json(value, seen: dict[int, str]) -> str:
    if value is None:
        return NULL
    if id(value) not in seen:
        seen[id(value)] = json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return seen[id(value)]
