"""The page as it was: for the unit, the steward and the Bupati's office. Never for the public."""

from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Role
from festival import revisions
from festival.differences import between
from festival.models import Exhibit, Publication
from festival.views.exhibits import page_of
from innovations import files
from innovations.models import Innovation

READERS = {Role.AGENCY, Role.STEWARD, Role.EXECUTIVE}

unkept = cache_control(private=True, no_store=True)


@require_safe
@unkept
def versions(request, code):
    """All versions of one page, newest first, each with what it changed."""
    exhibit = _readable(request, code)
    found = list(exhibit.publications.all())
    before = [*found[1:], None]
    changes = [older and between(older, version) for version, older in zip(found, before, strict=True)]
    context = {
        "exhibit": exhibit,
        "innovation": exhibit.innovation,
        "versions": list(zip(found, changes, strict=True)),
        "is_unit": request.user.role == Role.AGENCY,
    }
    return render(request, "workspace/versions.html", context)


@require_safe
@unkept
def version(request, code, number):
    """One version as the page looked."""
    shown = _version(request, code, number)
    served = partial(_photo_address, shown)
    return page_of(request, shown.as_exhibit(), "festival/version.html", served, version=shown)


@require_safe
@cache_control(private=True, max_age=3600)
def version_photo(request, code, number, key, width):
    """A picture that the version shows, whether or not the unit has it still."""
    shown = _version(request, code, number)
    if width not in files.WIDTHS or all(photo["key"] != key.hex for photo in shown.content["photos"]):
        raise Http404
    try:
        content = default_storage.open(f"foto/{key.hex}/{width}.webp")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(content, content_type="image/webp")


@require_safe
@unkept
def preview(request, code):
    """The page as it would look with the change that waits for the steward."""
    exhibit = _readable(request, code)
    waiting = revisions.open_revision(exhibit)
    if waiting is None:
        raise Http404
    shown = revisions.would_be(waiting).as_exhibit()
    return page_of(request, shown, "festival/version.html", _private_address, waiting=waiting)


def _readable(request, code) -> Exhibit:
    """The exhibit with its versions, newest first, or 404."""
    if request.user.role not in READERS:
        raise Http404
    exhibits = Exhibit.objects.select_related(
        "innovation__agency", "innovation__lab", "agency__parent", "district", "festival"
    ).prefetch_related(Prefetch("publications", Publication.objects.in_order()))
    return get_object_or_404(
        exhibits.filter(innovation__in=Innovation.objects.visible_to(request.user)), code=code
    )


def _version(request, code, number) -> Publication:
    if request.user.role not in READERS:
        raise Http404
    found = Publication.objects.select_related(
        "exhibit__agency__parent", "exhibit__district", "exhibit__festival"
    )
    visible = Innovation.objects.visible_to(request.user)
    return get_object_or_404(found.filter(exhibit__innovation__in=visible), exhibit__code=code, number=number)


def _photo_address(shown: Publication, photo: dict, width: int) -> str:
    return reverse(
        "festival:version_photo", args=[shown.exhibit.code, shown.number, UUID(photo["key"]), width]
    )


def _private_address(photo: dict, width: int) -> str:
    return reverse("workspace:photo", args=[UUID(photo["key"]), width])
