"""What may be uploaded: photos and documents, judged by their bytes, never by their name.

`clean_photo` and `check_document` take an upload and give back what may be stored, or raise a
`ValidationError` whose sentence tells the sender what to do. Nothing here writes a file or knows the
database.
"""

from innovations.files.documents import (
    DOCUMENT_MAX_BYTES,
    CheckedDocument,
    check_document,
    document_accept,
    document_limits,
)
from innovations.files.photos import (
    PHOTO_MAX_BYTES,
    PHOTO_MAX_PIXELS,
    PHOTO_MIN_SIDE,
    WIDTHS,
    CleanPhoto,
    clean_photo,
    photo_accept,
    photo_limits,
)

__all__ = [
    "DOCUMENT_MAX_BYTES",
    "PHOTO_MAX_BYTES",
    "PHOTO_MAX_PIXELS",
    "PHOTO_MIN_SIDE",
    "WIDTHS",
    "CheckedDocument",
    "CleanPhoto",
    "check_document",
    "clean_photo",
    "document_accept",
    "document_limits",
    "photo_accept",
    "photo_limits",
]
