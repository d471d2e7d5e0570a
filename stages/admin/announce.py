"""Announcing several: first shows what would become public, then announces all of it or nothing."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stages import workflow
from stages.forms import RELOAD, AnnounceForm


class Announce(admin.ModelAdmin):
    def has_announce_permission(self, request):
        return any(move.name == "announce" and request.user.role in move.roles for move in workflow.MOVES)

    @admin.action(description=gettext_lazy("Umumkan yang dipilih"), permissions=["announce"])
    def announce(self, request, queryset):
        """First shows what would become public, then announces all of it or nothing."""
        if "seen" in request.POST:
            return self._announce(request)
        chosen = queryset.count()
        ready = queryset.filter(pk__in=workflow.waiting_for(request.user).values("pk"))
        cases = list(ready.annotate(photo_count=Count("photos", distinct=True)))
        if left_out := chosen - len(cases):
            told = ngettext(
                "%(count)d yang dipilih tidak sedang menunggu diumumkan, jadi tidak disertakan.",
                "%(count)d yang dipilih tidak sedang menunggu diumumkan, jadi tidak disertakan.",
                left_out,
            )
            self.message_user(request, told % {"count": left_out}, messages.WARNING)
        if not cases:
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Umumkan kepada publik"),
            "cases": cases,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/case/announce.html", context)

    def _announce(self, request):
        form = AnnounceForm(request.POST)
        seen = form.cleaned_data["seen"] if form.is_valid() else {}
        pairs = [(case, seen[case.pk]) for case in self.get_queryset(request).filter(pk__in=seen)]
        if not pairs or len(pairs) < len(seen):
            self.message_user(request, RELOAD, messages.ERROR)
            return None
        try:
            workflow.perform_all(pairs, "announce", request.user)
        except workflow.Refused as refusal:
            if not all(workflow.is_done(case, "announce", request.user, version) for case, version in pairs):
                told = _("Tidak ada yang diumumkan. %(why)s") % {"why": refusal}
                self.message_user(request, told, messages.ERROR)
                return None
        told = ngettext("%(count)d inovasi diumumkan.", "%(count)d inovasi diumumkan.", len(pairs))
        self.message_user(request, told % {"count": len(pairs)}, messages.SUCCESS)
        return None
