"""Milliseconds and queries of the queue of the review desk: `python -m bench.desk --cases 10000`.

Works in a database of its own (`inovik_bench_desk`), which the first run fills with demo data: two minutes for 10,000
cases. Each page is asked for in this process, the best of five.
"""

import argparse
import time

from bench.__main__ import use_database

PAGES = (
    "",
    "?lihat=semua",
    "?lewat=ya",
    "?stage__exact=design",
    "?q=air+bersih",
    "?lihat=semua&q=air+bersih",
)
READERS = ("fasilitator", "kantorbupati", "pengelola")
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    cases = parser.parse_args().cases
    use_database("inovik_bench_desk")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("seed_demo", innovations=cases)
    print(f"{'queue':44}{'shown of':>9}{'ms':>7}{'queries':>9}{'KB':>6}{'place ms':>10}")
    for name in READERS:
        _measure(name)


def _measure(name: str) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from accounts.models import User
    from stages import queue

    reader = User.objects.get(username=name)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(reader)
    for page in PAGES:
        address = reverse("admin:stages_case_changelist") + page
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            count = len(queries)  # the next request forgets them
        shown = response.context_data["cl"]
        took = _best(lambda address=address: client.get(address))
        case = next(iter(shown.result_list), None)
        place = _best(lambda page=page, case=case: queue.place_of(reader, case, page[1:])) if case else 0
        print(
            f"{name + ' ' + page:44}{shown.result_count:9}{took:7.0f}{count:9}"
            f"{len(response.content) / 1024:6.0f}{place:10.0f}"
        )


def _best(act) -> float:
    """Milliseconds of the quickest round."""
    rounds = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        act()
        rounds.append(time.perf_counter() - start)
    return min(rounds) * 1_000


if __name__ == "__main__":
    main()
