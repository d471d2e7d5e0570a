"""The front page, and who shows something: units and their innovations."""

from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from festival import coverage
from festival.gallery import CardPaginator
from festival.models import Exhibit, Festival
from festival.pages import public_page
from innovations.models import Stage

STEPS = (
    (Stage.DRUM_UP, _("Pimpinan dan staf unit sepakat memperbaiki satu layanan, dan membentuk tim.")),
    (Stage.DIAGNOSE, _("Tim mencari sebab masalahnya, lalu memilih satu ide.")),
    (Stage.DESIGN, _("Ide dijadikan rencana aksi, yang disetujui Bupati.")),
    (Stage.DELIVERY, _("Rencana dijalankan; hasilnya diukur dan dibuktikan.")),
    (Stage.DISPLAY, _("Hasilnya ditampilkan di festival, supaya dipakai warga dan ditiru daerah lain.")),
)
NEWEST_ON_HOME = 6
EDITIONS_ON_HOME = 3


@public_page
def home(request):
    kinds = coverage.by_kind()
    return render(
        request,
        "festival/home.html",
        {
            "progress": coverage.progress(),
            "kinds": kinds,
            "units_shown": sum(kind.shown for kind in kinds),
            "units": sum(kind.total for kind in kinds),
            "newest": Exhibit.objects.public().cards()[:NEWEST_ON_HOME],
            "editions": Festival.objects.newest_first()[:EDITIONS_ON_HOME],
            "steps": STEPS,
        },
    )


@public_page
def agencies(request):
    rows = sorted(coverage.agencies(), key=lambda agency: Agency.Kind.values.index(agency.kind))
    kinds = [
        (Agency.Kind(kind).label, list(units))
        for kind, units in groupby(rows, key=lambda agency: agency.kind)
    ]
    return render(
        request,
        "festival/agencies.html",
        {
            "kinds": kinds,
            "units": len(rows),
            "units_shown": sum(agency.shown > 0 for agency in rows),
            "innovations": sum(agency.shown for agency in rows),
        },
    )


@public_page
def agency(request, slug):
    shows = Exists(Exhibit.objects.public().filter(agency=OuterRef("pk")))
    shown = get_object_or_404(
        Agency.objects.filter(Q(is_active=True) | shows).select_related("parent", "district"), slug=slug
    )
    page = CardPaginator(Exhibit.objects.public().filter(agency=shown)).get_page(request.GET.get("page"))
    return render(
        request,
        "festival/agency.html",
        {"agency": shown, "page_obj": page, "exhibits": page.object_list},
    )
