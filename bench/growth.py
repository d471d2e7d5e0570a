"""Whether pages slow down as exhibits are added: `python -m bench.growth`.

Each page is made over 1,000 and over 10,000 exhibits, in databases of their own that are kept between runs, by a
process without page cache that has made another page before. Prints the median milliseconds of both and their ratio.
Addresses were not asked for before and no card is kept, except "again"; a page has as many cards in both databases.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import time

from bench.__main__ import PROJECT, _prepare, use_database
from bench.gallery import KINDS

FEW, MANY = 1_000, 10_000
TIMES = 12
ROUNDS = (
    3  # in turn, and the best counts: a moment in which the machine was busy elsewhere then spoils no ratio
)
NOVELTIES = ("baru", "perluasan", "peningkatan")
AGAIN = {
    "gallery, again": "/inovasi/",
    "gallery, filters, again": "/inovasi/?jenis=proses&kebaruan=baru&urut=judul",
    "unit, again": "/skpd/unit-ukur-1/",
    "home, again": "/",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=int, metavar="EXHIBITS", help="measure over so many and print JSON")
    only = parser.parse_args().only
    if only:
        use_database(f"inovik_bench_{only}", INOVIK_PAGE_CACHE_MB="0")
        _prepare(only)
        _fill_units()
        print(json.dumps(_measured(only)))
        return
    best: dict[int, dict[str, float]] = {FEW: {}, MANY: {}}
    for _ in range(ROUNDS):
        for exhibits, known in best.items():
            for name, took in _apart(exhibits).items():
                known[name] = min(took, known.get(name, took))
    print(f"{'milliseconds':28}{FEW:>8}{MANY:>8}{'ratio':>8}")
    for name, few in best[FEW].items():
        many = best[MANY][name]
        print(f"{name:28}{few:8.2f}{many:8.2f}{many / few:8.2f}")


def _apart(exhibits: int) -> dict[str, float]:
    """What `_measured` says in a process of its own."""
    command = [sys.executable, "-m", "bench.growth", f"--only={exhibits}"]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return json.loads(said.splitlines()[-1])


def _measured(exhibits: int) -> dict[str, float]:
    from django.test import Client

    from festival import cards

    client = Client(HTTP_HOST="127.0.0.1")

    def took(path: str, is_fresh: bool = True) -> float:
        if is_fresh:
            cards._kept.clear()
        started = time.perf_counter()
        if client.get(path).status_code != 200:
            raise RuntimeError(path)
        return (time.perf_counter() - started) * 1000

    for path in ("/inovasi/?q=ulos", "/inovasi/inovasi-ukur-1/", "/skpd/unit-ukur-80/", "/"):
        took(path)
    found = {name: statistics.median(map(took, paths)) for name, paths in _addresses(exhibits).items()}
    for name, path in AGAIN.items():
        took(path)
        found[name] = statistics.median(took(path, is_fresh=False) for _ in range(TIMES))
    return found


def _fill_units() -> None:
    """The first units have a full page of cards in both databases."""
    from accounts.models import Agency
    from festival.models import Exhibit

    for number in range(1, TIMES + 1):
        unit = Agency.objects.get(slug=f"unit-ukur-{number}")
        slugs = [f"inovasi-ukur-{number * 40 + place}" for place in range(30)]
        Exhibit.objects.filter(slug__in=slugs).exclude(agency=unit).update(agency=unit)


def _addresses(exhibits: int) -> dict[str, list[str]]:
    """TIMES addresses of each kind of page."""
    numbers = range(1, TIMES + 1)
    states = list(itertools.product(KINDS, NOVELTIES))[:TIMES]
    return {
        "gallery, two filters": [f"/inovasi/?jenis={kind}&kebaruan={novelty}" for kind, novelty in states],
        "gallery by title": [f"/inovasi/?jenis={kind}&kebaruan={new}&urut=judul" for kind, new in states],
        "gallery, late page": [f"/inovasi/?page={exhibits // 24 - number}" for number in numbers],
        "one exhibit": [f"/inovasi/inovasi-ukur-{number + 7}/" for number in numbers],
        "unit": [f"/skpd/unit-ukur-{number}/" for number in numbers],
        "search, rare": [f"/inovasi/?q={exhibits - number}" for number in numbers],
        # A word that search leaves out makes another state of the same search.
        "search, common": [f"/inovasi/?q=pelayanan{' yang' * number}" for number in numbers],
        "search, two common": [f"/inovasi/?q=desa masyarakat{' yang' * number}" for number in numbers],
    }


if __name__ == "__main__":
    main()
