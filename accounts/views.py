from datetime import timedelta
from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.factor_views import account_page
from accounts.forms import SignInForm
from accounts.middleware import asks_for_json
from accounts.models import Role, throttled_name

LANDING = {
    Role.AGENCY: "workspace:inbox",
    Role.FACILITATOR: "admin:stages_case_changelist",
    Role.EXECUTIVE: "admin:decisions",
    Role.STEWARD: "admin:stages_case_changelist",
    Role.JUROR: "festival:jury",
}


class SignIn(auth.LoginView):
    """The page to sign in. To a script it answers 204, or 400 (429: held back) with {"error": sentence}."""

    template_name = "accounts/signin.html"
    authentication_form = SignInForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # A script asks for one person; that another one is signed in by now is no answer to it.
        self.redirect_authenticated_user = not asks_for_json(request)

    def form_valid(self, form):
        response = super().form_valid(form)
        return HttpResponse(status=204) if asks_for_json(self.request) else response

    def form_invalid(self, form):
        if asks_for_json(self.request):
            return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=400)
        return super().form_invalid(form)


class SignOut(auth.LogoutView):
    """Ends the session, and has the browser forget what it kept for working without network.

    `keep`: the page has cleared this person's part itself, and what is left is somebody else's unsent work.
    """

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        if "keep" not in request.POST:
            response["Clear-Site-Data"] = '"storage"'
        return response


@require_safe
def landing(request):
    """Where the work of this person's role waits."""
    return redirect(LANDING[request.user.role])


@require_safe
def account(request):
    return account_page(request)


@require_POST
def digest(request):
    """Whether this person gets the daily digest by e-mail; what needs action is mailed in any case."""
    request.user.wants_digest = "wants_digest" in request.POST
    request.user.save(update_fields=["wants_digest"])
    if request.user.wants_digest:
        messages.success(
            request, _("Ringkasan harian dikirim ke e-mail Anda pukul 07.00 WIB, kalau ada kabar.")
        )
    else:
        messages.success(
            request, _("Ringkasan harian tidak dikirim lagi. Yang perlu tindakan tetap dikabarkan.")
        )
    return redirect("accounts:account")


class ChangePassword(auth.PasswordChangeView):
    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:landing")

    def form_valid(self, form):
        form.user.password_is_temporary = False  # saved together with the new password
        messages.success(self.request, _("Kata sandi Anda sudah diganti."))
        return super().form_valid(form)


def locked_out(request, original_response=None, credentials=None):
    """The answer to a sign-in that django-axes holds back (429): says how many minutes are left."""
    attempt = (
        AccessAttempt.objects.filter(username=throttled_name(request, credentials))
        .order_by("-attempt_time")
        .first()
    )
    since = attempt.attempt_time if attempt else timezone.now()
    left = since + settings.AXES_COOLOFF_TIME - timezone.now()
    minutes = max(1, ceil(left / timedelta(minutes=1)))
    if asks_for_json(request):
        sentence = ngettext(
            "Kata sandi terlalu sering salah. Coba lagi dalam %(minutes)d menit.",
            "Kata sandi terlalu sering salah. Coba lagi dalam %(minutes)d menit.",
            minutes,
        ) % {"minutes": minutes}
        response = JsonResponse({"error": sentence}, status=429)
    else:
        response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
