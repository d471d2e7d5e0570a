"""The words that public exhibits are written in: what "Maksud Anda ..." can offer.

Statement triggers keep the table right, so a change in bulk or in the database's shell counts too; the words of what
is taken down leave with it. Stop words are in the table, and are never offered.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models

# The words of one exhibit, each once, in small letters and as written (no stems).
FUNCTION = """
CREATE FUNCTION festival_words(title text, summary text, body text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT word
    FROM unnest(tsvector_to_array(to_tsvector('simple'::regconfig, concat_ws(' ', title, summary, body)))) AS word
    WHERE word ~ '^[[:alpha:]]{3,30}$'
    $$
"""
COUNT = """
    INSERT INTO festival_word AS known (word, uses)
    SELECT word, sum(more)
    FROM ({changes}) AS change (word, more)
    GROUP BY word HAVING sum(more) <> 0
    ORDER BY word
    ON CONFLICT (word) DO UPDATE SET uses = known.uses + excluded.uses;
    DELETE FROM festival_word WHERE uses <= 0;
    RETURN NULL;
"""
OF = "SELECT festival_words(title, summary, body), {more} FROM {rows} WHERE withdrawn_at IS NULL"
# Figures and dates change often, words seldom: only rows whose words changed are read.
OLD, NEW = (
    f"SELECT {one}.* FROM old_rows JOIN new_rows USING (id) WHERE "  # noqa: S608 (one of these two names)
    "(old_rows.title, old_rows.summary, old_rows.body, old_rows.withdrawn_at IS NULL) IS DISTINCT FROM "
    "(new_rows.title, new_rows.summary, new_rows.body, new_rows.withdrawn_at IS NULL)"
    for one in ("old_rows", "new_rows")
)


def _counts(name, operation, changes, **tables) -> pgtrigger.Trigger:
    # By its name it fires after the version's trigger, whose row lock lets writers in one by one: no deadlock here.
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=COUNT.format(changes=changes),
    )


counts_words = [
    _counts("words_in", pgtrigger.Insert, OF.format(more=1, rows="new_rows"), new="new_rows"),
    _counts("words_out", pgtrigger.Delete, OF.format(more=-1, rows="old_rows"), old="old_rows"),
    _counts(
        "words_changed",
        pgtrigger.Update,
        f"{OF.format(more=-1, rows=f'({OLD}) AS gone')} UNION ALL {OF.format(more=1, rows=f'({NEW}) AS come')}",
        old="old_rows",
        new="new_rows",
    ),
]


class Word(models.Model):
    """A word, and how many public exhibits hold it."""

    word = models.CharField(primary_key=True, max_length=30)
    uses = models.IntegerField()

    class Meta:
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_alike"),
            models.Index(fields=["-uses"], name="word_most_used"),
        ]

    def __str__(self):
        return self.word
