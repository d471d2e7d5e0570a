"""Files of the whole data, each made once under a version of the content and kept in storage until the next.

Ten thousand rows take seconds to write; a click on "membantu" changes the version. So one process at a time makes
a file, and whoever asks in that moment is told to come back.
"""

import json
from hashlib import blake2b
from tempfile import TemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from festival.opendata.columns import dictionary, here
from festival.opendata.formats import FORMATS

FOLDER = "data"


def opened(ending: str, version: str) -> File | None:
    """The file under `version`, made where it is missing; None while somebody else makes it."""
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
    made_from = json.dumps([version, here("/"), [row["nama"] for row in dictionary()]])
    return f"{FOLDER}/inovasi-{blake2b(made_from.encode(), digest_size=12).hexdigest()}.{ending}"
