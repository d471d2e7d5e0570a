from datetime import timedelta
from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import SignInForm
from accounts.models import Role, throttled_name

LANDING = {
    Role.AGENCY: "workspace:inbox",
    Role.FACILITATOR: "admin:stages_case_changelist",
    Role.EXECUTIVE: "admin:stages_case_changelist",
    Role.STEWARD: "admin:stages_case_changelist",
    Role.JUROR: "accounts:account",
}


class SignIn(auth.LoginView):
    template_name = "accounts/signin.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    http_method_names = ["post", "options"]


@require_safe
def landing(request):
    """Where the work of this person's role waits."""
    return redirect(LANDING[request.user.role])


@require_safe
def account(request):
    return render(request, "accounts/account.html")


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
    response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
