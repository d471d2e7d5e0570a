"""The settings of the tests: the product's own, on the local database, without slow hashing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("INOVIK_SECRET_KEY", "tests-only")
os.environ.setdefault("INOVIK_ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ.setdefault("INOVIK_LOCAL_DB", "1")
os.environ.setdefault("INOVIK_INSECURE_HTTP", "1")
os.environ.setdefault("INOVIK_PG_FAST", "1")

from inovik.settings import *  # noqa: F403  (the environment is set first)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_folder = tempfile.TemporaryDirectory(prefix="inovik-tests-")  # removed when the process ends
MEDIA_ROOT = Path(_folder.name) / "media"
STATIC_ROOT = Path(_folder.name) / "static"
STATIC_ROOT.mkdir()
