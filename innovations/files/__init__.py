"""What may be uploaded: photos and documents, judged by their bytes, never by their name.

`clean_photo`, `check_document` and `bind_scan` take uploads and give back what may be stored, or raise a
`ValidationError` whose sentence tells the sender what to do. Nothing here writes a file or knows the
database.
"""

from innovations.files.content import HEAD_BYTES, MEGABYTE, kind_of, too_big
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
from innovations.files.scans import (
    SCAN_MAX_BYTES,
    SCAN_MAX_PAGES,
    SCAN_PAGE,
    bind_scan,
    scan_limits,
    too_many_pages,
)

__all__ = [
    "DOCUMENT_MAX_BYTES",
    "HEAD_BYTES",
    "MEGABYTE",
    "PHOTO_MAX_BYTES",
    "PHOTO_MAX_PIXELS",
    "PHOTO_MIN_SIDE",
    "SCAN_MAX_BYTES",
    "SCAN_MAX_PAGES",
    "SCAN_PAGE",
    "WIDTHS",
    "CheckedDocument",
    "CleanPhoto",
    "bind_scan",
    "check_document",
    "clean_photo",
    "document_accept",
    "document_limits",
    "kind_of",
    "photo_accept",
    "photo_limits",
    "scan_limits",
    "too_big",
    "too_many_pages",
]
