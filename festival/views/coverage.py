"""The front page, and who shows something: units and their innovations."""

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from festival import coverage, merit, versions
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
    return render(
        request,
        "festival/home.html",
        {
            "coverage": coverage.of(versions.of(request)),
            "newest": Exhibit.objects.public().cards()[:NEWEST_ON_HOME],
            "editions": Festival.objects.newest_first()[:EDITIONS_ON_HOME],
            "steps": STEPS,
        },
    )


@public_page
def agencies(request):
    """Every unit by kind: those that show something in the order of their merit, then those that don't yet."""
    version = versions.of(request)
    found, merits = coverage.of(version), merit.of(version)
    kinds = [
        (
            kind,
            sorted(
                ((unit, merits[unit.pk]) for unit in units if unit.pk in merits), key=lambda one: one[1].place
            ),
            [unit for unit in units if unit.pk not in merits],
        )
        for kind, units in found.by_kind
    ]
    return render(
        request, "festival/agencies.html", {"coverage": found, "kinds": kinds, "parts": merit.PARTS}
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
        {
            "agency": shown,
            "merit": merit.of(versions.of(request)).get(shown.pk),
            "children": coverage.agencies().filter(parent=shown),
            "page_obj": page,
            "exhibits": page.object_list,
        },
    )
