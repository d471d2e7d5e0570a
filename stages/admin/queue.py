"""The queue: what waits for the reader, and everything they may see."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Role
from stages import filters, queue, reviews
from stages.admin.badges import badge
from stages.admin.filters import NARROWINGS, TurnFilter
from stages.models import SavedFilter
from stages.saved_filters import SavedFilterForm, kept_part
from stages.timing import age_in_words, due_in_words

# What an empty list is going to show, and when; by role.
COMING = {
    Role.FACILITATOR: gettext_lazy(
        "Semua kiriman sudah dijawab. Terima kasih! Begitu sebuah unit mengirim lembar kerjanya, kasusnya muncul "
        "di sini."
    ),
    Role.EXECUTIVE: gettext_lazy(
        "Semua sudah diputuskan. Terima kasih! Yang direkomendasikan fasilitator di tahap Design dan Display muncul "
        "di sini untuk diputuskan."
    ),
    Role.STEWARD: gettext_lazy(
        "Semua sudah diumumkan. Terima kasih! Yang disetujui Kantor Bupati muncul di sini, siap diumumkan."
    ),
}
NOTHING_YET = {
    Role.FACILITATOR: gettext_lazy("Setiap inovasi muncul di sini sejak unit pertama kali mengirimnya."),
    Role.EXECUTIVE: gettext_lazy(
        "Setiap inovasi muncul di sini sejak fasilitator pertama kali merekomendasikannya."
    ),
    Role.STEWARD: gettext_lazy(
        "Setiap inovasi muncul di sini sejak unit mendaftarkannya, juga sebagai draf."
    ),
}


class CaseList(ChangeList):
    """Django's list, in the order of the queue, with the few columns it shows and who reads each case."""

    def __init__(self, request, *args, **kwargs):
        self.user, self.asked = request.user, request.GET
        super().__init__(request, *args, **kwargs)

    @cached_property
    def tally(self) -> filters.Tally:
        return filters.tally(self.user, self.asked)

    def get_filters_params(self, params=None):
        """What an address says that no filter knows is not heard, and not passed on by the links of the page.

        So a link survives what chat programs append to it; what was skipped belongs to the pages of the cases.
        """
        self.filter_params = {
            name: values
            for name, values in self.filter_params.items()
            if name in filters.NAMES or name == queue.SORT
        }
        return super().get_filters_params(params)

    def get_ordering(self, request, queryset):
        return queue.order(self.asked)

    def get_results(self, request):
        self.queryset = filters.with_returns(self.queryset).only(*filters.SHOWN)
        super().get_results(request)
        self.result_list = reviews.with_readers(list(self.result_list))

    @property
    def is_everything(self) -> bool:
        return filters.is_everything(self.asked)

    @property
    def is_narrowed(self) -> bool:
        return filters.is_narrowed(self.user, self.asked)

    @property
    def whole_list(self) -> str:
        return f"?{filters.TURN}={filters.EVERYTHING}" if self.is_everything else "?"

    @property
    def chips(self) -> list[dict]:
        """The choices made, each with the address without it."""
        chosen = [one for spec in self.filter_specs[1:] for one in spec.choices(self) if one["selected"]]
        searched = {
            "query_string": self.get_query_string({filters.SEARCH: None}),
            "display": f"“{self.query}”",
        }
        return [*([searched] if self.query else []), *chosen]

    @property
    def summary(self) -> str:
        """'23 menunggu Anda; 5 sudah lewat batas; yang paling lama masuk 12 hari lalu.'"""
        found = self.tally
        if not found.total:
            return ""
        if self.is_narrowed:
            words = ngettext("%(count)d kasus cocok", "%(count)d kasus cocok", found.total)
        elif self.is_everything:
            words = ngettext("%(count)d kasus", "%(count)d kasus", found.total)
        else:
            words = ngettext("%(count)d menunggu Anda", "%(count)d menunggu Anda", found.total)
        parts = [words % {"count": found.total}]
        if found.late:
            late = ngettext("%(count)d sudah lewat batas", "%(count)d sudah lewat batas", found.late)
            parts.append(late % {"count": found.late})
        if not self.is_everything:
            parts.append(_("yang paling lama masuk %(age)s") % {"age": age_in_words(found.oldest)})
        return "; ".join(parts) + "."

    @property
    def coming(self) -> str:
        """What an empty list says."""
        return (NOTHING_YET if self.is_everything else COMING)[self.user.role]


class Queue(admin.ModelAdmin):
    # The first columns sort: `queue.COLUMNS` says by what.
    list_display = ["heading", "unit", "stage_name", "waiting", "due_words", "status_badge", "readers"]
    list_display_links = ["heading"]
    list_select_related = ["agency"]
    list_per_page = 100
    list_max_show_all = 100
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = ""
    ordering = ["due", "id"]
    search_fields = ["code"]  # opens the search; how it looks is said in `stages.filters`
    search_help_text = gettext_lazy("Cari kode, judul, unit, atau kata dari masalahnya.")
    show_full_result_count = False

    def get_list_display(self, request):
        """What waits for somebody has one status."""
        hidden = set() if filters.is_everything(request.GET) else {"status_badge"}
        return [name for name in self.list_display if name not in hidden]

    def get_list_filter(self, request):
        return [TurnFilter, *NARROWINGS]

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in filters.NAMES or super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request, **kwargs):
        return CaseList

    def get_search_results(self, request, queryset, search_term):
        return filters.searched(queryset, search_term), False

    def changelist_view(self, request, extra_context=None):
        if "hapus" in request.POST:
            return self._forget(request)
        form = SavedFilterForm(request.user, request.GET, request.POST if "simpan" in request.POST else None)
        if form.is_valid():
            return self._keep(request, form)
        title = _("Semua yang dapat saya lihat") if filters.is_everything(request.GET) else _("Menunggu saya")
        shown = {
            "title": title,
            "is_nav_sidebar_enabled": False,  # the list needs the width
            "saved_filters": SavedFilter.objects.filter(user=request.user),
            "saved_form": form,
            "present_query": kept_part(request.GET),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def _keep(self, request, form: SavedFilterForm):
        told = _("Saringan '%(name)s' tersimpan; tautannya ada di atas daftar.")
        self.message_user(request, told % {"name": form.save().name}, messages.SUCCESS)
        return redirect(request.get_full_path())

    def _forget(self, request):
        key = request.POST["hapus"]
        SavedFilter.objects.filter(user=request.user, pk=key if filters.is_id(key) else None).delete()
        return redirect(request.get_full_path())

    @admin.display(description=gettext_lazy("kasus"), ordering="title")
    def heading(self, case):
        return format_html('{} <span class="code">{}</span>', case.title, case.code)

    @admin.display(description=gettext_lazy("unit"), ordering="agency__name")
    def unit(self, case):
        return format_html(
            '{} <span class="hint">{}</span>', case.agency.name, case.agency.get_kind_display()
        )

    @admin.display(description=gettext_lazy("tahap"), ordering="stage")
    def stage_name(self, case):
        if not case.returns:
            return case.get_stage_display()
        times = ngettext("dikembalikan %(count)d×", "dikembalikan %(count)d×", case.returns)
        return format_html(
            '{} <span class="hint">{}</span>', case.get_stage_display(), times % {"count": case.returns}
        )

    @admin.display(description=gettext_lazy("sejak"), ordering="since")
    def waiting(self, case):
        return format_html('<span class="narrow">{}</span> {}', _("sejak"), age_in_words(case.since))

    @admin.display(description=gettext_lazy("batas"), ordering="due")
    def due_words(self, case):
        if due := due_in_words(case.due):
            return badge(due.tone, due.words)
        return None

    @admin.display(description=gettext_lazy("status"))
    def status_badge(self, case):
        return badge(case.status, case.get_status_display())

    @admin.display(description=gettext_lazy("penelaah"))
    def readers(self, case):
        """Who reads or has read what was sent last; what they think of it is not for this page."""
        return format_html_join(
            ", ",
            '<span class="reader">{} <span class="hint">{}</span></span>',
            (
                (review.reviewer.name, _("(selesai)") if review.finished_at else _("(membaca)"))
                for review in case.readings
            ),
        )
