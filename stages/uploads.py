"""Files that arrive in pieces: begun, continued where the line broke, and judged by the form of the plain page.

Nothing here knows requests. An answer is a dict, ready to be told to the browser:
{"offset": bytes, "piece": bytes}  go on from there;  {"done": true, "key": uuid of the photo or proof};
{"twin": sentence};  {"errors": {field: sentence}}.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations import files
from innovations.models import Innovation, Upload
from innovations.models.upload import PIECE_BYTES
from stages.attachment_forms import (
    AttachmentForm,
    Closed,
    EvidenceForm,
    PhotoForm,
    ScanForm,
    Twin,
    refuse_closed,
)

FORMS: dict[str, type[AttachmentForm]] = {
    form.upload_kind: form for form in (PhotoForm, EvidenceForm, ScanForm)
}
OPEN_MOST = 60  # unfinished uploads of one unit
OPEN_MOST_BYTES = 200 * files.MEGABYTE
TAKEN = gettext_lazy("Kiriman ini tidak dapat dilanjutkan dari akun ini. Pilih berkasnya sekali lagi.")


@dataclass(frozen=True)
class Asked:
    """What the browser tells before it sends a byte (see `Upload`)."""

    key: UUID
    kind: str
    name: str
    size: int
    source_sha256: str = ""
    pages: list[int] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


def begin(innovation: Innovation, user: User, asked: Asked) -> Upload | dict:
    """The upload to go on with, new or begun earlier under this key, or the answer that refuses it.

    Side effect: uploads that nobody will ask for again are removed. Raises Closed.
    """
    form = FORMS[asked.kind](asked.said)
    begun = Upload.objects.filter(key=asked.key).first()
    if begun and begun.answer and _is_whose(begun, innovation, user):
        return begun
    refuse_closed(user, innovation, form.relation)
    if begun:
        return begun if _is_whose(begun, innovation, user) else {"errors": {"file": str(TAKEN)}}
    try:
        form.refuse_same_file(form.rows(innovation), asked.source_sha256)
        form.refuse_more(innovation)
        _refuse_size(form, asked)
        _refuse_hoard(innovation, asked)
    except Twin as twin:
        return {"twin": twin.messages[0]}
    except ValidationError as refusal:
        return {"errors": {"file": refusal.messages[0]}}
    if errors := form.errors_beside_file:
        return {"errors": errors}
    Upload.objects.stale().delete()
    said = {name: asked.said[name] for name in form.fields if name in asked.said}
    begun, _is_new = Upload.objects.get_or_create(
        key=asked.key,
        defaults={
            "innovation": innovation,
            "user": user,
            "kind": asked.kind,
            "name": asked.name,
            "size": asked.size,
            "pages": asked.pages,
            "source_sha256": asked.source_sha256,
            "said": said,
        },
    )
    return begun


def judged(upload: Upload, parts: list[UploadedFile]) -> AttachmentForm:
    """The form with the joined file or pages, validated: slow, to be done before anything is locked."""
    form_class = FORMS[upload.kind]
    form = form_class(upload.said, MultiValueDict({form_class.file_field: parts}))
    form.source_sha256 = upload.source_sha256
    form.is_valid()
    return form


def conclude(upload: Upload, innovation: Innovation, user: User, form: AttachmentForm) -> dict:
    """Store what was judged, once, and keep the answer. `innovation` is locked. Raises Closed: the pieces stay."""
    upload.refresh_from_db()  # whoever asked at the same moment has waited for the lock
    if upload.answer:
        return upload.answer
    try:
        if form.errors:
            raise ValidationError(form.sentence)
        with transaction.atomic():
            upload.finish({"done": True, "key": str(form.instance.key)})
            form.store(innovation, user)  # last: its files are written when all else has gone well
    except Closed:
        raise
    except ValidationError as refusal:
        sentence = refusal.messages[0]
        upload.finish({"twin": sentence} if isinstance(refusal, Twin) else {"errors": {"file": sentence}})
    return upload.answer


def answer(upload: Upload) -> dict:
    """Where an upload stands that is not judged yet, or what was answered at the end."""
    return upload.answer or {"offset": upload.received, "piece": PIECE_BYTES}


def _is_whose(upload: Upload, innovation: Innovation, user: User) -> bool:
    return (upload.innovation_id, upload.user_id) == (innovation.pk, user.pk)


def _refuse_size(form: AttachmentForm, asked: Asked) -> None:
    if asked.size > form.max_bytes:
        raise files.too_big(form.max_bytes)
    if len(asked.pages) > files.SCAN_MAX_PAGES:
        raise files.too_many_pages()


def _refuse_hoard(innovation: Innovation, asked: Asked) -> None:
    """Refuse when the unit has too much on its way: what stops is cleared after two weeks."""
    on_its_way = (
        Upload.objects.open().of(innovation.agency).aggregate(count=Count("pk"), size=Sum("size", default=0))
    )
    if on_its_way["count"] >= OPEN_MOST or on_its_way["size"] + asked.size > OPEN_MOST_BYTES:
        raise ValidationError(
            _("Unit Anda masih mengirim banyak berkas sekaligus. Tunggu sampai selesai, lalu coba lagi.")
        )
