"""Seconds that a full list takes, each step by itself: `python -m bench.lists --rows 1000`.

Every narrative column is filled. Works in the bench's own database, in a transaction that is rolled back: the
steps are those of the worker, without its waiting.
"""

import argparse
import io
import time
from contextlib import contextmanager
from datetime import date

from bench.__main__ import use_database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000)
    rows = parser.parse_args().rows
    use_database()
    import django
    from django.core.management import call_command
    from django.db import transaction

    django.setup()
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _measure(rows)
        transaction.set_rollback(True)


def _measure(rows: int) -> None:
    from accounts.models import Agency, Role, User
    from innovations.models import Innovation, Lab
    from stages.lists import imports, workbooks
    from stages.models import ListImport

    agency = Agency.objects.create(name="Unit Daftar", short_name="Daftar", slug="unit-daftar", kind="dinas")
    user = User.objects.create(username="daftar", name="Staf", role=Role.AGENCY, agency=agency)
    if not Lab.objects.current():
        day = date(2026, 3, 3)
        Lab.objects.create(
            name="Lab Daftar", slug="lab-daftar", year=2026, starts_on=day, ends_on=day, is_current=True
        )
    content = _list(rows)
    print(f"{rows} rows, {len(content) / 2**20:.1f} MB")
    listing = imports.begin(agency, user, file_name="daftar.xlsx", content=content, sha256="0" * 64)
    with _timed("read"):
        imports.read.call(str(listing.key), "id")
    listing.refresh_from_db()
    if not imports.confirm(listing, user):
        raise SystemExit(f"not ready: {listing.faults[:3]}")
    with _timed("stored"):
        imports.store.call(str(listing.key), "id")
    listing.refresh_from_db()
    mine = Innovation.objects.filter(agency=agency)
    if (listing.state, mine.count()) != (ListImport.State.DONE, rows):
        raise SystemExit(f"{listing.state}: {mine.count()} records")
    with _timed("exported"):
        exported = workbooks.export(mine.order_by("code")).read()
    again = imports.begin(agency, user, file_name="lagi.xlsx", content=exported, sha256="1" * 64)
    with _timed("export read again"):
        imports.read.call(str(again.key), "id")
    again.refresh_from_db()
    print(again.counts)


def _list(rows: int) -> bytes:
    from django.db import models
    from openpyxl import Workbook

    from stages.lists.columns import CODE, RUNNING, choices, column, label
    from stages.lists.workbooks import LISTED

    def cell(name: str, row: int):
        if name == CODE:
            return None
        if known := choices(name):
            return "Belum" if name == RUNNING else list(known.values())[row % len(known)]
        match column(name):
            case models.DateField():
                return date(2026, 3, 5)
            case models.IntegerField():
                return row
            case models.URLField():
                return f"https://contoh.go.id/{row}"
            case models.TextField():
                return " ".join(["pelayanan desa masyarakat kesehatan"] * 15) + f" {row}"
        return f"Inovasi layanan nomor {row}"

    book = Workbook()
    book.active.title = "Inovasi"
    book.active.append([label(name) for name in LISTED])
    for row in range(rows):
        book.active.append([cell(name, row) for name in LISTED])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@contextmanager
def _timed(what: str):
    started = time.perf_counter()
    yield
    print(f"{what:20}{time.perf_counter() - started:8.1f} s", flush=True)


if __name__ == "__main__":
    main()
