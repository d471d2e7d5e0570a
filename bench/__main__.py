"""Requests per second of the public pages beside bare Django, in one run: `make bench`.

Everything runs on this machine: gunicorn with two sync workers for the product and for `bench/bare.py`, on the
local PostgreSQL in a database of its own (`inovik_bench`, kept between runs). The figures of a machine mean
nothing elsewhere; the ratios do. Load comes from wrk where it is installed, else from threads.
"""

import argparse
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg2

from inovik.localdb.server import ensure_running

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "inovik_bench"
WORKERS = 2
HELLO, ROWS = "bare Django, hello", "bare Django, one query and 24 rows"
EXHIBIT = "bare Django, one query and one exhibit"


def main() -> None:
    options = _options()
    use_database()
    _prepare(options.exhibits)
    with ExitStack() as servers:
        product = servers.enter_context(_serve("inovik.wsgi:application"))
        bare = servers.enter_context(_serve("bench.bare:application"))
        sheet = re.search(r'/static/css/inovik[^"]*\.css', _get(product, "/").decode())[0]
        asked = [
            (HELLO, bare, "/hello"),
            (ROWS, bare, "/list"),
            (EXHIBIT, bare, "/detail/inovasi-ukur-7"),
            ("a static file through WhiteNoise", product, sheet),
            ("/", product, "/"),
            ("/inovasi/", product, "/inovasi/"),
            ("/inovasi/, late page", product, "/inovasi/?page=400"),
            ("/inovasi/, three filters", product, "/inovasi/?jenis=metode&kebaruan=baru&urut=judul"),
            ("search, rare word", product, "/inovasi/?q=kelulut"),
            ("search, common word", product, "/inovasi/?q=pelayanan"),
            ("one exhibit", product, "/inovasi/inovasi-ukur-7/"),
        ]
        load = _wrk if shutil.which("wrk") else _threads
        sizes = {name: len(_get(port, path)) / 1000 for name, port, path in asked}
        rates = dict.fromkeys(sizes, 0.0)
        # In turn and more than once: a moment in which the machine was busy elsewhere then spoils no row.
        for _ in range(options.rounds):
            for name, port, path in asked:
                rates[name] = max(rates[name], load(port, path, options.clients, options.seconds))
    print(f"{options.exhibits} exhibits, {options.clients} clients, {WORKERS} workers, {load.__name__[1:]}")
    print(f"{'':36}{'req/s':>8}{'KB':>7}{'of hello':>10}{'of 24 rows':>12}")
    hello, rows = rates[HELLO], rates[ROWS]
    for name, rate in rates.items():
        print(f"{name:36}{rate:8.0f}{sizes[name]:7.1f}{rate / hello:10.3f}{rate / rows:12.3f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--exhibits", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5, help="the best of so many counts")
    parser.add_argument("--seconds", type=int, default=1, help="of load for each address in a round")
    return parser.parse_args()


def use_database(name: str = DATABASE, **more: str) -> None:
    """Point Django's settings, here and in servers that are started from here, at a database of the bench's own."""
    os.environ |= {
        "DATABASE_URL": _database(name),
        "DJANGO_SETTINGS_MODULE": "inovik.settings",
        "INOVIK_SECRET_KEY": "bench",
        "INOVIK_ALLOWED_HOSTS": "127.0.0.1",
        "INOVIK_INSECURE_HTTP": "1",
        **more,
    }


def _database(name: str) -> str:
    """The address of the database `name` on the local server; made when it is missing."""
    cluster = ensure_running(PROJECT)
    connection = psycopg2.connect(cluster.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return re.sub(r"@/\w+\?", f"@/{name}?", cluster.url)


def _prepare(exhibits: int) -> None:
    """Static files collected, tables as the code wants them, and as many exhibits as asked for."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    from bench.exhibits import make_exhibits
    from festival.models import Exhibit

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if Exhibit.objects.count() != exhibits:
        print(f"making {exhibits} exhibits ...", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        call_command("migrate", verbosity=0)
        make_exhibits(exhibits)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    connection.close()


@contextmanager
def _serve(application: str):
    """gunicorn with `application` on a free port of the loopback, as long as the block lasts. Gives the port."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, f"--bind=127.0.0.1:{port}"]
    command += [f"--workers={WORKERS}", "--max-requests=0", "--log-level=warning"]
    server = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen) -> None:
    """Until the port answers. Raises SystemExit when the server ends instead."""
    for _ in range(100):
        if server.poll() is not None:
            raise SystemExit(f"gunicorn stopped with {server.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)


def _get(port: int, path: str) -> bytes:
    """The body of one answer. Raises RuntimeError when it is not 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(request)
        answer = bytearray()
        while piece := connection.recv(65_536):
            answer += piece
    head, _, body = bytes(answer).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head[:100]!r}")
    return body


def _threads(port: int, path: str | Iterator[str], clients: int, seconds: int) -> float:
    """Answers per second to `clients` threads, of one path or of one after another.

    A sync worker closes after each answer, so there is no keep-alive.
    """
    paths = itertools.repeat(path) if isinstance(path, str) else path
    until = time.perf_counter() + seconds
    counts, failures = [0] * clients, []

    def ask(number: int) -> None:
        try:
            while time.perf_counter() < until:
                _get(port, next(paths))
                counts[number] += 1
        except (OSError, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.perf_counter() - started)


def _wrk(port: int, path: str, clients: int, seconds: int, script: str = "") -> float:
    """Answers per second of one path, or of those that a Lua script asks for."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}"]
    command += [f"-s{script}"] if script else []
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{path}:\n{said}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])


if __name__ == "__main__":
    main()
