"""The accounts: made one by one or from a list, and what a steward does to those of others."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import stewardship
from accounts.admin.roster import RosterPages
from accounts.forms import NewUserForm, PaperPasswordForm, UserForm
from accounts.models import AccountEvent, User
from accounts.slips import slips_pdf
from accounts.stewardship import DEEDS, MOST_SLIPS, Deed, Outcome

EVENTS_SHOWN = 20


def _action(deed: Deed):
    @admin.action(description=deed.label, permissions=["change"])
    def act(model_admin, request, queryset):
        return model_admin.confirm_or_do(request, queryset.select_related("agency"), deed)

    act.__name__ = deed.name
    return act


@admin.register(User)
class UserAdmin(RosterPages, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    change_password_form = PaperPasswordForm
    change_list_template = "admin/accounts/change_list.html"
    list_display = ["name", "username", "nip", "role", "agency", "is_active", "last_login"]
    list_filter = ["role", "is_active", "agency__kind"]
    list_select_related = ["agency"]
    search_fields = ["name", "username", "nip", "agency__name"]
    search_help_text = gettext_lazy("Cari nama, nama pengguna, NIP atau unit.")
    filter_horizontal = ()
    ordering = ["name", "id"]
    actions = [_action(deed) for deed in DEEDS.values()]
    fieldsets = [
        (None, {"fields": ["username", "nip", "password", "password_is_temporary"]}),
        (gettext_lazy("Orang"), {"fields": ["name", "email", "role", "agency", "is_active"]}),
        (gettext_lazy("Waktu"), {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "nip", "name", "email", "role", "agency", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "created_at"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Nobody changes the own role or switches oneself off."""
        own = ["role", "agency", "is_active"] if obj == request.user else []
        return [*super().get_readonly_fields(request, obj), *own]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("daftar/", view(self.roster), name="accounts_user_roster"),
            path("daftar/contoh.xlsx", view(self.roster_template), name="accounts_user_roster_template"),
            path("tanpa-sandi/", view(self.passwordless), name="accounts_user_passwordless"),
        ]
        return own + super().get_urls()

    def save_model(self, request, obj, form, change):
        stewardship.save(obj, request.user)

    def user_change_password(self, request, id, form_url=""):
        """Django's own page; that a steward set somebody's password is recorded with it."""
        with transaction.atomic():
            before = self.get_object(request, unquote(id))
            response = super().user_change_password(request, id, form_url)
            user = before and User.objects.get(pk=before.pk)
            if user and user.password != before.password:
                stewardship.note_password(user, request.user)
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, unquote(object_id))
        shown = {}
        if user and user != request.user:
            shown["deeds"] = [
                deed for deed in DEEDS.values() if not stewardship.refusal(deed, user, request.user)
            ]
        events = AccountEvent.objects.filter(user=user).select_related("actor")
        shown["events"] = events[:EVENTS_SHOWN] if user else []
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def passwordless(self, request):
        """Accounts that nobody can sign in with yet, and one button for their slips."""
        self.check_permission(request)
        waiting = User.objects.passwordless().select_related("agency").order_by("agency__name", "name", "id")
        context = {
            "title": _("Akun yang belum punya kata sandi"),
            "count": waiting.count(),
            "users": waiting[:MOST_SLIPS],
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return self.page(request, "passwordless", context)

    def confirm_or_do(self, request, queryset, deed: Deed) -> HttpResponse:
        """First what would happen to each account; then, confirmed, what happened."""
        if deed.makes_slips and queryset.count() > MOST_SLIPS:
            sentence = _(
                "Paling banyak %(most)d slip sekali cetak. Pilih lebih sedikit, lalu ulangi untuk sisanya."
            )
            self.message_user(request, sentence % {"most": MOST_SLIPS}, messages.WARNING)
            return None
        context = {"title": deed.label, "deed": deed, "action_checkbox_name": ACTION_CHECKBOX_NAME}
        if "confirm" not in request.POST:
            with transaction.atomic():
                rows = [(user, stewardship.refusal(deed, user, request.user)) for user in queryset]
            context |= {"rows": rows, "count": sum(not refusal for _user, refusal in rows)}
            return self.page(request, "deed", context)
        outcomes = stewardship.carry_out(deed, queryset, request.user)
        if deed.makes_slips and any(outcome.is_done for outcome in outcomes):
            return self._slips(request, outcomes)
        return self.page(request, "outcomes", context | {"outcomes": outcomes})

    def _slips(self, request, outcomes: list[Outcome]) -> HttpResponse:
        given = [(outcome.user, outcome.password) for outcome in outcomes if outcome.password]
        count = len(given)
        told = ngettext("%(count)d slip dibuat.", "%(count)d slip dibuat.", count) % {"count": count}
        left_out = [f"{one.user.name}: {one.sentence}" for one in outcomes if not one.is_done]
        self.message_user(
            request, " ".join([told, *left_out]), messages.WARNING if left_out else messages.SUCCESS
        )
        name = f"kata-sandi-{timezone.localdate()}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(slips_pdf(given), content_type="application/pdf", headers=headers)

    def page(self, request, name: str, context: dict) -> TemplateResponse:
        """A page of our own in the admin's frame."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/accounts/user/{name}.html", context)
