"""Posters and table cards of the stands. Their QR codes lead to `/i/<code>/`, which never changes."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import qr, typesetting
from festival import reading
from festival.models import Exhibit, Festival
from festival.papers.exhibits import LARGE, ROOT, address_of, common, plain, weaves
from festival.stands import stand_code

HERE = Path(__file__).parent
SIZES = ("a3", "a5", "kartu")


def pdf(exhibit: Exhibit, size: str) -> bytes:
    """The paper `size` (one of SIZES) of one exhibit."""
    with TemporaryDirectory() as folder:
        return typeset(exhibit.festival, [exhibit], [size], Path(folder))


def make(festival: Festival, folder: Path) -> Path:
    """All papers of an edition in one file, size by size, as a printer wants them."""
    exhibits = Exhibit.objects.public().filter(festival=festival).select_related("agency", "district")
    target = folder / f"poster-{festival.slug}.pdf"
    target.write_bytes(typeset(festival, list(exhibits.order_by("title", "pk")), SIZES, folder))
    return target


def typeset(festival: Festival, exhibits: list[Exhibit], sizes: Iterable[str], folder: Path) -> bytes:
    """One page for each size and exhibit, in Indonesian; the photos are prepared in `folder`."""
    with translation.override("id"):
        shown = [page(exhibit, folder) for exhibit in exhibits]
        marks = {"a3": _("Poster A3"), "a5": _("Poster A5"), "kartu": _("Kartu meja")}
        data = {
            "festival": plain(festival.name),
            "when": dates(festival),
            "weaves": weaves(),
            "pages": [one | {"size": size, "mark": marks[size]} for size in sizes for one in shown],
            "words": {
                "heading": _("Poster %(festival)s") % {"festival": festival},
                "portal": "Inovik",
                "how": _("Cara memakainya"),
                "scan": _("Pindai, baca ceritanya"),
                "stamp": _("Pindai dan cap paspor Anda"),
                "stand": _("kode stan"),
                "fold": _("lipat di sini"),
                "glue": _("Kaki kartu: rekatkan dengan kaki di ujung lain"),
            },
        }
    return typesetting.pdf(HERE / "poster.typ", data, ROOT)


def page(exhibit: Exhibit, folder: Path) -> dict:
    """What the papers of one exhibit show."""
    stand = stand_code(exhibit)
    return common(exhibit, folder, LARGE) | {
        "facts": how_to_use(exhibit),
        "stand": stand,
        "stand_qr": qr.svg(address_of(exhibit, stand), exhibit.code),
    }


def how_to_use(exhibit: Exhibit) -> list[tuple[str, str]]:
    """For whom, where, when and whom to ask: what was filled, with its label."""
    texts = reading.texts(exhibit.content)
    place = texts.get("service_place") or (exhibit.district and exhibit.district.name)
    facts = (
        (_("Untuk siapa"), texts.get("beneficiaries")),
        (_("Di mana"), place),
        (_("Kapan"), texts.get("service_hours")),
        (_("Hubungi"), texts.get("service_contact")),
    )
    return [(label, plain(told)) for label, told in facts if told]


def dates(festival: Festival) -> str:
    """When and where the edition is, in one line."""
    first, last = date_format(festival.opens_on, "j M Y"), date_format(festival.closes_on, "j M Y")
    days = first if first == last else f"{first} – {last}"
    return plain(" · ".join(filter(None, [days, festival.place])))
