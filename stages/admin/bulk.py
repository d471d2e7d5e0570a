"""What is done with several cases: shown first, then asked of the worker (stages/jobs)."""

import uuid
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from stages.forms import RELOAD, AnnounceForm
from stages.jobs import kinds, run
from stages.jobs.bulk import Bulk, Line
from stages.jobs.kinds import Kind
from stages.models import Case


class Bulks(admin.ModelAdmin):
    """The actions of the queue: a row of `kinds.KINDS` for each."""

    def get_actions(self, request):
        own = {
            f"job_{kind.name}": (partial(_chosen, kind=kind), f"job_{kind.name}", kind.label)
            for kind in kinds.open_to(request.user)
        }
        return super().get_actions(request) | own

    def bulk_view(self, request, queryset, kind: Kind):
        """What would happen to the chosen cases; once that was seen and confirmed, the job."""
        is_change = isinstance(kind.does, type) and issubclass(kind.does, Bulk)
        bulk = kind.does() if is_change else None
        if "confirmed" in request.POST:
            return self._begin(request, kind, bulk)
        cases = list(queryset.select_related("agency")[: run.MOST + 1])
        if len(cases) > run.MOST:
            told = _("Pilih paling banyak %(most)d kasus sekaligus.")
            self.message_user(request, told % {"most": run.MOST}, messages.ERROR)
            return None
        return self._preview(request, kind, bulk, cases)

    def _preview(self, request, kind: Kind, bulk: Bulk | None, cases: list[Case], form=None):
        form = form or (
            bulk and bulk.options_form(request.user, request.POST if "look" in request.POST else None)
        )
        asks = bool(form and form.fields)
        lines = None
        if not bulk:
            lines = [Line(case, "") for case in cases]
        elif not asks or (form.is_bound and form.is_valid()):
            lines = bulk.look(request.user, cases, form.cleaned_data if asks else {})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": kind.label,
            "kind": kind,
            "form": form if asks else None,
            "cases": cases,
            "lines": lines,
            "open_count": sum(line.is_open for line in lines or ()),
            "key": uuid.uuid4(),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "is_nav_sidebar_enabled": False,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/job/preview.html", context)

    def _begin(self, request, kind: Kind, bulk: Bulk | None):
        sent = AnnounceForm(request.POST)
        seen = sent.cleaned_data["seen"] if sent.is_valid() else {}
        found = self.get_queryset(request).in_bulk(seen)
        key = _key(request.POST.get("key", ""))
        if not found or len(found) < len(seen) or len(seen) > run.MOST or key is None:
            self.message_user(request, RELOAD, messages.ERROR)
            return None
        pairs = [(found[pk], version) for pk, version in seen.items()]
        options = {}
        if bulk:
            form = bulk.options_form(request.user, request.POST)
            if not form.is_valid():
                return self._preview(request, kind, bulk, list(found.values()), form)
            options = {name: request.POST.getlist(name) for name in map(form.add_prefix, form.fields)}
        job = run.begin(kind.name, request.user, pairs, options, key=key)
        if job is None:
            self.message_user(request, RELOAD, messages.ERROR)
            return None
        return redirect("admin:stages_job_change", job.pk)


def _chosen(model_admin: Bulks, request, queryset, *, kind: Kind):
    """Of the chosen, also those that meanwhile left the filtered list: why they are not touched is told."""
    if request.POST.get("select_across") != "1":
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        queryset = model_admin.get_queryset(request).filter(pk__in=keys)
    return model_admin.bulk_view(request, queryset, kind)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
