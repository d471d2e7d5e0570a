"""Photos and evidence: added, removed, and handed out to those who may see them."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovations import files
from innovations.models import Evidence, Photo
from stages import reviews, workflow
from stages.attachment_forms import (
    EvidenceForm,
    PhotoForm,
    PhotoWordsForm,
    ScanForm,
    refuse_closed,
    why_closed,
)
from stages.casefile import CaseFile
from stages.views.access import shared
from stages.views.sheet import around

# Of a file to look at where it is named: we alone frame it, and it loads nothing. No "sandbox", in which Chrome of a
# few years ago shows no PDF; inline styles are those of its viewer.
FILE_POLICY = {
    "default-src": [NONE],
    "object-src": [SELF],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}
PHOTO_CACHE = "private, max-age=3600"  # a photo never changes under its address; a bad line loads it once


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request, code):
    return _attach(request, code, PhotoForm, _("Foto tersimpan. Masih dapat menambah foto lain."))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request, code):
    return _attach(request, code, EvidenceForm, _("Bukti tersimpan. Masih dapat menambah yang lain."))


@require_http_methods(["GET", "HEAD", "POST"])
def scan(request, code):
    """Photographed pages of a letter, which become one PDF among the evidence."""
    return _attach(request, code, ScanForm, _("Pindaian tersimpan sebagai satu PDF."), template="scan")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_photo(request, code, key):
    """The photo with what is said about it; POST changes the words."""
    innovation = shared(request, code)
    row = get_object_or_404(Photo, innovation=innovation, key=key)
    is_sent = request.method == "POST"
    form = PhotoWordsForm(request.POST if is_sent else None, instance=row)
    if is_sent and form.is_valid():
        try:
            with transaction.atomic():
                form.change(shared(request, code, lock=True), request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Keterangan foto sudah diubah."))
            return redirect("workspace:photos", code)
    context = {
        "innovation": innovation,
        "photo": row,
        "form": form,
        "may_attach": workflow.may_attach(request.user, innovation, PhotoForm.relation),
        "why_closed": why_closed(innovation),
    }
    return render(request, "workspace/photo.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_photo(request, code, key):
    return _remove(request, code, "photos", Photo, {"key": key}, _("Foto sudah dihapus."))


@require_http_methods(["GET", "HEAD", "POST"])
def remove_evidence(request, code, pk):
    return _remove(request, code, "evidence", Evidence, {"pk": pk}, _("Bukti sudah dihapus."))


@require_POST
def open_evidence(request, code, pk):
    """Whether a proof may be read by the public once the innovation is announced."""
    is_public = request.POST.get("is_public") == "1"
    with transaction.atomic():
        innovation = shared(request, code, lock=True)
        row = get_object_or_404(Evidence, innovation=innovation, pk=pk)
        try:
            refuse_closed(request.user, innovation, EvidenceForm.relation)
        except ValidationError as refusal:
            messages.error(request, refusal.message)
            return redirect("workspace:evidence", code)
        row.is_public = is_public
        row.save(update_fields=["is_public"])
    done = (
        _("'%(title)s' akan tampil di halaman inovasi setelah diumumkan.")
        if is_public
        else _("'%(title)s' tidak akan tampil kepada publik.")
    )
    messages.success(request, done % {"title": row.title})
    return redirect("workspace:evidence", code)


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
    found = _evidence(request, Evidence.objects.exclude(file=""), pk)
    return FileResponse(
        _opened(found.file.name),
        as_attachment=True,
        filename=found.file_name,
        content_type=found.content_type,
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@require_safe
@xframe_options_sameorigin
@csp(FILE_POLICY)
def evidence_shown(request, pk):
    """A PDF or a picture to look at on the page that names it; whatever is neither by its content is not found."""
    found = _evidence(request, Evidence.objects.filter(content_type__in=Evidence.SHOWN.values()), pk)
    file = _opened(found.file.name)
    content_type = Evidence.SHOWN.get(files.kind_of(file.read(files.HEAD_BYTES)))
    if content_type is None:
        file.close()
        raise Http404
    file.seek(0)
    return FileResponse(
        file,
        filename=found.file_name,
        content_type=content_type,
        headers={"Cache-Control": PHOTO_CACHE, "X-Content-Type-Options": "nosniff"},
    )


def _evidence(request, rows, pk: int) -> Evidence:
    """One of `rows` that the person may see; who judges, only what was sent, as on the page of the case."""
    found = get_object_or_404(rows.visible_to(request.user).select_related("innovation"), pk=pk)
    judges = request.user.role in reviews.REVIEWERS
    if judges and found not in CaseFile(found.innovation, request.user).evidence:
        raise Http404
    return found


def _attach(request, code, form_class, thanks, template=None):
    """The page of the form's relation; POST adds one."""
    relation = form_class.relation
    is_sent = request.method == "POST"
    innovation = shared(request, code)
    form = form_class(request.POST, request.FILES) if is_sent else form_class()
    if is_sent and form.is_valid():  # the file is read here, before anything is locked
        try:
            with transaction.atomic():
                innovation = shared(request, code, lock=True)
                form.store(innovation, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, thanks)
            return redirect(f"workspace:{relation}", code)
    rows = getattr(innovation, relation).all()
    context = around(request.user, innovation, relation) | {
        "innovation": innovation,
        "rows": rows,
        # The beginnings of the digests of what is there: the browser knows a twin before it sends a byte.
        "known": " ".join(
            digest[:16] for row in rows for digest in (row.sha256, row.source_sha256) if digest
        ),
        "left": max(0, form.most - len(rows)),
        "form": form,
        "may_attach": workflow.may_attach(request.user, innovation, relation),
        "most": form.most,
        "why_closed": why_closed(innovation),
    }
    return render(request, f"workspace/{template or relation}.html", context)


def _remove(request, code, relation, model, which, done):
    """Ask first (GET), then remove (POST). The files go after the row is gone for certain."""
    innovation = shared(request, code)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                innovation = shared(request, code, lock=True)
                row = model.objects.filter(innovation=innovation, **which).first()
                if row:  # a second click finds it gone already
                    refuse_closed(request.user, innovation, relation)
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


def _opened(name):
    """The stored file, or 404 where storage has lost it."""
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
