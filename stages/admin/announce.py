"""Announcing: shows exactly what would become public, then publishes all of it or nothing."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from innovations import files
from innovations.models import Innovation
from stages import announcing, workflow
from stages.fields import LongText, plain_spoken
from stages.forms import LONG, RELOAD

MOST = 50  # records on one page


class ShownField(forms.MultipleChoiceField):
    """Hidden `<key>:<version>:<digest>`: which records were on the page, and what was shown. Cleans to a dict."""

    def valid_value(self, value) -> bool:
        return True

    def clean(self, value) -> dict[int, tuple[int, str]]:
        try:
            parts = [one.split(":") for one in super().clean(value)]
            return {int(key): (int(version), digest) for key, version, digest in parts}
        except ValueError as error:
            raise forms.ValidationError(RELOAD) from error


class AnnounceForm(forms.Form):
    """What was shown, and what the units read with the news."""

    seen = ShownField()
    note = plain_spoken(
        LongText(
            label=gettext_lazy("Catatan (boleh kosong)"),
            help_text=gettext_lazy("Dibaca unit."),
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )


class Announce(admin.ModelAdmin):
    def has_announce_permission(self, request):
        return any(move.name == "announce" and request.user.role in move.roles for move in workflow.MOVES)

    @admin.action(description=gettext_lazy("Umumkan yang dipilih"), permissions=["announce"])
    def announce(self, request, queryset):
        """First shows what would become public, then (with what was `seen`) announces it."""
        if "seen" in request.POST:
            return self._announce(request)
        chosen = queryset.count()
        if chosen > MOST:
            told = _("Pilih paling banyak %(most)d kasus sekaligus.") % {"most": MOST}
            self.message_user(request, told, messages.ERROR)
            return None
        response = self.announce_page(request, queryset)
        if left_out := chosen - len(response.context_data["copies"]) if response else chosen:
            told = ngettext(
                "%(count)d yang dipilih tidak sedang menunggu diumumkan, jadi tidak disertakan.",
                "%(count)d yang dipilih tidak sedang menunggu diumumkan, jadi tidak disertakan.",
                left_out,
            )
            self.message_user(request, told % {"count": left_out}, messages.WARNING)
        return response

    def announce_page(self, request, queryset: QuerySet[Innovation], form=None, before=(), status=200):
        """What of these waits to be announced, as the public would read it; None when nothing does.

        `before`: what was shown, where the page is shown anew.
        """
        ready = queryset.filter(pk__in=workflow.waiting_for(request.user).order_by().values("pk"))
        copies = announcing.public_copies(list(ready.values_list("pk", flat=True)))
        if not copies:
            return None
        shown = dict(before)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Umumkan kepada publik"),
            "copies": [
                (copy, bool(shown) and shown.get(copy.innovation.pk, ("", ""))[1] != copy.digest)
                for copy in copies
            ],
            "form": form or AnnounceForm(initial={"note": request.POST.get("announce-note", "")}),
            "photo_widths": {"small": files.WIDTHS[0], "full": files.WIDTHS[-1]},
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "is_nav_sidebar_enabled": False,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/case/announce.html", context, status=status)

    def _announce(self, request):
        form = AnnounceForm(request.POST)
        is_valid = form.is_valid()
        seen = form.cleaned_data.get("seen", {})
        found = self.get_queryset(request).filter(pk__in=list(seen)[: MOST + 1])
        cases = list(found)
        if not cases or len(cases) < len(seen):
            self.message_user(request, RELOAD, messages.ERROR)
            return None
        if not is_valid:
            self.message_user(request, _("Periksa catatan di bawah."), messages.ERROR)
            return self.announce_page(request, found, form, seen)
        try:
            announcing.announce(seen, request.user, form.cleaned_data["note"])
        except workflow.Refused as refusal:
            pairs = [(case, seen[case.pk][0]) for case in cases]
            if not all(workflow.is_done(case, "announce", request.user, version) for case, version in pairs):
                told = _("Tidak ada yang diumumkan. %(why)s") % {"why": refusal}
                self.message_user(request, told, messages.ERROR)
                return self.announce_page(request, found, form, seen, status=409)
        self._tell_announced(request, cases)
        return redirect("admin:stages_case_changelist")

    def _tell_announced(self, request, cases: list[Innovation]) -> None:
        told = ngettext("%(count)d inovasi diumumkan.", "%(count)d inovasi diumumkan.", len(cases))
        self.message_user(request, told % {"count": len(cases)}, messages.SUCCESS)
        for case in cases:
            address = reverse("festival:short", args=[case.code])
            where = format_html('<a href="{}">{} {}</a>', address, case.code, case.title)
            self.message_user(request, where, messages.INFO)
