"""Makes, starts and stops the local PostgreSQL of one checkout.

A *cluster* is one data folder, `var/postgres-<major>/`, with its log and its socket; tests have their own
(`-fast`, without fsync). The server listens on a Unix socket in a folder that only its account may enter,
never on TCP. Started by root it runs as the account `postgres` or `nobody`, and lives in /var/tmp when that
account can't reach the checkout. Knows nothing of Django.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from inovik.localdb.binaries import Account, LocalDatabaseError, find_binaries, run, runnable_by

DATABASE = USER = "inovik"
PORT = "5432"  # only a part of the socket's name; PGPORT would change it if it were left open
LONGEST_SOCKET = 100  # bytes; the system's limit is 104 on macOS and 108 on Linux
PATIENCE = 120  # seconds that a server may take to come up after a crash, or to go down
SPEED = {"fsync": "off", "full_page_writes": "off"}  # loses data with the machine, not with a killed process


@dataclass(frozen=True)
class Cluster:
    """One data folder and what runs it.

    `root` holds the lock and every cluster of the checkout; `account` runs the server (None: ourselves).
    """

    root: Path
    name: str
    account: Account | None
    binaries: Path
    fast: bool

    @property
    def home(self) -> Path:
        return self.root / self.name

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def socket_folder(self) -> Path:
        return socket_folder(self.home, self.account.uid if self.account else os.geteuid())

    @property
    def url(self) -> str:
        """The address for psql and other clients."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.socket_folder), safe='')}&port={PORT}"


def socket_folder(home: Path, uid: int) -> Path:
    """`home` itself, or a short folder of the account's own where `home` is too long for a socket's name."""
    if len(os.fsencode(home / f".s.PGSQL.{PORT}")) < LONGEST_SOCKET:
        return home
    return Path(f"/tmp/inovik-{uid}-{_digest(home)}")  # noqa: S108 - private_folder() checks whose it is


def find_cluster(base_dir: Path | str) -> Cluster:
    """The cluster of the checkout at `base_dir` for INOVIK_PG_BIN and INOVIK_PG_FAST; starts nothing.

    Raises LocalDatabaseError when there is no PostgreSQL.
    """
    binaries, major = find_binaries()
    fast = os.environ.get("INOVIK_PG_FAST") == "1"
    name = f"postgres-{major}-fast" if fast else f"postgres-{major}"
    root, account = _place(Path(base_dir).resolve(), name)
    return Cluster(root, name, account, binaries, fast)


def database_settings(base_dir: Path | str) -> dict[str, str]:
    """Django's DATABASES entry for the local database. Starts nothing: the backend does, when it connects."""
    cluster = find_cluster(base_dir)
    return {
        "ENGINE": "inovik.localdb",
        "NAME": DATABASE,
        "USER": USER,
        "HOST": str(cluster.socket_folder),
        "PORT": PORT,
        "BASE_DIR": str(base_dir),
    }


def ensure_running(base_dir: Path | str) -> Cluster:
    """Make and start the server unless it is ready for connections, and return its cluster.

    Safe to call from many processes at once: one starts, the others wait. Raises LocalDatabaseError.
    """
    cluster = find_cluster(base_dir)
    if not is_ready(cluster):
        with _lock(cluster.root):
            if not is_ready(cluster):
                _start(cluster)
    return cluster


def is_ready(cluster: Cluster) -> bool:
    """Whether the server accepts connections, on a socket that nobody else can have put there."""
    if _postmaster(cluster.data) is None or _status(cluster.data) != "ready":
        return False
    try:
        folder = cluster.socket_folder.lstat()
        (cluster.socket_folder / f".s.PGSQL.{PORT}").lstat()
    except FileNotFoundError:
        return False
    uid = cluster.account.uid if cluster.account else os.geteuid()
    return stat.S_ISDIR(folder.st_mode) and folder.st_uid == uid and not folder.st_mode & 0o077


def stop(base_dir: Path | str) -> list[str]:
    """Stop every local server of the checkout, of any version; returns the names of those that ran."""
    stopped = []
    for home in _homes(Path(base_dir).resolve()):
        with _lock(home.parent):
            if pid := _postmaster(home / "data"):
                _signal(pid)
                if not _wait(lambda data=home / "data": _postmaster(data) is None):
                    raise LocalDatabaseError(f"{home.name} (process {pid}) doesn't stop; see {home / 'log'}.")
                stopped.append(home.name)
    return stopped


def remove(base_dir: Path | str) -> None:
    """Stop the checkout's servers and delete their data for good."""
    base = Path(base_dir).resolve()
    stop(base)
    for home in _homes(base):
        sockets = socket_folder(home, home.stat().st_uid)
        try:
            shutil.rmtree(home)
            if sockets.exists():
                shutil.rmtree(sockets)
        except PermissionError as error:
            raise LocalDatabaseError(
                f"{error.filename} belongs to another account; do this as root."
            ) from error
    if os.geteuid() == 0 and _closed_root(base).exists():
        shutil.rmtree(_closed_root(base))


# Where things are


def _not_ours(path: Path | str) -> LocalDatabaseError:
    return LocalDatabaseError(f"{path} belongs to another account: do this as that one, or as root.")


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _closed_root(base: Path) -> Path:
    return Path(f"/var/tmp/inovik-{_digest(base)}")  # noqa: S108 - _lock() checks that it is root's


def _homes(base: Path) -> list[Path]:
    roots = [base / "var", _closed_root(base)]
    return [home for root in roots for home in sorted(root.glob("postgres-*")) if home.is_dir()]


def _place(base: Path, name: str) -> tuple[Path, Account | None]:
    """The folder for clusters, and the account that runs this one. Only root has a choice."""
    var = base / "var"
    if os.geteuid() != 0:
        return var, None
    with contextlib.suppress(FileNotFoundError):
        if owner := (var / name).stat().st_uid:  # a user's own cluster goes on as that user's
            return var, Account.by_uid(owner)
    account = Account.for_root()
    return (var if _can_enter(account, var if var.exists() else base) else _closed_root(base)), account


def _can_enter(account: Account, folder: Path) -> bool:
    for path in (folder, *folder.parents):
        status = path.stat()
        if status.st_uid == account.uid:
            needed = stat.S_IXUSR
        else:
            needed = stat.S_IXGRP if status.st_gid == account.gid else stat.S_IXOTH
        if not status.st_mode & needed:
            return False
    return True


def private_folder(path: Path, account: Account | None) -> None:
    """Make `path` a folder that only `account` may enter, or refuse one that is not.

    In /tmp anybody may have made it before us, or a link in its place: whoever owns the folder could
    put a server of their own behind our socket.
    """
    uid = account.uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    status = path.lstat()
    if account and stat.S_ISDIR(status.st_mode) and status.st_uid == 0:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
        status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o077:
        owner = Account.by_uid(status.st_uid).name
        raise LocalDatabaseError(
            f"{path} belongs to {owner} or is open to others, so the local database can't use it. Run this as"
            f" {owner} (or root), or remove that folder."
        )


@contextlib.contextmanager
def _lock(root: Path) -> Iterator[None]:
    """Hold the checkout's one lock. It goes when this process does, also by kill -9."""
    try:
        if not root.is_dir():
            root.mkdir(parents=True, exist_ok=True)
            root.chmod(0o755)  # whatever the umask: the server's account passes through
        if root.parent == Path("/var/tmp") and (root.is_symlink() or root.stat().st_uid != os.geteuid()):  # noqa: S108 - whose it is, is asked here
            raise LocalDatabaseError(f"{root} is not ours; remove it, then start again.")
        handle = os.open(root / "localdb.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except PermissionError as error:
        raise _not_ours(error.filename) from error
    try:
        if os.geteuid() == 0:  # in a user's checkout the lock stays the user's
            os.fchown(handle, root.stat().st_uid, root.stat().st_gid)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# The server's process


def _pid_file(data: Path) -> list[str]:
    """The lines of postmaster.pid; none when there is no such file."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as error:
        raise _not_ours(data.parent) from error


def _postmaster(data: Path) -> int | None:
    """The process id of the server on `data`, or None; after a kill the number may be another process's."""
    lines = _pid_file(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if str(data) in _command_line(pid) else None


def _status(data: Path) -> str:
    lines = _pid_file(data)
    return lines[7].strip() if len(lines) > 7 else ""


def _command_line(pid: int) -> str:
    """What process `pid` was started with; empty when it is gone or only waits to be reaped."""
    if sys.platform == "linux":
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes())
        except (FileNotFoundError, ProcessLookupError):
            return ""
    command = ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - a number in our own command


def _signal(pid: int) -> None:
    """Ask the server to go down at once but cleanly: `pg_ctl stop -m fast`, whichever version runs."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)


def _wait(done: Callable[[], bool]) -> bool:
    """Whether `done` came true in time."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _start(cluster: Cluster) -> None:
    """Bring the server up. Call it with the lock held."""
    private_folder(cluster.home, cluster.account)
    private_folder(cluster.socket_folder, cluster.account)
    if pid := _postmaster(cluster.data):
        # Another is coming up (its starter was killed), going down, or has lost its socket.
        if _status(cluster.data) == "ready":
            _signal(pid)
        _wait(lambda: _postmaster(cluster.data) is None or is_ready(cluster))
        if is_ready(cluster):
            return
    binaries = runnable_by(cluster.account, cluster.binaries, cluster.root)
    if not cluster.data.exists():
        _create(cluster, binaries)
    if not _postmaster(cluster.data):
        # A killed server's files name a process that may be another's now, or not yet reaped: PostgreSQL
        # would take it for a living server. It still refuses when the data's shared memory is in use.
        for left in (cluster.data / "postmaster.pid", cluster.socket_folder / f".s.PGSQL.{PORT}.lock"):
            left.unlink(missing_ok=True)
    if not _wait(lambda: _started(cluster, binaries)):
        raise LocalDatabaseError(f"Processes of a server that was killed still use {cluster.data}; end them.")


def _started(cluster: Cluster, binaries: Path) -> bool:
    """Start the server and wait for it; False when children of a killed one still hold the shared memory."""
    settings = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": f'"{cluster.socket_folder}"',
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **(SPEED if cluster.fast else {}),
    }
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    known = cluster.log.stat().st_size if cluster.log.exists() else 0
    # pg_ctl gives the server a session of its own and no file of ours, so it outlives us and Ctrl-C.
    done = run(
        binaries / "pg_ctl",
        *("start", "--wait", "--timeout", str(PATIENCE), "--pgdata", cluster.data),
        *("--log", cluster.log, "--options", options),
        account=cluster.account,
    )
    if done.returncode == 0:
        return True
    written = cluster.log.read_bytes()[known:].decode(errors="replace") if cluster.log.exists() else ""
    if "still in use" in written:
        return False
    raise LocalDatabaseError(
        f"The local database in {cluster.data} didn't start: {done.stdout.strip()}\n{written[-2000:].strip()}"
    )


def _create(cluster: Cluster, binaries: Path) -> None:
    """Make the data folder with its database, under another name first: a kill leaves no half of one."""
    for unfinished in cluster.home.glob("new-*"):
        shutil.rmtree(
            unfinished, ignore_errors=True
        )  # its initdb may outlive a killed starter, and still write
    new = cluster.home / f"new-{secrets.token_hex(4)}"
    # Byte order and Unicode's letters on every system: macOS has no C.UTF-8 of its own before version 15.
    locale = ["--locale=C", "--lc-ctype=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]
    if int(cluster.name.split("-")[1]) >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = run(
        binaries / "initdb",
        *("--pgdata", new, "--username=postgres", "--encoding=UTF8", *locale),
        # No password: who may enter the socket's folder may connect, and there is no other way in.
        *("--auth-local=trust", "--auth-host=reject"),
        *(["--no-sync"] if cluster.fast else []),
        account=cluster.account,
    )
    if made.returncode:
        raise LocalDatabaseError(f"initdb failed: {made.stdout.strip()}")
    # Not a superuser, so that what needs one fails here and not first in production.
    filled = run(
        binaries / "postgres",
        *("--single", "-D", new, *(["-F"] if cluster.fast else []), "postgres"),
        account=cluster.account,
        stdin=f"CREATE ROLE {USER} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {USER}\n",
    )
    if filled.returncode or "ERROR" in filled.stdout or "FATAL" in filled.stdout:
        raise LocalDatabaseError(f"The database {DATABASE} could not be made: {filled.stdout.strip()}")
    new.rename(cluster.data)
