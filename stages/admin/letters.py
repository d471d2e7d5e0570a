"""Letters to the units of a window: what each still lacks. Which, and in which words, says `stages/letters.py`."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Agency
from stages import letters, standing
from stages.deadline_forms import LettersForm
from stages.models import Letter, Mail, StageWindow

PAGE = 50


class Letters(admin.ModelAdmin):
    def window(self, request, pk: int) -> StageWindow:
        """The window, for who may change it: 403 for others, 404 where there is none."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        window = self.get_queryset(request).select_related("lab").filter(pk=pk).first()
        if window is None:
            raise Http404
        return window

    def window_page(self, request, window: StageWindow, name: str, context: dict, status=200):
        """A page about one window, from `templates/admin/stages/stagewindow/<name>.html`."""
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "window": window,
            "is_nav_sidebar_enabled": False,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/stages/stagewindow/{name}.html", shown, status=status)

    def letters_view(self, request, pk: int):
        """What each unit would read, whole; and what was written (POST `act=write`), to be sent by WhatsApp."""
        window = self.window(request, pk)
        form, act = LettersForm(), request.POST.get("act")
        if act:
            form = LettersForm(request.POST)
            if form.is_valid() and act == "write":
                return self._write(request, window, form)
        message = getattr(form, "cleaned_data", {}).get("message", "")
        drafts = letters.drafts(window, message)
        ticked = set(request.POST.getlist("units"))
        written = window.letters.select_related("agency", "written_by", "whatsapp_by").annotate(
            mail_count=Count("mails"), held_count=Count("mails", filter=Q(mails__state=Mail.State.HELD))
        )
        page = Paginator(written.order_by(*Letter._meta.ordering), PAGE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "open": [(one, not act or str(one.agency.pk) in ticked) for one in drafts if one.is_open],
            "closed": [one for one in drafts if not one.is_open],
            "page_obj": page,
            "written": [(letter, letters.whatsapp(letter)) for letter in page],
            "title": _("Surat kekurangan"),
        }
        return self.window_page(request, window, "letters", context)

    def _write(self, request, window: StageWindow, form: LettersForm):
        chosen = list(form.cleaned_data["units"])
        written = letters.write(
            window, [one.pk for one in chosen], form.cleaned_data["message"], request.user
        )
        reached = {draft.agency.pk for draft in written}
        self._tell_written(request, len(written), sum(len(draft.people) for draft in written))
        if left := [agency for agency in chosen if agency.pk not in reached]:
            self._tell_left(request, left)
        return redirect(reverse("admin:stages_stagewindow_letters", args=[window.pk]) + "#tertulis")

    def _tell_written(self, request, letter_count: int, mail_count: int) -> None:
        if letter_count:
            told = ngettext(
                "%(count)d surat ditulis; %(mails)d e-mail ditahan di kotak keluar untuk dilihat.",
                "%(count)d surat ditulis; %(mails)d e-mail ditahan di kotak keluar untuk dilihat.",
                letter_count,
            )
            self.message_user(request, told % {"count": letter_count, "mails": mail_count}, messages.SUCCESS)

    def _tell_left(self, request, left: list[Agency]) -> None:
        told = _("Tidak ditulis, karena hari ini sudah disurati atau tidak lagi kurang apa pun: %(names)s.")
        names = ", ".join(agency.name for agency in left)
        self.message_user(request, told % {"names": names}, messages.WARNING)

    def letter_sent_view(self, request, pk: int, letter: int):
        """Notes who sent a letter by WhatsApp."""
        window = self.window(request, pk)
        if request.method != "POST":
            return redirect("admin:stages_stagewindow_letters", window.pk)
        found = get_object_or_404(window.letters.select_related("agency"), pk=letter)
        if letters.mark_sent(found, request.user):
            told = _("%(unit)s: tercatat sudah dikirim lewat WhatsApp.") % {"unit": found.agency.name}
            self.message_user(request, told, messages.SUCCESS)
        else:
            found = Letter.objects.select_related("agency", "whatsapp_by").get(pk=found.pk)
            told = _(
                "%(unit)s: %(who)s sudah menandainya terkirim pada %(when)s. Tidak perlu dikirim lagi."
            ) % {
                "unit": found.agency.name,
                "who": found.whatsapp_by.name,
                "when": standing.moment(found.whatsapp_at),
            }
            self.message_user(request, told, messages.WARNING)
        back = reverse("admin:stages_stagewindow_letters", args=[window.pk])
        return redirect(f"{back}#surat-{found.pk}")
