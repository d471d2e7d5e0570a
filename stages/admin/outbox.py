"""The outbox, for the steward to look at. What was sent stays as it was; what perhaps was not can be sent again."""

from django.contrib import admin
from django.utils.translation import gettext_lazy, ngettext

from stages.models import Mail
from stages.notices.mail import send_again


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    list_display = ["subject", "address", "state", "tries", "created_at"]
    list_filter = ["state", "created_at"]
    search_fields = ["subject", "address", "user__name"]
    show_full_result_count = False
    actions = ["send_again"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_send_permission(self, request):
        return request.user.has_perm("stages.send_mail")

    @admin.action(description=gettext_lazy("Kirim lagi yang gagal atau tidak pasti"), permissions=["send"])
    def send_again(self, request, queryset):
        again = send_again(queryset)
        told = ngettext("%(count)d e-mail akan dikirim lagi.", "%(count)d e-mail akan dikirim lagi.", again)
        self.message_user(request, told % {"count": again})
