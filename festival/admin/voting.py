"""The steward's part in votes: the hours, and after the end setting votes aside with a reason."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from festival import voting
from festival.models import Ballot, Vote


class BallotInline(admin.StackedInline):
    model = Ballot
    extra = 0
    max_num = 1
    can_delete = False
    fields = [("opens_at", "closes_at")]
    verbose_name = gettext_lazy("pemungutan suara favorit")


class SetAsideForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=250, required=False)


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin):
    """The votes of ballots that are over; of the others nothing is shown, not even their number."""

    list_display = ["cast_at", "ballot", "exhibit", "network", "aside"]
    list_filter = [("set_aside", admin.EmptyFieldListFilter)]
    list_select_related = ["ballot__festival", "exhibit", "network", "set_aside"]
    search_fields = ["exhibit__title", "=network__id"]
    search_help_text = gettext_lazy("Judul inovasi, atau nomor jaringan dari laporan")
    fields = ["ballot", "exhibit", "cast_at", "network", "aside"]
    actions = ["set_aside"]
    action_form = SetAsideForm

    def get_queryset(self, request):
        return super().get_queryset(request).filter(ballot__in=Ballot.objects.over())

    def has_set_aside_permission(self, request) -> bool:
        return request.user.has_perm("festival.add_setaside")

    @admin.display(description=gettext_lazy("dikesampingkan"))
    def aside(self, vote):
        return vote.set_aside.reason if hasattr(vote, "set_aside") else ""

    @admin.action(description=gettext_lazy("Kesampingkan (selamanya)"), permissions=["set_aside"])
    def set_aside(self, request, queryset):
        reason = request.POST.get("reason", "").replace("\0", "").strip()[:250]
        if not reason:
            said = _("Tulis alasannya di sebelah tindakan, lalu jalankan lagi; alasan itu tampil di laporan.")
            self.message_user(request, said, messages.ERROR)
            return
        chosen = Vote.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        count = voting.set_aside(chosen, reason, request.user)
        said = ngettext("%(count)d suara dikesampingkan.", "%(count)d suara dikesampingkan.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
