"""Files in pieces, spoken in JSON with `static/js/kerja/uploads.js`; the answers are those of `stages/uploads.py`.

401 {"sign_in": true} (told by the middleware); 404 not yours; 409 {"closed": sentence};
400 and 413 {"error": sentence}.
"""

import json
import re
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innovations.files.documents import safe_name
from innovations.models import Upload
from innovations.models.upload import PIECE_MOST_BYTES
from stages import uploads
from stages.attachment_forms import Closed
from stages.views.access import shared

ASKED_MOST_BYTES = 64 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}|")
DIGITS = re.compile(r"\d{1,9}")


@require_POST
def begin_upload(request, code):
    """Tell what shall be sent; refused now, or answered with the offset to go on from."""
    if request.headers.get("X-Inovik-User", user := str(request.user.pk)) != user:
        # The browser's queue is somebody else's than who is signed in by now.
        return JsonResponse({"sign_in": True}, status=401)
    innovation = shared(request, code)
    if _length(request) > ASKED_MOST_BYTES:
        return _error(413)
    try:
        asked = _asked(json.loads(request.body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _error(400)
    try:
        found = uploads.begin(innovation, request.user, asked)
        return _answer(request, found) if isinstance(found, Upload) else JsonResponse(found)
    except Closed as closed:
        return JsonResponse({"closed": closed.messages[0]}, status=409)


@require_POST
def send_piece(request, key):
    """Take the piece that begins at `offset`; any other is answered with the offset to go on from."""
    offset = request.GET.get("offset", "")
    if not DIGITS.fullmatch(offset):
        return _error(400)
    if _length(request) > PIECE_MOST_BYTES:
        return _error(413)
    body = request.body  # read before the row is locked: the line is slow
    with transaction.atomic():
        mine = Upload.objects.filter(user=request.user).select_related("innovation")
        upload = get_object_or_404(mine.select_for_update(of=["self"]), key=key)
        shared(request, upload.innovation.code)
        if upload.received == int(offset) and not upload.is_complete:
            if not 0 < len(body) <= upload.size - upload.received:
                return _error(400)
            upload.take(body)
    try:
        return _answer(request, upload)
    except Closed as closed:
        return JsonResponse({"closed": closed.messages[0]}, status=409)


def _answer(request: HttpRequest, upload: Upload) -> JsonResponse:
    """Where the upload stands. One that is complete is judged first, if it was not yet. Raises Closed."""
    if not upload.is_complete or upload.answer:
        return JsonResponse(uploads.answer(upload))
    with upload.joined() as parts:
        form = uploads.judged(upload, parts)
        with transaction.atomic():
            innovation = shared(request, upload.innovation.code, lock=True)
            return JsonResponse(uploads.conclude(upload, innovation, request.user, form))


def _asked(told: dict) -> uploads.Asked:
    """Raises ValueError, KeyError, TypeError or AttributeError where it is not what the browser's script sends."""
    pages, said = told.get("pages", []), told["said"]
    asked = uploads.Asked(
        key=UUID(told["key"]),
        kind=Upload.Kind(told["kind"]).value,
        name=safe_name(told["name"], ""),
        size=told["size"],
        source_sha256=told.get("source_sha256", ""),
        pages=pages,
        said=said,
    )
    sizes = [asked.size, *pages]
    if (
        not all(type(size) is int and 0 < size < 2**31 for size in sizes)
        or bool(pages) != (asked.kind == Upload.Kind.SCAN)
        or (pages and sum(pages) != asked.size)
        or not SHA256.fullmatch(asked.source_sha256)
    ):
        raise ValueError
    "".join(said.values()).encode()  # half a character can't be stored
    return asked


def _length(request: HttpRequest) -> int:
    """Bytes of the body as announced; a body of unannounced length is not read by the server at all."""
    return int(request.headers.get("Content-Length") or 0)


def _error(status: int) -> JsonResponse:
    return JsonResponse(
        {"error": _("Kiriman ini tidak utuh. Muat ulang halaman, lalu coba lagi.")}, status=status
    )
