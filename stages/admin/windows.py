"""The dates of the stages: each window with its forecast, more time for chosen units, and letters to them."""

from collections import Counter

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Agency
from innovations.models import Innovation, Status
from stages import extensions, workflow
from stages.admin.letters import Letters
from stages.deadline_forms import ExtendForm, Moment
from stages.forecast import RULE, forecast
from stages.models import StageWindow

PAGE = 50
SHOWN = 20  # extensions on the page of a window


@admin.register(StageWindow)
class StageWindowAdmin(Letters):
    formfield_overrides = {models.DateTimeField: {"form_class": Moment}}
    list_display = ["stage", "lab", "opens_at", "due_at", "extended_to", "extension_reason"]
    list_filter = ["lab"]
    list_select_related = ["lab"]
    fields = ["lab", "stage", "opens_at", "due_at", "extended_to", "extension_reason"]
    change_form_template = "admin/stages/stagewindow/window.html"

    def get_readonly_fields(self, request, obj=None):
        return ["lab", "stage"] if obj else []

    def get_urls(self):
        def address(route, view, name):
            return path(
                f"<int:pk>/{route}", self.admin_site.admin_view(view), name=f"stages_stagewindow_{name}"
            )

        return [
            address("prakiraan/", self.forecast_view, "forecast"),
            address("perpanjang/", self.extend_view, "extend"),
            address("perpanjangan/", self.extensions_view, "extensions"),
            address("surat/", self.letters_view, "letters"),
            address("surat/<int:letter>/terkirim/", self.letter_sent_view, "letter_sent"),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        moved = workflow.reschedule(obj)
        told = ngettext(
            "%(count)d draf sekarang mengikuti jadwal ini.",
            "%(count)d draf sekarang mengikuti jadwal ini.",
            moved,
        )
        self.message_user(request, told % {"count": moved})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        window = self.get_object(request, object_id)
        shown = {}
        if window and self.has_change_permission(request, window):
            given = _history(window)
            shown = {
                "window": window,
                "forecast": forecast(window),
                "given": given[:SHOWN],
                "present": _standing(window),
                "has_more": len(given[: SHOWN + 1]) > SHOWN,
            }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def forecast_view(self, request, pk: int):
        """Which units will probably be late, and what they lack."""
        window = self.window(request, pk)
        found = forecast(window)
        page = Paginator(found.late, PAGE).get_page(request.GET.get("page"))
        context = {"forecast": found, "rule": RULE, "page_obj": page, "title": _("Prakiraan keterlambatan")}
        return self.window_page(request, window, "forecast", context)

    def extensions_view(self, request, pk: int):
        """Every extension of the window, the newest first."""
        window = self.window(request, pk)
        page = Paginator(_history(window), PAGE).get_page(request.GET.get("page"))
        shown = {"page_obj": page, "given": page, "present": _standing(window)}
        context = shown | {"title": _("Semua perpanjangan")}
        return self.window_page(request, window, "extensions", context)

    def extend_view(self, request, pk: int):
        """More time for chosen units: first the choice, then what would happen, then done (POST `act=extend`)."""
        window = self.window(request, pk)
        act, data = request.POST.get("act"), request.POST
        if act in {"look", "extend"}:
            form = ExtendForm(window, data)
            if form.is_valid() and act == "extend":
                return self._extend(request, window, form)
            if form.is_valid():
                return self._preview(request, window, form)
        else:  # found or ticked more units: what was typed stays, and nothing is judged yet
            form = ExtendForm(window, initial={name: data.get(name) for name in ("until", "reason")})
        return self._choice(request, window, form)

    def _choice(self, request, window: StageWindow, form: ExtendForm):
        sought, kind = (request.POST.get(name, "").strip().lower() for name in ("q", "kind"))
        ticked = set(request.POST.getlist("units"))
        present = extensions.present_of(window)
        drafts = Counter(_drafts(window).values_list("agency", flat=True))
        rows = []
        for agency in Agency.objects.filter(is_active=True):
            is_found = sought in f"{agency.name} {agency.short_name}".lower() and kind in {"", agency.kind}
            is_ticked = str(agency.pk) in ticked or (is_found and request.POST.get("act") == "all")
            if is_found or is_ticked:
                rows.append((agency, is_ticked, present.get(agency.pk), drafts[agency.pk]))
        context = {
            "form": form,
            "rows": rows,
            "q": request.POST.get("q", ""),
            "kind": kind,
            "kinds": Agency.Kind.choices,
            "title": _("Perpanjang untuk unit tertentu"),
        }
        return self.window_page(request, window, "extend", context)

    def _preview(self, request, window: StageWindow, form: ExtendForm):
        data = form.cleaned_data
        effects = extensions.effects(window, data["units"], data["until"], data["reason"])
        context = {
            "form": form,
            "effects": effects,
            "new_count": sum(not effect.is_known for effect in effects),
            "title": _("Perpanjang untuk unit tertentu"),
        }
        return self.window_page(request, window, "extend_preview", context)

    def _extend(self, request, window: StageWindow, form: ExtendForm):
        data = form.cleaned_data
        try:
            done = extensions.extend(window, data["units"], data["until"], data["reason"], request.user)
        except workflow.Refused as refusal:
            form.add_error("until", str(refusal))
            return self._choice(request, window, form)
        context = {"effects": done, "until": data["until"], "reason": data["reason"]}
        context["title"] = _("Perpanjangan tercatat")
        return self.window_page(request, window, "extend_done", context)


def _history(window: StageWindow):
    return window.extensions.select_related("agency", "granted_by")


def _standing(window: StageWindow) -> set[int]:
    return {extension.pk for extension in extensions.present_of(window).values()}


def _drafts(window: StageWindow):
    return Innovation.objects.filter(lab=window.lab_id, stage=window.stage, status=Status.DRAFT)
