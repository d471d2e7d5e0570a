"""Files of the whole data, each made once and kept in storage until the content changes.

Ten thousand rows take seconds to write, and a click on "membantu" changes the version. So one process at a time makes
a file, whoever asks in that moment is told to come back, and a large file is made again for what was announced or
taken down, and once a day, but not for a click.
"""

from hashlib import blake2b
from tempfile import TemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from festival.opendata import catalog
from festival.opendata.columns import COLUMNS, here
from festival.opendata.formats import FORMATS

FOLDER = "data"
LIVE = 1_000  # rows; up to here a file is made in less than a second, and follows every change


def opened(ending: str, version: str) -> File | None:
    """The file that holds what is public under `version`, made where it is missing; None while somebody makes it."""
    name = _name(ending, version)
    return _existing(name) or _made(ending, name)


def size(ending: str) -> int | None:
    """Bytes of the file that was made last, if there is one: near enough to tell people what they download."""
    newest = max(_kept(ending), key=default_storage.get_modified_time, default=None)
    return default_storage.size(newest) if newest else None


def _made(ending: str, name: str) -> File | None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"opendata.{ending}"])
            if not cursor.fetchone()[0]:
                return None
        if file := _existing(name):
            return file
        with TemporaryFile() as new:
            FORMATS[ending].write(new)
            new.seek(0)
            older = _kept(ending)
            default_storage.save(name, File(new))
        for path in older:
            default_storage.delete(path)
    return default_storage.open(name)


def _existing(name: str) -> File | None:
    try:
        return default_storage.open(name)
    except FileNotFoundError:
        return None


def _kept(ending: str) -> list[str]:
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    return [f"{FOLDER}/{name}" for name in files if name.endswith(f".{ending}")]


def _name(ending: str, version: str) -> str:
    found = catalog.figures_of(version)
    state = version if found.rows <= LIVE else (found, timezone.localdate())
    made_from = repr((state, here("/"), [column.name for column in COLUMNS]))
    return f"{FOLDER}/inovasi-{blake2b(made_from.encode(), digest_size=12).hexdigest()}.{ending}"
