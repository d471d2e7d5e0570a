"""The outbox: letters are looked at, held, released and cancelled here. What may become of which says `HANDLING`."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stages.admin.badges import badge
from stages.models import Mail
from stages.notices.mail import HANDLING, handle, send_again

TONES = {
    Mail.State.HELD: "near",
    Mail.State.UNCERTAIN: "near",
    Mail.State.FAILED: "late",
    Mail.State.SENT: "published",
    Mail.State.CANCELLED: "stopped",
}
SHOWN_LEFT = 20  # mails named that were left as they are
DONE = {
    "hold": gettext_lazy("%(count)d e-mail ditahan."),
    "release": gettext_lazy("%(count)d e-mail dilepaskan dan akan dikirim."),
    "cancel": gettext_lazy("%(count)d e-mail dibatalkan."),
}


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    list_display = ["subject", "state_badge", "address", "why", "created_at"]
    list_filter = ["state", "created_at"]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["subject", "address", "user__name"]
    search_help_text = gettext_lazy("Cari perihal, alamat atau nama penerima.")
    show_full_result_count = False
    actions = ["release", "hold", "cancel", "send_again"]
    fields = [
        "state_badge",
        "why",
        "user",
        "address",
        "subject",
        "body",
        "cancel_reason",
        "handled_by",
        "handled_at",
        "created_at",
        "sent_at",
        "tries",
        "last_error",
        "message_id",
    ]
    readonly_fields = ["state_badge", "why"]
    change_form_template = "admin/stages/mail/mail.html"

    def get_queryset(self, request):
        of = ["user", "letter__window__lab", "letter__agency"]
        return super().get_queryset(request).select_related(*of).prefetch_related("notices__innovation")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_send_permission(self, request):
        return request.user.has_perm("stages.send_mail")

    @admin.display(description=gettext_lazy("keadaan"), ordering="state")
    def state_badge(self, mail):
        return badge(TONES.get(mail.state, "calm"), mail.get_state_display())

    @admin.display(description=gettext_lazy("sebab ditulis"), empty_value="")
    def why(self, mail):
        """What it is about, as links: the window of a letter, or the cases that it tells of."""
        if mail.letter:
            letters = reverse("admin:stages_stagewindow_letters", args=[mail.letter.window_id])
            about = _("Surat kekurangan, %(window)s") % {"window": mail.letter.window}
            return format_html('<a href="{}#surat-{}">{}</a>', letters, mail.letter.pk, about)
        cases = {one.innovation.pk: one.innovation.code for one in mail.notices.all() if one.innovation}
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((reverse("admin:stages_case_change", args=[pk]), code) for pk, code in cases.items()),
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The mail to read, with what may be done with it now."""
        mail = self.get_object(request, object_id)
        doors = [
            (name, label)
            for name, label in [("release", _("Lepaskan")), ("hold", _("Tahan")), ("cancel", _("Batalkan"))]
            if mail and mail.state in HANDLING[name][0] and self.has_send_permission(request)
        ]
        shown = {"doors": doors, "action_checkbox_name": ACTION_CHECKBOX_NAME}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    @admin.action(description=gettext_lazy("Lepaskan yang ditahan"), permissions=["send"])
    def release(self, request, queryset):
        self._handle(request, queryset, "release")

    @admin.action(description=gettext_lazy("Tahan yang masih menunggu"), permissions=["send"])
    def hold(self, request, queryset):
        self._handle(request, queryset, "hold")

    @admin.action(description=gettext_lazy("Batalkan yang belum terkirim"), permissions=["send"])
    def cancel(self, request, queryset):
        """Asks why, and shows which will be cancelled."""
        reason = " ".join(request.POST.get("reason", "").split())
        most = Mail._meta.get_field("cancel_reason").max_length
        if reason and len(reason) <= most and "\0" not in reason:
            return self._handle(request, queryset, "cancel", reason)
        mails = list(queryset)
        error = ""
        if "reason" in request.POST:
            error = (
                _("Ringkas alasannya menjadi paling banyak %(most)d karakter.") % {"most": most}
                if reason
                else _("Tulis alasannya; tetap tercatat pada e-mail ini.")
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Batalkan e-mail"),
            "mails": [(mail, mail.state in HANDLING["cancel"][0]) for mail in mails],
            "reason": reason,
            "error": error,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stages/mail/cancel.html", context)

    @admin.action(description=gettext_lazy("Kirim lagi yang gagal atau tidak pasti"), permissions=["send"])
    def send_again(self, request, queryset):
        again = send_again(queryset)
        told = ngettext("%(count)d e-mail akan dikirim lagi.", "%(count)d e-mail akan dikirim lagi.", again)
        self.message_user(request, told % {"count": again})

    def _handle(self, request, queryset, name: str, reason: str = "") -> None:
        """Do it, and name each of the chosen that it no longer applied to, with its state."""
        chosen = Mail.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        done = handle(chosen, name, request.user, reason)
        if done:
            self.message_user(request, DONE[name] % {"count": len(done)}, messages.SUCCESS)
        for mail in chosen.exclude(pk__in=[one.pk for one in done])[:SHOWN_LEFT]:
            told = _("Dibiarkan: '%(subject)s' kepada %(address)s, keadaannya '%(state)s'.")
            values = {"subject": mail.subject, "address": mail.address, "state": mail.get_state_display()}
            self.message_user(request, told % values, messages.WARNING)
