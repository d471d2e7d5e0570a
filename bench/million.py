"""Search and figures among a million exhibits: `python -m bench.million --rows 1000000`.

The rows are written by the database itself, from the words of `bench/exhibits.py` with the weights of real text, and
are shorter than real ones. They go into a database of their own, `inovik_bench_million`, kept between runs; making
them takes minutes and some 2 GB. Prints the median and the 95th percentile of what one request asks, in milliseconds.
"""

import argparse
import random
import time

from bench.__main__ import use_database

DATABASE = "inovik_bench_million"
BATCH = 50_000
CODE = "'INV-2024-' || to_char(n, 'FM0000000')"

# A word by its rank: as often as in text, the first in nearly all rows, the last in few.
ROWS = """
WITH words AS (SELECT %(words)s::text[] AS list),
many AS (
    SELECT n, (
        SELECT string_agg(list[1 + floor(cardinality(list) * power(random(), 3))::int + 0 * (n + place)], ' ')
        FROM generate_series(1, 45) AS place
    ) AS said
    FROM words, generate_series(%(first)s::int, %(last)s::int) AS n
), made AS (
    INSERT INTO innovations_innovation ({innovation_columns})
    SELECT {innovation_values} FROM (SELECT * FROM innovations_innovation WHERE id = %(like)s) AS one, many
    RETURNING id, code
)
INSERT INTO festival_exhibit ({exhibit_columns})
SELECT {exhibit_values}
FROM (SELECT * FROM festival_exhibit WHERE innovation_id = %(like)s) AS one, many JOIN made ON made.code = {code}
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.million", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    use_database(DATABASE)
    import django

    django.setup()
    _make(options.rows)
    _measure(options.times)


def _make(rows: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.exhibits import make_exhibits
    from festival.models import Exhibit

    call_command("migrate", verbosity=0)
    made = Exhibit.objects.count()
    if not made:
        make_exhibits(100)
        made = 100
    started = time.perf_counter()
    _triggers("DISABLE")  # no history, no version, no words: this is one step
    while made < rows:
        last = min(made + BATCH, rows)
        _insert(made + 1, last)
        made = last
        print(f"{made} rows, {time.perf_counter() - started:.0f} s", flush=True)
    _triggers("ENABLE")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE festival_exhibit")
        cursor.execute("ANALYZE")


def _triggers(how: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("innovations_innovation", "festival_exhibit"):
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")


def _insert(first: int, last: int) -> None:
    from django.db import connection

    from bench.exhibits import RARE, WORDS
    from festival.models import Exhibit
    from innovations.models import Innovation

    like = Exhibit.objects.order_by("pk").first().innovation_id
    innovation = {
        field.column: f"one.{field.column}"
        for field in Innovation._meta.concrete_fields
        if field.column != "id"
    }
    innovation |= {"code": CODE}
    exhibit = {
        field.column: f"one.{field.column}"
        for field in Exhibit._meta.concrete_fields
        if field.column not in {"id", "search"}
    }
    exhibit |= {
        "innovation_id": "made.id",
        "code": "made.code",
        "slug": "'x-' || n",
        "title": "initcap(split_part(said, ' ', 1) || ' ' || split_part(said, ' ', 2)) || ' ' || n",
        "summary": "left(said, 120)",
        "body": f"said || CASE WHEN n % 20000 = 7 THEN ' {RARE}' ELSE '' END",
        "content": "'{}'::jsonb",
        "agency_id": "(SELECT min(id) FROM accounts_agency) + n % 80",
        "district_id": "(SELECT min(id) FROM accounts_district) + n % 8",
        "kind": "(ARRAY['process','method','product','technology'])[1 + n % 4]",
        "novelty": "(ARRAY['new','extension','improvement','replication'])[1 + n % 4]",
        "year": "2016 + n % 11",
        "goal": "1 + n % 17",
        "lot": "floor(random() * 2147483648)::int",
        "helpful": "n % 50",
        "published_at": "one.published_at + n * interval '1 minute'",
        "refreshed_at": "one.published_at + n * interval '1 minute'",
    }
    sql = ROWS.format(
        code=CODE,
        innovation_columns=", ".join(innovation),
        innovation_values=", ".join(innovation.values()),
        exhibit_columns=", ".join(exhibit),
        exhibit_values=", ".join(exhibit.values()).replace("%", "%%"),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"words": WORDS, "first": first, "last": last, "like": like})


def _measure(times: int) -> None:
    from django.db import connection

    from bench.exhibits import RARE, WORDS
    from festival import facets
    from festival.gallery import Gallery

    def said(text: str, number: int) -> str:
        return f"{text} {'yang ' * (number + 1)}"  # left out of a search, so that no text is asked twice

    chance = random.Random(1)
    facets.counts("", {}, "v")
    connection.ensure_connection()
    asked = {
        "shelf of a version": lambda n: facets.counts("", {}, f"v{n}"),
        "figures, two filters": lambda n: facets.counts("", {"kind": "method", "year": 2016 + n % 11}, "v"),
        "figures, rare word": lambda n: facets.counts(said(RARE, n), {}, "v"),
        "figures, any word": lambda n: facets.counts(said(chance.choice(WORDS), n), {}, "v"),
        "figures, two words": lambda n: facets.counts(said(" ".join(chance.sample(WORDS, 2)), n), {}, "v"),
        "order, rare word": lambda n: Gallery({"q": RARE}, "v")._rank(),
        "order, any word": lambda n: Gallery({"q": chance.choice(WORDS)}, "v")._rank(),
        "order, two words": lambda n: Gallery({"q": " ".join(chance.sample(WORDS, 2))}, "v")._rank(),
        "first page, newest": lambda n: Gallery({}, "v")._rows(None, 0),
        "from a card on": lambda n: Gallery({"sesudah": f"INV-2024-{1000 + n:07}"}, "v").page,
    }
    print(f"{'':24}{'median':>10}{'95th, ms':>10}")
    for name, ask in asked.items():
        took = []
        for number in range(times):
            started = time.perf_counter()
            ask(number)
            took.append((time.perf_counter() - started) * 1000)
        took.sort()
        print(f"{name:24}{took[len(took) // 2]:10.1f}{took[int(len(took) * 0.95) - 1]:10.1f}", flush=True)


if __name__ == "__main__":
    main()
