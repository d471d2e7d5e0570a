"""Photos: opened, limited, turned upright, stripped of everything but pixels, stored as WebP in a few widths.

What comes out was encoded here: no byte of the sender's file (EXIF, GPS, XMP, hidden scripts) is published.
"""

import io
import logging
import struct
import zlib
from dataclasses import dataclass

import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms

from innovations.files.content import MEGABYTE, kind_of, measure, refusal

logger = logging.getLogger(__name__)

PHOTO_MAX_BYTES = 15 * MEGABYTE
PHOTO_MAX_PIXELS = 50_000_000
PHOTO_MIN_SIDE = 320  # px of the shorter side
PHOTO_MAX_RATIO = 6  # longer to shorter side; keeps every rendition below WebP's 16383 px
WIDTHS = (480, 960, 1600)  # px
WEBP_QUALITY = 80
CARD_BYTES = 10_000  # the narrowest, of which a page of the gallery shows 24, to cheap phones
CARD_QUALITIES = (WEBP_QUALITY, 65, 50, 35, 20, 5)  # tried in turn until it is as small as that

PHOTO_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
PHOTO_NAMES = _("JPG, PNG, WebP atau HEIC")
photo_accept = "image/jpeg,image/png,image/webp,image/heic,image/heif,.jpg,.jpeg,.png,.webp,.heic,.heif"

# Cameras write about ten scans. Each costs a pass over all pixels, and a hostile file holds thousands.
JPEG_MAX_SCANS = 64
SHARPEST_DRAFT = 2  # a JPEG is decoded at up to twice the wanted size, then scaled down well

# What Pillow and libheif raise on damaged bytes. Only their calls stand inside the `try`.
UNREADABLE = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    UserWarning,  # where warnings are errors
    struct.error,
    zlib.error,
)
# Pillow's own limit lies above ours and speaks while a file is opened, before ours can.
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING_DOWN = (5, 6, 7, 8)  # EXIF orientations that swap width and height

# Embedded thumbnails and depth maps are never shown, so libheif need not open them.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True)
class CleanPhoto:
    """A photo ready to store.

    renditions: WebP bytes under every width of WIDTHS, never enlarged (a narrow original keeps its width);
    width, height: px of the largest rendition; sha256: hex, of the bytes as sent, to know the same file.
    """

    renditions: dict[int, bytes]
    width: int
    height: int
    sha256: str


def photo_limits() -> str:
    """Say, lazily, what is accepted: for the help text beside the field."""
    return format_lazy(
        _(
            "{names}; paling besar {megabytes} MB dan {megapixels} megapiksel, "
            "sisi terpendek paling sedikit {side} piksel."
        ),
        names=PHOTO_NAMES,
        megabytes=PHOTO_MAX_BYTES // MEGABYTE,
        megapixels=PHOTO_MAX_PIXELS // 1_000_000,
        side=PHOTO_MIN_SIDE,
    )


def clean_photo(upload: UploadedFile) -> CleanPhoto:
    """Turn an upload into renditions that may be published.

    Raises ValidationError with a sentence and one of the codes empty, too_big, too_many_pixels, too_small,
    too_long, broken, or the kind of file it is instead (pdf, zip, svg, html, gif, ...).
    Leaves `upload` at its start.
    """
    try:
        measured = measure(upload, PHOTO_MAX_BYTES)
        kind = kind_of(measured.head)
        if kind == "pdf":
            raise ValidationError(_("Ini berkas PDF; unggah di bagian Bukti."), code=kind)
        if kind in ("zip", "ole", "rtf"):
            raise ValidationError(
                _(
                    "Ini dokumen atau arsip, bukan foto. "
                    "Dokumen diunggah di bagian Bukti; di sini pilih %(accepted)s."
                ),
                code=kind,
                params={"accepted": PHOTO_NAMES},
            )
        if kind not in PHOTO_FORMATS:
            raise refusal(kind, PHOTO_NAMES)
        largest = upright(upload, kind, max(WIDTHS))
    finally:
        upload.seek(0)
    # A narrow picture is the same in several widths: encoding is what takes the time.
    encoded = {
        width: _encoded(_narrowed(largest, width)) for width in {min(one, largest.width) for one in WIDTHS}
    }
    renditions = {width: encoded[min(width, largest.width)] for width in WIDTHS}
    return CleanPhoto(renditions, largest.width, largest.height, measured.sha256)


def upright(upload: UploadedFile, kind: str, widest: int) -> Image.Image:
    """Decode `upload`, a `kind` of PHOTO_FORMATS: RGB, right side up, at most `widest` px wide.

    The first frame of an animation; transparent parts become white. The result carries no metadata.
    Raises ValidationError too_many_pixels, too_small, too_long or broken.
    """
    if kind == "jpeg" and _scans(upload) > JPEG_MAX_SCANS:
        raise _broken()
    try:
        image, orientation, size = _decoded(upload, PHOTO_FORMATS[kind], widest)
    except TOO_LARGE as error:
        raise _too_many_pixels() from error
    except UNREADABLE as error:
        raise _broken() from error
    flat = _flat(image, size)
    turn = TURNS.get(orientation)
    return flat if turn is None else flat.transpose(turn)


def _decoded(
    upload: UploadedFile, pillow_format: str, widest: int
) -> tuple[Image.Image, int, tuple[int, int]]:
    """The pixels as stored, their EXIF orientation, the size to scale them to. Raises what Pillow raises."""
    upload.seek(0)
    with Image.open(upload, formats=[pillow_format]) as image:
        _check_size(*image.size)
        orientation = _orientation(image)
        size = _fitted(*image.size, widest, lying=orientation in LYING_DOWN)
        if pillow_format == "JPEG":
            image.draft(None, (SHARPEST_DRAFT * size[0], SHARPEST_DRAFT * size[1]))
        image.load()
    return image, orientation, size


def _scans(upload: UploadedFile) -> int:
    """Count start-of-scan markers. Compressed data holds none: every 0xFF in it is followed by 0x00."""
    count, last = 0, b""
    for chunk in upload.chunks():
        count += (last + chunk).count(b"\xff\xda")
        last = chunk[-1:] if chunk.endswith(b"\xff") else b""
    return count


def _check_size(width: int, height: int) -> None:
    if width * height > PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < PHOTO_MIN_SIDE:
        raise ValidationError(
            _(
                "Gambar ini hanya %(width)d x %(height)d piksel; "
                "sisi terpendek paling sedikit %(side)d piksel. Unggah foto aslinya, bukan gambar kecilnya."
            ),
            code="too_small",
            params={"width": width, "height": height, "side": PHOTO_MIN_SIDE},
        )
    if max(width, height) > PHOTO_MAX_RATIO * min(width, height):
        raise ValidationError(
            _(
                "Gambar ini terlalu panjang (%(width)d x %(height)d piksel). "
                "Potong sampai sisi panjangnya paling banyak %(ratio)d kali sisi pendeknya, lalu unggah lagi."
            ),
            code="too_long",
            params={"width": width, "height": height, "ratio": PHOTO_MAX_RATIO},
        )


def _orientation(image: Image.Image) -> int:
    """The EXIF (or XMP) orientation, 1 when there is none. Damaged EXIF does not make a good picture bad."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except UNREADABLE as error:
        logger.info("Unreadable EXIF, taken as upright: %s", error)
        return 1


def _fitted(width: int, height: int, widest: int, *, lying: bool) -> tuple[int, int]:
    """The size, as stored, of a picture that shall be at most `widest` px wide once turned upright."""
    scale = min(1, widest / (height if lying else width))
    return round(width * scale), round(height * scale)


def _flat(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale to `size`, then lay on white in sRGB. Small first: the rest then costs little memory."""
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # Pillow can't reduce 16-bit grey by whole steps first.
    gap = None if image.mode == "I;16" else 2.0
    profile = image.info.get("icc_profile")
    image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=gap)
    if image.mode == "I;16":
        # Plain convert("L") would clip everything above 255 to white.
        image = image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode == "CMYK":
        image = _in_srgb(image, profile)
    flat = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        flat.paste(image, mask=image.getchannel("A"))
    else:
        flat.paste(image.convert("RGB"))
    return _in_srgb(flat, profile)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Bring RGB or CMYK pixels from `profile` to sRGB; an absent, foreign or damaged profile is dropped."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if source.profile.xcolor_space.strip() == image.mode:
                srgb = ImageCms.createProfile("sRGB")
                image = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, *UNREADABLE) as error:
            logger.info("Unreadable colour profile, dropped: %s", error)
    image.info.clear()
    return image.convert("RGB")


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    size = _fitted(*image.size, width, lying=False)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image) -> bytes:
    for quality in CARD_QUALITIES if image.width <= min(WIDTHS) else (WEBP_QUALITY,):
        target = io.BytesIO()
        image.save(target, "WEBP", quality=quality, method=4)
        if target.tell() <= CARD_BYTES:
            break
    return target.getvalue()


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("Gambar ini lebih dari %(limit)d megapiksel. Perkecil ukurannya, lalu unggah lagi."),
        code="too_many_pixels",
        params={"limit": PHOTO_MAX_PIXELS // 1_000_000},
    )


def _broken() -> ValidationError:
    return ValidationError(
        _(
            "Gambar ini rusak atau hanya terkirim sebagian. Buka gambarnya; bila tampak utuh, "
            "simpan ulang sebagai JPG lalu unggah lagi. Bila tidak, pilih gambar lain."
        ),
        code="broken",
    )
