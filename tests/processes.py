"""The worker in a process of its own, on the test's database."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from inovik.localdb.server import find_cluster

ROOT = Path(__file__).resolve().parent.parent


def until(condition):
    """Wait for another process."""
    for _ in range(900):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within 90 seconds")


@contextmanager
def worker(*arguments):
    """`manage.py work` in a process of its own, on the test's database."""
    url = find_cluster(ROOT).url.replace("/inovik?", f"/{connection.settings_dict['NAME']}?")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
