"""At the stand: what its QR code opens, the visitor's passport, and the papers that carry both."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from festival import devices, passport
from festival.models import Exhibit
from festival.pages import personal_page, public_post
from festival.papers import posters
from festival.stands import NotTaken, stand_code
from festival.views import exhibits

LONGEST = 12  # characters of a typed code that are shown again


@login_not_required
def arrive(request, code):
    """What a printed QR code opens: with the code of a stand, the visitor stands there; else the innovation's page."""
    return (at_stand if request.GET.get("stan") else exhibits.short)(request, code)


@personal_page
def at_stand(request, code):
    """Where the QR on the table leads. Looking stamps nothing: preview robots look too."""
    shown = _public().filter(code=code.upper()).first()
    if shown is None:
        return exhibits.short(request, code)
    return _stand(request, shown, request.GET["stan"])


@public_post
@devices.with_device
def stamp(request, device, slug):
    """Stamps the passport of the device, with the code that was typed or carried; leads back to the stand."""
    shown = get_object_or_404(_public(), slug=slug)
    try:
        passport.stamp(request, device, shown, request.POST.get("stan", ""))
    except NotTaken as refusal:
        return _stand(request, shown, request.POST.get("stan", ""), str(refusal), refusal.status)
    return redirect(f"{reverse('festival:short', args=[shown.code])}?stan={stand_code(shown)}")


@personal_page
def show_passport(request):
    """The stamps of this device."""
    return render(
        request, "festival/passport.html", {"passport": passport.passport_of(devices.known(request))}
    )


@require_safe
def poster(request, code, size):
    """A poster or the table card of a public exhibit as PDF, for its unit, the steward and the Bupati's office."""
    shown = get_object_or_404(_printable_by(request.user), code=code)
    if size not in posters.SIZES:
        raise Http404
    return HttpResponse(
        posters.pdf(shown, size),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{shown.code}-{size}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def _public() -> QuerySet[Exhibit]:
    return Exhibit.objects.public().select_related("festival__ballot", "agency")


def _printable_by(user: User) -> QuerySet[Exhibit]:
    public = Exhibit.objects.public().select_related("festival", "agency", "district")
    match user.role:
        case Role.AGENCY:
            return public.filter(innovation__agency=user.agency_id)
        case Role.STEWARD | Role.EXECUTIVE:
            return public
    return public.none()


def _stand(request, exhibit: Exhibit, stan: str, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "exhibit": exhibit,
        "stan": stan[:LONGEST],
        "refusal": refusal,
        "is_stamped": passport.is_stamped(devices.known(request), exhibit),
    }
    return render(request, "festival/stand.html", context, status=status)
