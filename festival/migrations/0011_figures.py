from django.db import migrations

# As in 0007_gallery, and with key and code: a crowd's matches are counted and listed from the same rows.
DROP = "DROP FUNCTION festival_matches(tsquery, integer)"
MATCHES = """
CREATE FUNCTION festival_matches(query tsquery, most integer)
    RETURNS TABLE ({told}agency_id bigint, district_id bigint, kind varchar, novelty varchar, affair varchar, year smallint, goal smallint)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    BEGIN
        RETURN QUERY EXECUTE 'SELECT {asked}agency_id, district_id, kind, novelty, affair, year, goal FROM festival_exhibit
            WHERE withdrawn_at IS NULL AND search @@ $1 ORDER BY published_at DESC, id DESC LIMIT $2'
            USING query, most;
    END
    $$
"""
# The keys of all that hold the words, as one text: ten thousand rows would take longer to send than to find.
# A function for the same reason: rows must not be read one by one for their long tsvector.
KEYS = """
CREATE FUNCTION festival_keys(query tsquery) RETURNS text LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT coalesce(string_agg(id::text, ','), '') FROM festival_exhibit WHERE search @@ query
    $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("festival", "0010_awards"),
    ]

    operations = [
        migrations.RunSQL(
            [DROP, MATCHES.format(told="id bigint, code varchar, ", asked="id, code, ")],
            [DROP, MATCHES.format(told="", asked="")],
        ),
        migrations.RunSQL(KEYS, "DROP FUNCTION festival_keys(tsquery)"),
    ]
