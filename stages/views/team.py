"""The team of a record: who helps, and what they may do here. The owning unit decides; the whole team reads."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stages import handover
from stages.team_forms import MemberForm
from stages.views.access import own, shared


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, code):
    """Who is in the team (GET); one more (POST)."""
    if request.method == "POST":
        with transaction.atomic():
            innovation = own(request, code, lock=True)
            form = MemberForm(innovation, request.POST)
            if form.is_valid():
                form.keep(request.user)
                messages.success(request, _("%(name)s sudah masuk dalam tim.") % {"name": form.instance.name})
                return redirect("workspace:team", code)
    else:
        innovation = shared(request, code)
        form = MemberForm(innovation)
    context = {
        "innovation": innovation,
        "members": innovation.team.select_related("user__agency"),
        "is_ours": innovation.agency_id == request.user.agency_id,
        "form": form,
    }
    return render(request, "workspace/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request, code, key):
    """One member: name, duty, account and right."""
    innovation = own(request, code)
    found = innovation.team.filter(key=key).select_related("user")
    if request.method != "POST":
        form = MemberForm(innovation, instance=get_object_or_404(found))
        return render(request, "workspace/member.html", {"innovation": innovation, "form": form})
    with transaction.atomic():
        own(request, code, lock=True)
        if (stored := found.first()) is None:
            return _gone(request, code)
        form = MemberForm(innovation, request.POST, instance=stored)
        if form.is_valid():
            form.keep(request.user)
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("workspace:team", code)
    return render(request, "workspace/member.html", {"innovation": innovation, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, code, key):
    """Ask first (GET), then take the member out of the team (POST)."""
    innovation = own(request, code)
    found = innovation.team.filter(key=key).select_related("user__agency")
    if request.method != "POST":
        context = {"innovation": innovation, "member": get_object_or_404(found)}
        return render(request, "workspace/remove_member.html", context)
    with transaction.atomic():
        own(request, code, lock=True)
        if (stored := found.first()) is None:
            return _gone(request, code)
        handover.remove_member(innovation, stored, request.user)
    messages.success(request, _("%(name)s sudah dikeluarkan dari tim.") % {"name": stored.name})
    return redirect("workspace:team", code)


def _gone(request, code):
    messages.info(request, _("Anggota itu sudah tidak ada dalam tim."))
    return redirect("workspace:team", code)
