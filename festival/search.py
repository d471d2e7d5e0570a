"""Full-text search over exhibits.

The text-search configuration, the stop words and the two SQL functions are made in the migration
`festival/0001_search`: `inovik_tsvector` feeds the stored column, `inovik_tsquery` reads what people type.
"""

from django.contrib.postgres.search import SearchQuery
from django.db import connection

LONGEST = 200  # characters of a query that are read


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
