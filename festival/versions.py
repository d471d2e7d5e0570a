"""The version of all that the public can read: a stamp that changes in the transaction that changes any of it.

Statement triggers write it, so a change by bulk update, by COPY or in the database's shell counts too. A page made
under one stamp is right as long as the stamp stays; whoever makes a page asks for the stamp first and then reads.
"""

import pgtrigger
from django.db import InterfaceError, OperationalError, connection, models
from django.db.migrations import RunSQL

# The stamp is drawn, not counted: a number would come back after a restored backup, a stamp never does.
BUMP = """
    INSERT INTO festival_version (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
"""
FUNCTION = f"CREATE FUNCTION festival_bump() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {BUMP} END $$"
# What is public changes with the clock too: the day in the region, and whatever the tables say has an hour.
# The last vote may still be on its way as a ballot closes, so its pages are made once more ten seconds later.
# A function, because the server keeps the plan of what stands in one.
STAMP_FUNCTION = """
CREATE OR REPLACE FUNCTION festival_stamp() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT stamp::text FROM festival_version), '')
        || to_char(now() AT TIME ZONE 'Asia/Jakarta', 'YYMMDD')
        || (SELECT '.' || count(*) FILTER (WHERE opens_at <= now()) || '.' || count(*) FILTER (WHERE closes_at <= now())
            || '.' || count(*) FILTER (WHERE closes_at + interval '10 seconds' <= now())
            FROM festival_ballot);
END $$
"""
STAMP = "SELECT festival_stamp()"

bumps = pgtrigger.Trigger(
    name="bumps_version",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=BUMP,
)


class Version(models.Model):
    """The one row that holds the stamp."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        app_label = "festival"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="version_is_one_row"),
        ]

    def __str__(self):
        return str(self.stamp)


def bumped_by(table: str) -> RunSQL:
    """For migrations: the trigger on `table` of another room, which cannot declare it."""
    return RunSQL(
        f"CREATE TRIGGER festival_bump AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION festival_bump()",
        f"DROP TRIGGER festival_bump ON {table}",
    )


def now() -> str:
    """The present stamp. One small query, which is also the check whether the connection still lives."""
    connection.health_check_done = True  # else Django asks SELECT 1 first, for each request
    try:
        return _stamp()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _stamp()


def of(request) -> str:
    """The stamp that this request's page is made under: read once, before anything else is."""
    if not hasattr(request, "content_version"):
        request.content_version = now()
    return request.content_version


def _stamp() -> str:
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        return cursor.fetchone()[0]
