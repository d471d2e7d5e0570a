"""The gallery without and with its caches beside bare Django: `python -m bench.gallery`.

Two servers of the product on the same database: one as shipped, one that keeps no pages (INOVIK_PAGE_CACHE_MB=0), so
that each request is worked out from the figures and cards that are kept under the version. "counts cold" asks for
states that nobody asked for before. Searches are asked over one connection, and the median is told.
"""

import itertools
import os
import random
import shutil
import statistics
import tempfile
import time
from contextlib import ExitStack

from bench.__main__ import (
    EXHIBIT,
    HELLO,
    ROWS,
    _get,
    _options,
    _prepare,
    _serve,
    _threads,
    _wrk,
    use_database,
)

KINDS = ("proses", "metode", "produk", "konseptual", "teknologi", "hubungan", "sdm")
GOALS, YEARS, UNITS, DISTRICTS = range(1, 18), range(2016, 2027), range(1, 81), range(1, 9)
UNSEEN = [  # with some seven exhibits each
    *itertools.starmap("/inovasi/?jenis={}&tpb={}&tahun={}".format, itertools.product(KINDS, GOALS, YEARS)),
    *itertools.starmap("/inovasi/?skpd=unit-ukur-{}&tpb={}".format, itertools.product(UNITS, GOALS)),
    *itertools.starmap(
        "/inovasi/?kecamatan=ukur-{}&tpb={}&tahun={}".format, itertools.product(DISTRICTS, GOALS, YEARS)
    ),
]
WALK = """
local states, place = {%s}, 0
request = function()
    place = place + 1
    local state = assert(states[place], "all states were asked for: fewer rounds, or fewer seconds")
    return wrk.format("GET", state)
end
"""
SEARCHES = {"rare": "kelulut", "common": "pelayanan", "two common": "desa masyarakat"}


def main() -> None:
    options = _options()
    use_database()
    _prepare(options.exhibits)
    load = _wrk if shutil.which("wrk") else _threads
    random.Random(1).shuffle(UNSEEN)
    with ExitStack() as servers:
        shipped = servers.enter_context(_serve("inovik.wsgi:application"))
        bare = servers.enter_context(_serve("bench.bare:application"))
        os.environ["INOVIK_PAGE_CACHE_MB"] = "0"
        plain = servers.enter_context(_serve("inovik.wsgi:application"))
        asked = [
            (HELLO, bare, "/hello"),
            (ROWS, bare, "/list"),
            ("gallery, warm page cache", shipped, "/inovasi/"),
            ("gallery, no page cache", plain, "/inovasi/"),
            ("the same, three filters", plain, "/inovasi/?jenis=metode&kebaruan=baru&urut=judul"),
            ("the same, page 400", plain, "/inovasi/?page=400"),
            ("the same, from a card on", plain, f"/inovasi/?sesudah=INV-2024-{options.exhibits // 2:04}"),
            ("search, rare word", plain, "/inovasi/?q=kelulut"),
            ("search, common word", plain, "/inovasi/?q=pelayanan"),
            (EXHIBIT, bare, "/detail/inovasi-ukur-7"),
            ("one exhibit, no page cache", plain, "/inovasi/inovasi-ukur-7/"),
        ]
        rates = dict.fromkeys((name for name, _port, _path in asked), 0.0)
        cold = 0.0
        for _ in range(options.rounds):
            for name, port, path in asked:
                rates[name] = max(rates[name], load(port, path, options.clients, options.seconds))
            cold = max(cold, _cold(plain, options.clients, options.seconds))
        rates["gallery, counts cold"] = cold
        print(f"{options.exhibits} exhibits, {options.clients} clients, {load.__name__[1:]}")
        print(f"{'':36}{'req/s':>8}{'of hello':>10}{'of 24 rows':>12}")
        for name, rate in rates.items():
            print(f"{name:36}{rate:8.0f}{rate / rates[HELLO]:10.3f}{rate / rates[ROWS]:12.3f}")
        print(f"one exhibit, of its twin: {rates['one exhibit, no page cache'] / rates[EXHIBIT]:.3f}")
        print(f"{'search, one connection':36}{'first':>8}{'again, ms':>12}")
        for name, text in SEARCHES.items():
            print(f"{name:36}{_median(plain, text, True):8.1f}{_median(plain, text, False):12.1f}")


def _cold(port: int, clients: int, seconds: int) -> float:
    """Answers per second where each one needs figures that were never counted. Each state is asked for once."""
    if shutil.which("wrk"):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(WALK % ", ".join(f'"{state}"' for state in UNSEEN))
            script.flush()
            rate = _wrk(port, "/", clients, seconds, script.name)
    else:
        rate = _threads(port, iter(UNSEEN), clients, seconds)
    del UNSEEN[: int(rate * (seconds + 1)) + clients]
    return rate


def _median(port: int, text: str, is_first: bool) -> float:
    """Milliseconds of a search; with `is_first` of one whose figures and order are not kept."""
    took = []
    for number in range(15):
        # A word that search leaves out makes another state of the same search.
        said = f"{text} {'yang ' * (number + 1) if is_first else ''}".strip().replace(" ", "+")
        started = time.perf_counter()
        _get(port, f"/inovasi/?q={said}")
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


if __name__ == "__main__":
    main()
