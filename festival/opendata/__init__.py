"""The festival as open data.

`columns.COLUMNS` is the one table of what is given away: every format and the data dictionary are written from it,
so that they cannot differ. What is public at all, `ExhibitQuerySet.public()` and `festival.content` decide.
"""
