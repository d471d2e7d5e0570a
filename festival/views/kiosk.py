"""The screen of a fair: one exhibit after another on a television, also when the network goes.

The page is whole without script. With it, `static/js/festival/kiosk.js` turns the slides, and a service worker of
this page's own (`kiosk-worker.js`) keeps the page and its pictures. A worker rules over the addresses below its own,
so it is served here and not with the static files.
"""

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import qr
from festival.kept import Kept
from festival.models import Exhibit, Festival
from festival.models.exhibits import LOTS
from festival.pages import public_page

NEWEST, BY_LOT = 20, 40  # slides: what was announced last, and of the rest those whose turn it is today
PICTURE = 960  # px; a screen is looked at from three metres, and all pictures are kept on its device
PROGRAM = "js/festival/kiosk-worker.js"

_codes = Kept(room=500)


@dataclass(frozen=True)
class Slide:
    """One exhibit; `code` is the SVG of a QR code that leads to `address`."""

    exhibit: Exhibit
    picture: str
    address: str
    code: str

    @property
    def length(self) -> str:
        """A class for the style sheet: long words stand smaller, so that a slide never needs to be scrolled."""
        title, summary = len(self.exhibit.title), len(self.exhibit.summary)
        if title > 60 or summary > 140:
            return "is-longest"
        return "is-long" if title > 40 else ""


@public_page
def kiosk(request, slug):
    shown = get_object_or_404(Festival.objects.select_related("lab"), slug=slug)
    public = Exhibit.objects.public().filter(festival=shown)
    return render(
        request,
        "festival/kiosk.html",
        {
            "festival": shown,
            "slides": [_slide(exhibit) for exhibit in on_screen(public)],
            "shown": public.count(),
            "now": timezone.now(),
        },
    )


@require_safe
@login_not_required
def worker(request, slug):
    page = reverse("festival:kiosk", args=[slug])
    program = static(PROGRAM)
    version = hashlib.blake2s(program.encode(), digest_size=6).hexdigest()  # its name holds its digest
    told = {"page": page, "version": version}
    script = f"self.KIOSK = {json.dumps(told)};\nimportScripts({json.dumps(program)});\n"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def on_screen(public: QuerySet[Exhibit]) -> list[Exhibit]:
    """The newest, then some of the rest: each day the lots are read from another place on, so all have their turn."""
    newest = list(public.cards()[:NEWEST])
    today = timezone.localdate().toordinal() * 1_000_003_919 % LOTS
    turn = (Cast(F("lot"), BigIntegerField()) + today) % LOTS
    rest = public.exclude(pk__in=[exhibit.pk for exhibit in newest])
    return [*newest, *rest.cards().order_by(turn, "pk")[:BY_LOT]]


def _slide(exhibit: Exhibit) -> Slide:
    address = f"{settings.BASE_URL}/i/{exhibit.code}/"
    code = _codes.made(address, lambda: qr.svg(address, address))
    return Slide(exhibit, exhibit.picture.at(PICTURE) if exhibit.picture else "", address, code)
