"""What stood before: who changed which text of an innovation, or one of its rows, and when.

Triggers of the database keep the *old* row when somebody changes or deletes it; the present one is in its table, so
nothing stands twice. A row that is added leaves an entry, a registration none. What people can't write (state, dates of
the road) is not here: `StageRecord` tells it.

Growth is bounded where it arises. A page sends what is typed every few seconds, so of one person's changes to one row
the first within ten minutes keeps what stood before; the others add nothing until the ten minutes are over, somebody
else writes, or the record moves. So what a submission froze, and what another person wrote, is never passed over.
Entries are append-only.
"""

import pghistory
import pgtrigger
from django.db import models
from pghistory.trigger import Event

from innovations.models.innovation import Innovation
from innovations.models.rows import ActionStep, Evidence, Measure, Photo, ProgressReport, TeamMember

SITTING = "10 minutes"
_AUTHOR = "NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb->>'user'"
_UNREADABLE = {"id", "key", "position", "created_at"}  # say nothing to a reader, or never change


class _OncePerSitting(Event):
    """Keeps the old row, unless the same person's last entry about it is younger than a sitting and than the last move.

    Who is not known is nobody's other self: all their changes are kept.
    """

    def get_func(self, model):
        changes = self.event_model._meta.db_table
        moved = (
            "OLD.since"
            if self.event_model.pgh_tracked_model is Innovation
            else f"(SELECT since FROM {Innovation._meta.db_table} WHERE id = OLD.innovation_id)"  # noqa: S608  (our own name)
        )
        return pgtrigger.Func(
            f"""
            IF EXISTS (
                SELECT FROM (
                    SELECT pgh_created_at AS at, pgh_context->>'user' AS author
                    FROM {changes} WHERE pgh_obj_id = OLD.id ORDER BY pgh_id DESC LIMIT 1
                ) AS last
                WHERE last.author = {_AUTHOR}
                  AND last.at > greatest(clock_timestamp() - interval '{SITTING}', {moved})
            ) THEN RETURN NULL; END IF;
            {super().get_func(model).func}
            """  # noqa: S608  (names and constants of ours, no text of a user)
        )


class _Changed(pghistory.UpdateEvent):
    row = pghistory.Old

    def add_event_trigger(self, event_model):
        trigger = _OncePerSitting(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


def _changes_of(model: type[models.Model], *trackers, fields) -> type[models.Model]:
    return pghistory.create_event_model(
        model,
        *trackers,
        fields=fields,
        obj_field=pghistory.ObjForeignKey(related_name="changes", db_index=False),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
        append_only=True,
        meta={
            "ordering": ["pgh_id"],
            "indexes": [models.Index(fields=["pgh_obj", "pgh_id"], name="%(class)s_obj")],
        },
    )


def _changes_of_rows(model: type[models.Model], *without: str) -> type[models.Model]:
    fields = [field.name for field in model._meta.fields if field.name not in {*_UNREADABLE, *without}]
    return _changes_of(model, pghistory.InsertEvent(), _Changed(), pghistory.DeleteEvent(), fields=fields)


class InnovationChange(
    _changes_of(
        Innovation,
        _Changed(),
        fields=[
            field.name for field in Innovation._meta.fields if field.editable and not field.primary_key
        ],  # what is not editable is written by the workflow, and told by its records
    )
):
    """The narrative as it stood before a change."""


class TeamMemberChange(_changes_of_rows(TeamMember)):
    """A member of the team, added, as it stood before a change, or removed. So are those that follow."""


class ActionStepChange(_changes_of_rows(ActionStep)):
    """A step of the action plan."""


class MeasureChange(_changes_of_rows(Measure)):
    """A measure."""


class ProgressReportChange(_changes_of_rows(ProgressReport)):
    """A progress report."""


# A stored file's place says nothing once the file is gone; its name and digest do.
class EvidenceChange(_changes_of_rows(Evidence, "file", "content_type", "size", "source_sha256")):
    """A proof."""


class PhotoChange(_changes_of_rows(Photo, "width", "height", "source_sha256", "was_public")):
    """A photo."""


CHANGES = (
    InnovationChange,
    TeamMemberChange,
    ActionStepChange,
    MeasureChange,
    ProgressReportChange,
    EvidenceChange,
    PhotoChange,
)
