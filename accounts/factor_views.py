"""The second factor's pages. Who needs one, and what counts as one, is in `accounts/second_factor.py`."""

from functools import partial, wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import qr
from accounts import second_factor as factor
from accounts.forms import CodeForm

EVENTS_SHOWN = 10


def for_roles_that_need_it(view):
    @wraps(view)
    def shown(request):
        if not factor.is_required(request.user):
            return redirect("accounts:account")
        return view(request)

    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles_that_need_it
def second_factor(request):
    """Asks for a code, once a session; whoever has no phone set up yet is led to do that."""
    onward = _onward(request)
    if factor.is_shown(request):
        return redirect(onward)
    phone = factor.phone_of(request.user)
    if phone is None:
        return _led_to("accounts:set_up", onward)
    form = CodeForm(request.POST or None, take=partial(factor.show, request))
    if form.is_valid():
        if form.cleaned_data["recovery"]:
            messages.info(request, _few_left(factor.codes_of(request.user)))
        return redirect(onward)
    context = {"form": form, "next": onward, "demo_code": factor.demo_code(phone)}
    return render(request, "accounts/second_factor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles_that_need_it
def set_up(request):
    """A phone's key to scan or to type, confirmed by a code: the first phone, or a new one instead of it."""
    onward, present = _onward(request), factor.phone_of(request.user)
    if present and not factor.is_shown(request):
        return _led_to("accounts:second_factor", onward)
    phone = factor.new_phone_of(request.user)
    form = CodeForm(None, take=partial(factor.confirm, request))
    if request.method == "POST" and phone is None and present is None:
        factor.begin(request.user)
        return _led_to("accounts:set_up", onward)
    if request.method == "POST" and phone and present and "give_up" in request.POST:
        factor.give_up(request.user)
        return redirect("accounts:account")
    if request.method == "POST" and phone:
        form = CodeForm(request.POST, take=form.take)
        if form.is_valid() and form.taken:
            return _codes_page(request, form.taken, onward)
        if form.is_valid():
            messages.success(request, _("HP baru sudah dipakai. Kode dari HP lama tidak berlaku lagi."))
            return redirect("accounts:account")
    if present and phone is None:
        return redirect("accounts:account")
    context = {"form": form, "next": onward, "present": present, "phone": phone}
    if phone:
        context["key"] = factor.key_in_groups(phone)
        # Drawn by segno; what people wrote is only in the bits.
        context["qr"] = mark_safe(qr.svg(phone.config_url, _("Kode QR untuk aplikasi di HP")))  # noqa: S308  (see above)
    return render(request, "accounts/set_up.html", context)


@require_POST
@for_roles_that_need_it
def change(request):
    """From the account page, with a code: new recovery codes, or (`move`) another phone."""
    form = CodeForm(request.POST, take=partial(factor.show, request))
    if not form.is_valid():
        return account_page(request, form)
    if "move" in request.POST:
        factor.begin(request.user)
        return redirect("accounts:set_up")
    return _codes_page(request, factor.renew_codes(request.user), resolve_url("accounts:account"))


@require_POST
@for_roles_that_need_it
def keep_codes(request):
    factor.note_kept(request.user)
    return redirect(_onward(request))


def account_page(request, form: CodeForm | None = None) -> HttpResponse:
    """The person's own account, with the state of the second factor for those who need one."""
    events = request.user.account_events.select_related("actor")
    context = {"events": events[:EVENTS_SHOWN]}
    if factor.is_required(request.user):
        codes = factor.codes_of(request.user)
        context |= {
            "phone": factor.phone_of(request.user),
            "codes": codes,
            "codes_left": codes.token_set.count() if codes else 0,
            "form": form or CodeForm(take=partial(factor.show, request)),
        }
    return render(request, "accounts/account.html", context)


def _codes_page(request, codes: list[str], onward: str) -> HttpResponse:
    """The recovery codes, in the answer to the very form that made them: they are nowhere to be read again."""
    return render(request, "accounts/recovery_codes.html", {"recovery_codes": codes, "next": onward})


def _few_left(codes) -> str:
    return _("Kode pemulihan itu sudah terpakai; tersisa %(left)d. Buat yang baru di halaman Akun.") % {
        "left": codes.token_set.count()
    }


def _onward(request) -> str:
    """Where the person was going, if that is a page of ours; else where the work of the role waits."""
    to = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if is_ours and to.startswith("/") else resolve_url("accounts:landing")


def _led_to(name: str, onward: str) -> HttpResponse:
    return redirect(f"{resolve_url(name)}?{urlencode({REDIRECT_FIELD_NAME: onward})}")
