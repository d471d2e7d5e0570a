"""Full-text search over exhibits.

The text-search configuration, the stop words and the two SQL functions are made in the migration
`festival/0001_search`: `inovik_tsvector` feeds the stored column, `inovik_tsquery` reads what people type.
"""

import re

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString

LONGEST = 200  # characters of a query that are read
RANKED = 1_000  # newest matches that a search puts in order; ranking all of a common word takes seconds
FEW = 1  # a search that finds no more is answered with "Maksud Anda ...", too
WORD = re.compile(r"[^\W\d_]{3,30}")
START, STOP = "\x01", "\x02"  # around a found word on its way from the database: no text may hold them

# What each typed word was perhaps meant to be: the word most like it that is used much more often. Words that are
# found often enough, and those that search leaves out, are meant as they stand.
MEANT = """
SELECT said.word, (
    SELECT known.word FROM festival_word AS known
    WHERE known.word %% said.word AND known.word <> said.word AND known.uses > 4 * own.uses
        AND (own.uses = 0 OR similarity(known.word, said.word) >= 0.5) AND numnode(inovik_tsquery(known.word)) > 0
    ORDER BY similarity(known.word, said.word) DESC, known.uses DESC, known.word LIMIT 1)
FROM unnest(%s) AS said (word),
    LATERAL (SELECT count(*) AS uses FROM festival_matches(inovik_tsquery(said.word), %s)) AS own
WHERE numnode(inovik_tsquery(said.word)) > 0 AND own.uses <= %s
"""

# The keys as one text: a list of a thousand takes longer to read than the rows.
RANK = """
SELECT id FROM festival_exhibit WHERE id = ANY(%s::bigint[])
ORDER BY ts_rank_cd(search, inovik_tsquery(%s)) DESC, published_at DESC, id DESC
"""


# Title and summary of `shown`, an exhibit, with the words of `asked`, a tsquery, between START and STOP; and a piece of
# the body where those two do not hold them (a and b are their weights, see `inovik_tsvector`). Dear: for one page.
MARKS = """
{title} AS marked_title, {summary} AS marked_summary,
CASE WHEN ts_filter(shown.search, '{{a,b}}') @@ asked THEN '' ELSE {body} END AS marked_body
""".format(
    **{
        column: f"ts_headline('inovik', translate(shown.{column}, '{START}{STOP}', ''), asked, "
        f"'StartSel={START}, StopSel={STOP}, {how}')"
        for column, how in {
            "title": "HighlightAll=true",
            "summary": "HighlightAll=true",
            "body": "MaxFragments=1, MaxWords=18, MinWords=8",
        }.items()
    }
)


def typed(text: str) -> str:
    """What a person typed, without what no text holds (null bytes), blanks around it and more than LONGEST."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST].strip()


class WebQuery(SearchQuery):
    """What a person typed, as a tsquery: words, "exact words", -without, OR. Nonsense matches nothing."""

    def __init__(self, text: str):
        super().__init__(typed(text), search_type="websearch")
        self.function = "inovik_tsquery"


def is_searchable(text: str) -> bool:
    """Whether anything is left to look for once common words and signs are dropped. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(inovik_tsquery(%s)) > 0", [typed(text)])
        return cursor.fetchone()[0]


def best_first(keys: list[int], text: str) -> list[int]:
    """The exhibits `keys` by how near each other they hold the words; of equals the newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(RANK, [f"{{{','.join(map(str, keys))}}}", typed(text)])
        return [key for (key,) in cursor.fetchall()]


def suggestion(text: str) -> str:
    """What was perhaps meant by a text that finds little: the same with other words; "" for nothing better.

    Knows the words of public exhibits only. One query.
    """
    said = sorted({word.lower() for word in WORD.findall(typed(text))})
    if not said:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(MEANT, [said, FEW + 1, FEW])
        meant = {word: better for word, better in cursor.fetchall() if better}
    better = WORD.sub(lambda found: meant.get(found[0].lower(), found[0]), typed(text))
    return better if meant else ""


def marked(text: str) -> SafeString:
    """A highlight as HTML: everything escaped, <mark> around what was found."""
    return SafeString(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))
