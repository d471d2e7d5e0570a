"""What stands before the views: the page cache of the app, 304s, and nginx with the shipped configuration.

`python -m bench.front`. Prints ratios to a bare Django hello, and for nginx to a static file of the same size; then
the memory of two workers after 10,000 requests, and how 64 clients fare beside 16.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.__main__ import PROJECT, _free_port, _get, _prepare, _serve, _wait_for, use_database

GZIP = "Accept-Encoding: gzip"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exhibits", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    use_database()
    _prepare(options.exhibits)
    with ExitStack() as servers:
        product = servers.enter_context(_serve("inovik.wsgi:application"))
        bare = servers.enter_context(_serve("bench.bare:application"))
        page = "/inovasi/?jenis=metode&urut=judul"
        etag = _etag(product, page)
        asked = {
            "bare Django, hello": (bare, "/hello", ()),
            "gallery with filters, warm page cache": (product, page, (GZIP,)),
            "the same, 304": (product, page, (GZIP, f"If-None-Match: {etag}")),
            "one exhibit, warm page cache": (product, "/inovasi/inovasi-ukur-7/", (GZIP,)),
        }
        show(measured(asked, options.rounds, 16), "bare Django, hello")
        if shutil.which("nginx"):
            with _nginx(product) as front:
                for clients in (16, 1):
                    asked = {
                        "a static file by nginx": (front, "/static/page.html", ()),
                        "gallery behind nginx": (front, page, (GZIP,)),
                    }
                    print(f"\n{clients} connections")
                    show(measured(asked, options.rounds, clients), "a static file by nginx")
        print()
        crowd(product, page)
        memory(product)


def measured(asked: dict, rounds: int, clients: int) -> dict[str, float]:
    """The best rate of each (port, path, headers) in `rounds` turns of a second."""
    rates = dict.fromkeys(asked, 0.0)
    for _ in range(rounds):
        for name, (port, path, headers) in asked.items():
            rates[name] = max(rates[name], rate_of(wrk(port, path, clients, 1, headers)))
    return rates


def show(rates: dict[str, float], beside: str) -> None:
    for name, rate in rates.items():
        print(f"{name:42}{rate:9.0f}/s{rate / rates[beside]:8.3f}")


def wrk(port: int, path: str, clients: int, seconds: int, headers=()) -> str:
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    if "304" not in str(headers) and "If-None-Match" not in str(headers) and "Non-2xx" in said:
        raise RuntimeError(f"{path}:\n{said}")
    return said


def rate_of(said: str) -> float:
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])


def crowd(port: int, path: str) -> None:
    """64 clients beside 16: the rate kept, and the tail."""
    few, many = (wrk(port, path, clients, 3, (GZIP,)) for clients in (16, 64))
    p50, p99 = (_milliseconds(many, share) for share in ("50%", "99%"))
    errors = re.search(r"Socket errors:.*", many)
    kept = rate_of(many) / rate_of(few)
    print(f"64 clients: {kept:.2f} of the rate at 16, p99/p50 {p99 / p50:.1f}, {errors or 'no error'}")


def _milliseconds(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def memory(port: int) -> None:
    """PSS of the two workers and their master after 10,000 more requests for many pages."""
    for number in range(400):
        _get(port, f"/inovasi/inovasi-ukur-{number + 1}/")
        _get(port, f"/inovasi/?tahun={2016 + number % 10}&q=sekolah")
    for path in ("/inovasi/", "/", "/skpd/", "/inovasi/?q=pelayanan"):
        subprocess.run(
            ["wrk", "-t1", "-c8", "-d3s", f"http://127.0.0.1:{port}{path}"], capture_output=True, check=True
        )
    listening = subprocess.run(
        ["ss", "-ltnpH", f"sport = :{port}"], capture_output=True, text=True, check=True
    ).stdout
    total = sum(_pss(int(pid)) for pid in set(re.findall(r"pid=(\d+)", listening)))
    print(f"master and two workers after more than 10,000 requests: {total / 1024:.0f} MiB (PSS)")


def _pss(pid: int) -> int:
    """KiB."""
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])


def _etag(port: int, path: str) -> str:
    said = subprocess.run(
        ["curl", "-sI", "-H", GZIP, f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return re.search(r"(?i)^etag: (.*?)\r?$", said, re.M)[1]


@contextmanager
def _nginx(product: int):
    """nginx with `deploy/nginx.conf` before the port `product`, on a free port, its files in a folder of its own."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="inovik-nginx-") as folder:
        Path(folder).chmod(0o755)
        statics = Path(folder, "static")
        statics.mkdir()
        page = subprocess.run(
            ["curl", "-s", "-H", GZIP, f"http://127.0.0.1:{product}/inovasi/?jenis=metode&urut=judul"],
            capture_output=True,
            check=True,
        ).stdout
        (statics / "page.html").write_bytes(page)
        shipped = (PROJECT / "deploy" / "nginx.conf").read_text()
        shipped = shipped.replace("/var/cache/nginx/inovik", f"{folder}/cache")
        shipped = shipped.replace("127.0.0.1:8000", f"127.0.0.1:{product}")
        shipped = re.sub(r"listen 80;", f"listen 127.0.0.1:{port};", shipped)
        shipped = shipped.replace("/srv/inovik/var/static/", f"{statics}/")
        whole = (
            f"worker_processes 2;\npid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\n"
            "events { worker_connections 512; }\n"
            f"http {{\naccess_log off;\nkeepalive_requests 1000000;\n"
            + "".join(
                f"{kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"{shipped}\n}}\n"
        )
        Path(folder, "nginx.conf").write_text(whole)
        server = subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf"])
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
