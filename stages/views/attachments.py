"""Photos and evidence: added, removed, and handed out to those who may see them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from innovations import files
from innovations.models import Evidence, Photo, Status
from stages import standing, workflow
from stages.unit_forms import EvidenceForm, PhotoForm
from stages.views.access import own

PHOTO_CACHE = "private, max-age=3600"  # a photo never changes under its address; a bad line loads it once


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request, code):
    return _attach(request, code, "photos", PhotoForm, _("Foto tersimpan. Masih dapat menambah foto lain."))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request, code):
    return _attach(
        request, code, "evidence", EvidenceForm, _("Bukti tersimpan. Masih dapat menambah yang lain.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_photo(request, code, key):
    return _remove(request, code, "photos", Photo, {"key": key}, _("Foto sudah dihapus."))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_evidence(request, code, pk):
    return _remove(request, code, "evidence", Evidence, {"pk": pk}, _("Bukti sudah dihapus."))


@require_safe
def photo(request, key, width):
    if width not in files.WIDTHS:
        raise Http404
    photo = get_object_or_404(Photo.objects.visible_to(request.user), key=key)
    return FileResponse(
        _opened(photo.path(width)), content_type="image/webp", headers={"Cache-Control": PHOTO_CACHE}
    )


@require_safe
def evidence_file(request, pk):
    found = get_object_or_404(Evidence.objects.visible_to(request.user).exclude(file=""), pk=pk)
    return FileResponse(
        _opened(found.file.name),
        as_attachment=True,
        filename=found.file_name,
        content_type=found.content_type,
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


def _attach(request, code, relation, form_class, thanks):
    """The page of `relation` with its form; POST adds one."""
    is_sent = request.method == "POST"
    innovation = own(request, code)
    form = form_class(request.POST, request.FILES) if is_sent else form_class()
    if is_sent and form.is_valid():  # the file is read here, before anything is locked
        try:
            with transaction.atomic():
                innovation = own(request, code, lock=True)
                _refuse_closed(request, innovation, relation)
                form.store(innovation, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, thanks)
            return redirect(f"workspace:{relation}", code)
    context = {
        "innovation": innovation,
        "rows": getattr(innovation, relation).all(),
        "form": form,
        "may_attach": workflow.may_attach(request.user, innovation, relation),
        "most": form.most,
        "why_closed": _why_closed(innovation),
    }
    return render(request, f"workspace/{relation}.html", context)


def _remove(request, code, relation, model, which, done):
    """Ask first (GET), then remove (POST). The files go after the row is gone for certain."""
    innovation = own(request, code)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                innovation = own(request, code, lock=True)
                row = model.objects.filter(innovation=innovation, **which).first()
                if row:  # a second click finds it gone already
                    _refuse_closed(request, innovation, relation)
                    row.delete()
                    transaction.on_commit(row.discard)
        except ValidationError as error:
            refusal = error.message
        else:
            messages.success(request, done)
            return redirect(f"workspace:{relation}", code)
    row = get_object_or_404(model, innovation=innovation, **which)
    context = {
        "innovation": innovation,
        "row": row,
        "relation": relation,
        "refusal": refusal,
        "may_attach": workflow.may_attach(request.user, innovation, relation),
    }
    return render(request, "workspace/remove.html", context)


def _refuse_closed(request, innovation, relation):
    if not workflow.may_attach(request.user, innovation, relation):
        raise ValidationError(
            _("Tidak jadi: catatan ini sedang tidak dapat diubah. %(sentence)s")
            % {"sentence": _why_closed(innovation)}
        )


def _why_closed(innovation):
    if innovation.status == Status.RETURNED:
        return _("Bagian ini tidak termasuk yang diminta diperbaiki.")
    return standing.sentence(innovation)


def _opened(name):
    """The stored file, or 404 where storage has lost it."""
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
