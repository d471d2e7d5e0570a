"""Which parts of its sheet each record of a list still lacks, without a query for each.

The same rules as `sheets.missing`, which names them one by one for a single record.
"""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from innovations.models import Innovation, Stage
from stages.sheets import CONDENSED, SHEETS, Part, Rows, lacks_text, sheet_for


def with_rows_done(innovations: QuerySet[Innovation], stage: str | None = None) -> QuerySet[Innovation]:
    """Annotates each record with which of its repeating rows are complete, for `lacking`.

    For many thousand that all stand in one `stage`, name it: only what its sheet asks for is looked at.
    """
    innovations = innovations.select_related("custodian")  # one of the columns that must be filled
    return innovations.annotate(**{_name(rows): Exists(_complete(rows)) for rows in _all_rows(stage)})


def lacking(innovation: Innovation) -> list[Part]:
    """The parts of the present sheet that still lack something. Takes a record of `with_rows_done`; no query."""
    return [part for part in sheet_for(innovation) if _lacks(innovation, part)]


def parts_lacking(innovation: Innovation) -> int:
    """How many they are."""
    return len(lacking(innovation))


def required(innovation: Innovation) -> list[Part]:
    """The parts of the present sheet that must be filled, in part at least."""
    return [part for part in sheet_for(innovation) if part.rows or any((part.fields or {}).values())]


def _lacks(innovation: Innovation, part: Part) -> bool:
    if part.rows and not getattr(innovation, _name(part.rows)):
        return True
    return lacks_text(innovation, part)


def _all_rows(stage: str | None) -> list[Rows]:
    sheets = [SHEETS[stage]] if stage else [*SHEETS.values()]
    if stage in {None, Stage.DELIVERY}:
        sheets.append(CONDENSED)
    every_part = [part for sheet in sheets for part in sheet]
    return sorted({part.rows for part in every_part if part.rows}, key=_name)


def _name(rows: Rows) -> str:
    return "_".join(["done", rows.relation, *rows.filled])


def _complete(rows: Rows) -> QuerySet:
    """Rows of the outer record, grouped: a group is left when there are enough and each is filled."""
    model = Innovation._meta.get_field(rows.relation).related_model
    empty = Q(pk=None)  # none: where no column must be filled, no row lacks one
    for name in rows.filled:
        empty |= Q(**{f"{name}__isnull": True})
        if model._meta.get_field(name).empty_strings_allowed:
            empty |= Q(**{name: ""})
    return (
        model.objects.filter(innovation=OuterRef("pk"))
        .order_by()
        .values("innovation")
        .annotate(rows=Count("pk"), unfilled=Count("pk", filter=empty))
        .filter(rows__gte=rows.least, unfilled=0)
    )
