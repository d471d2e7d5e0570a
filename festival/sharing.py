"""What stands for an exhibit elsewhere: the picture in chats, facts for machines, a frame on other sites.

The picture is made by the worker when an exhibit is announced, and on the first ask where it is missing. Its name in
storage says what it shows, so it is never out of date; older ones of the same exhibit are removed.
"""

import io
import json
import logging
from hashlib import blake2b
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tasks import task
from PIL import Image, ImageOps

from festival.models import Exhibit
from festival.reading import Contact

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).parent / "papers" / "share.typ"
DRAWINGS = settings.BASE_DIR / "static" / "img"
SIZE = (1200, 630)  # px: what Facebook, WhatsApp and X show whole
# Under the six weaves, as in inovik.css.
GROUNDS = {
    "weave-1": "#1a1716",
    "weave-2": "#b3151f",
    "weave-3": "#f1ede8",
    "weave-4": "#33302e",
    "weave-5": "#f1ede8",
    "weave-6": "#d8d2cb",
}
DOTS_PER_INCH = 144
PHOTO = (500, 570)  # px of the right side that the photo fills
LARGEST = 150_000  # bytes; WhatsApp leaves out what is larger than 300 KB
QUALITIES = (86, 78, 68, 55)
EDITION = 1  # grows with the template: every picture is then made anew
FRAME = (480, 420)  # px of the card in a frame

# JSON inside <script> must not be able to end it (as django.utils.html.json_script does it).
HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@task()
def make(code: str) -> None:
    """Make the picture of the exhibit if it is public and has none of what it shows now."""
    if exhibit := Exhibit.objects.public().select_related("agency").filter(code=code).first():
        kept(exhibit)


def kept(exhibit: Exhibit) -> str:
    """The name in storage of the exhibit's picture, which is made where it is missing."""
    name = picture_name(exhibit)
    if not default_storage.exists(name):
        saved = default_storage.save(name, ContentFile(drawn(exhibit)))
        if saved != name:  # somebody was faster
            default_storage.delete(saved)
        _forget_older(name)
    return name


def picture_name(exhibit: Exhibit) -> str:
    return f"kartu/{exhibit.code}/{digest(exhibit)}.jpg"


def digest(exhibit: Exhibit) -> str:
    """Changes with whatever the picture shows."""
    shown = [EDITION, exhibit.title, exhibit.agency.name, (exhibit.cover or {}).get("key")]
    return blake2b(json.dumps(shown).encode(), digest_size=8).hexdigest()


def drawn(exhibit: Exhibit) -> bytes:
    """The picture as JPEG, SIZE px, at most LARGEST bytes."""
    with TemporaryDirectory() as folder:
        here = Path(folder)
        copy(TEMPLATE, here / "share.typ")
        copy(DRAWINGS / "weave.svg", here / "weave.svg")
        copy(DRAWINGS / "mark.svg", here / "mark.svg")
        copy(DRAWINGS / f"{exhibit.weave_class}.svg", here / "cloth.svg")
        with translation.override("id"):
            data = {
                "title": exhibit.title,
                "unit": exhibit.agency.name,
                "ground": GROUNDS[exhibit.weave_class],
                "has_photo": _put_photo(exhibit, here / "photo.jpg"),
                "words": {"fair": _("Festival Inovasi Pakpak Bharat")},
            }
        png = typst.compile(
            here / "share.typ",
            root=here,
            ignore_system_fonts=True,
            format="png",
            ppi=DOTS_PER_INCH,
            sys_inputs={"data": json.dumps(data)},
        )
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in QUALITIES:
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        if target.tell() <= LARGEST:
            break
    return target.getvalue()


def facts(exhibit: Exhibit, texts: dict, contacts: list[Contact], address: str, picture: str) -> SafeString:
    """The exhibit for search engines: schema.org's GovernmentService as JSON-LD, safe inside <script>."""
    agency = exhibit.agency
    unit = {"@type": "GovernmentOrganization", "name": agency.name}
    found = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": exhibit.title,
        "description": exhibit.summary,
        "identifier": exhibit.code,
        "url": address,
        "image": picture,
        "provider": unit,
        "areaServed": exhibit.district.name if exhibit.district else "Kabupaten Pakpak Bharat",
        "serviceType": exhibit.get_affair_display(),
    }
    if who := texts.get("beneficiaries"):
        found["audience"] = {"@type": "Audience", "audienceType": who}
    channel = {"@type": "ServiceChannel"}
    if where := texts.get("service_place"):
        channel["serviceLocation"] = {"@type": "Place", "name": where}
    if number := next((one.href for one in contacts if one.href.startswith("tel:")), ""):
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": number.removeprefix("tel:")}
    if len(channel) > 1:
        found["availableChannel"] = channel
    return SafeString(json.dumps(found, ensure_ascii=False).translate(HARMLESS))


def embed(exhibit: Exhibit, absolute, most_width: int, most_height: int) -> dict:
    """oEmbed's answer of type rich (oembed.com, 2.3.4). `absolute` makes a path an address; sizes in px."""
    width, height = min(FRAME[0], most_width), min(FRAME[1], most_height)
    told = {
        "version": "1.0",
        "type": "rich",
        "title": exhibit.title,
        "author_name": exhibit.agency.name,
        "author_url": absolute(exhibit.agency.get_absolute_url()),
        "provider_name": "Inovik",
        "provider_url": absolute(reverse("festival:home")),
        "cache_age": 3600,
        "html": frame(exhibit, absolute, width, height),
        "width": width,
        "height": height,
    }
    if SIZE[0] <= most_width and SIZE[1] <= most_height:
        told["thumbnail_url"] = absolute(picture_address(exhibit))
        told["thumbnail_width"], told["thumbnail_height"] = SIZE
    return told


def frame(exhibit: Exhibit, absolute, width: int = FRAME[0], height: int = FRAME[1]) -> str:
    """The <iframe> that other sites put into their pages."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        absolute(reverse("festival:embed", args=[exhibit.slug])),
        exhibit.title,
        width,
        height,
    )


def picture_address(exhibit: Exhibit) -> str:
    """The path of the picture, with what it shows: a cache that has another one asks again."""
    return f"{reverse('festival:share_picture', args=[exhibit.slug])}?v={digest(exhibit)}"


def _put_photo(exhibit: Exhibit, path: Path) -> bool:
    """The cover, cut to the middle, as JPEG at `path`; False where there is none to be had."""
    if not exhibit.cover:
        return False
    stored = f"foto/{exhibit.cover['key']}/960.webp"
    try:
        with default_storage.open(stored) as content, Image.open(content) as photo:
            ImageOps.fit(photo.convert("RGB"), PHOTO).save(path, "JPEG", quality=92)
    except OSError:
        logger.exception("The photo %s cannot be read", stored)
        return False
    return True


def _forget_older(name: str) -> None:
    folder, _slash, present = name.rpartition("/")
    for other in default_storage.listdir(folder)[1]:
        if other != present:
            default_storage.delete(f"{folder}/{other}")
