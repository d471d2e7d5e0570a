"""The steward's desk for changes of public pages, and the versions there were. The Bupati's office may look."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from festival import revisions
from festival.differences import between
from festival.models import Publication, Revision
from festival.models.revisions import NOTE
from stages.admin.badges import badge
from stages.fields import LongText, plain_spoken
from stages.workflow import Refused, Stale

TONES = {
    Revision.Outcome.OPEN: "near",
    Revision.Outcome.ACCEPTED: "published",
    Revision.Outcome.RETURNED: "returned",
    Revision.Outcome.WITHDRAWN: "stopped",
}


class DecisionForm(forms.Form):
    """`seen`: `Revision.seen` of what the page showed; `reply`: the words with which it is sent back."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    reply = plain_spoken(
        LongText(
            label=gettext_lazy("Yang perlu diperbaiki"),
            help_text=gettext_lazy("Untuk mengembalikan; dibaca unit."),
            required=False,
            max_length=NOTE,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, edited or deleted: what happens here goes through `festival.revisions`."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ["title", "unit", "proposed_by", "proposed_at", "state"]
    list_filter = ["outcome", "exhibit__agency__kind"]
    search_fields = ["exhibit__title", "exhibit__code", "exhibit__agency__name"]
    search_help_text = gettext_lazy("Cari judul, kode, atau unit.")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).with_people()

    def get_ordering(self, request):
        """What waits comes first, the longest wait at the top; then what was decided last."""
        return [F("decided_at").desc(nulls_first=True), "proposed_at", "pk"]

    def has_decide_permission(self, request):
        return request.user.has_perm("festival.decide_revision")

    @admin.display(description=gettext_lazy("inovasi"), ordering="exhibit__title")
    def title(self, revision):
        return revision.exhibit.title

    @admin.display(description=gettext_lazy("unit kerja"), ordering="exhibit__agency__name")
    def unit(self, revision):
        return revision.exhibit.agency.name

    @admin.display(description=gettext_lazy("keadaan"), ordering="outcome")
    def state(self, revision):
        return badge(TONES[revision.outcome], revision.get_outcome_display())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What would change, beside what is public now; and for the steward, the two answers."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        revision = self.get_object(request, object_id)
        if revision is None or not self.has_view_permission(request, revision):
            if revision is not None:
                raise PermissionDenied
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self._page(request, revision, DecisionForm(initial={"seen": revision.seen}))
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return self._decide(request, revision)

    def _decide(self, request, revision: Revision):
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._page(request, revision, form)
        said = form.cleaned_data
        try:
            if "accept" in request.POST:
                revisions.accept(revision, request.user, seen=said["seen"])
                told = _("'%(title)s' sudah tayang dengan isi yang baru. Unit diberi tahu.")
            else:
                revisions.send_back(revision, request.user, seen=said["seen"], reply=said["reply"])
                told = _("Perubahan '%(title)s' dikembalikan. Unit diberi tahu.")
        except Refused as refusal:
            fresh = self.get_object(request, str(revision.pk))
            again = DecisionForm(initial={"seen": fresh.seen, "reply": said["reply"]})
            status = 409 if isinstance(refusal, Stale) else 200
            return self._page(request, fresh, again, refusal=str(refusal), status=status)
        self.message_user(request, told % {"title": revision.exhibit.title}, messages.SUCCESS)
        return redirect("admin:festival_revision_changelist")

    def _page(self, request, revision: Revision, form: DecisionForm, *, refusal="", status=200):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": revision.exhibit.title,
            "revision": revision,
            "exhibit": revision.exhibit,
            "changes": self._changes(revision),
            "form": form,
            "refusal": refusal,
            "may_decide": revision.is_open and self.has_decide_permission(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/festival/revision.html", context, status=status)

    def _changes(self, revision: Revision):
        match revision.outcome:
            case Revision.Outcome.OPEN:
                return between(Publication.of(revision.exhibit), revisions.would_be(revision))
            case Revision.Outcome.ACCEPTED:
                return between(revision.against, revision.publication)
        asked = {*revision.fields, "photos"}  # the record has gone on since: only what was asked for
        return between(revision.against, revisions.would_be(revision), only=asked)


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ["title", "number", "unit", "at", "by"]
    list_filter = ["at"]
    list_select_related = ["exhibit__agency", "by"]
    search_fields = ["title", "exhibit__code", "exhibit__agency__name"]
    search_help_text = gettext_lazy("Cari judul, kode, atau unit.")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content", "cover", "exhibit__content", "exhibit__body")

    @admin.display(description=gettext_lazy("unit kerja"), ordering="exhibit__agency__name")
    def unit(self, publication):
        return publication.exhibit.agency.name

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One version is looked at where all of the innovation are."""
        found = self.get_object(request, object_id)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("festival:versions", found.exhibit.code)
