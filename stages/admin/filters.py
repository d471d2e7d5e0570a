"""The filters of the queue as Django's admin wants them: classes made of the rows of `stages.filters.FILTERS`."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stages import filters, workflow
from stages.filters import EVERYTHING, TURN


class TurnFilter(admin.SimpleListFilter):
    """What waits for the reader, unless they ask for everything they may see."""

    title = gettext_lazy("giliran")
    parameter_name = TURN
    template = "admin/stages/case/turn.html"

    def lookups(self, request, model_admin):
        return [(EVERYTHING, gettext_lazy("Semua yang dapat saya lihat"))]

    def choices(self, changelist):
        """Both lists whole: what narrows the one that is shown is not carried into the other."""
        everything = self.value() == EVERYTHING
        lists = [
            (False, "?", _("Menunggu saya"), workflow.waiting_for(self.request.user)),
            (True, f"?{TURN}={EVERYTHING}", self.lookup_choices[0][1], changelist.root_queryset),
        ]
        for is_everything, address, display, cases in lists:
            selected = is_everything == everything
            is_counted = selected and not changelist.is_narrowed
            yield {
                "selected": selected,
                "query_string": address,
                "display": display,
                "count": changelist.result_count if is_counted else cases.count(),
            }

    def queryset(self, request, queryset):
        if self.value() == EVERYTHING:
            return queryset
        return queryset.filter(pk__in=workflow.waiting_for(request.user).values("pk"))


class Narrowing(admin.SimpleListFilter):
    """One row of `FILTERS`: its choices with how many cases each would show; what would show none is left out."""

    template = "admin/stages/case/filter.html"
    of: filters.Filter

    def lookups(self, request, model_admin):
        return [(str(value), label) for value, label in self.of.choices()]

    def has_output(self):
        return self.of in filters.open_to(self.request.user, self.request.GET)

    def value(self):
        return self.of.chosen(self.request.GET)

    def queryset(self, request, queryset):
        return queryset.filter(self.of.asks(request.user, self.value())) if self.value() else queryset

    def choices(self, changelist):
        offers = changelist.tally.offers[self.parameter_name]
        for value, label in self.lookup_choices:
            selected = value == self.value()
            if selected or offers[value]:
                params = {self.parameter_name: None if selected else value}
                yield {
                    "selected": selected,
                    "query_string": changelist.get_query_string(params),
                    "display": label,
                    "count": offers[value],
                }


def narrowing(of: filters.Filter) -> type[Narrowing]:
    return type("Narrowing", (Narrowing,), {"of": of, "title": of.title, "parameter_name": of.name})


NARROWINGS = [narrowing(one) for one in filters.FILTERS]
