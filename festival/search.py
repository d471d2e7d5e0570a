"""Full-text search over exhibits.

The text-search configuration, the stop words and the two SQL functions are made in the migration
`festival/0001_search`: `inovik_tsvector` feeds the stored column, `inovik_tsquery` reads what people type.
"""

from django.contrib.postgres.search import SearchQuery

LONGEST = 200  # characters of a query that are read


class WebQuery(SearchQuery):
    """What a person typed, as a tsquery: words, "exact words", -without, OR. Nonsense matches nothing."""

    def __init__(self, text: str):
        super().__init__(text.replace("\x00", " ")[:LONGEST], search_type="websearch")
        self.function = "inovik_tsquery"
