"""The front page, and who shows something: units and their innovations."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from festival import coverage, merit, versions
from festival.models import Exhibit, Festival
from festival.pages import public_page
from festival.paging import CardPaginator
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
    found = coverage.of(versions.of(request))
    return render(
        request,
        "festival/home.html",
        {
            "coverage": found,
            "demo_data": found.is_demo,
            "newest": Exhibit.objects.public().cards()[:NEWEST_ON_HOME],
            "editions": Festival.objects.newest_first().with_winners()[:EDITIONS_ON_HOME],
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
            units,
            sorted(
                ((unit, merits[unit.pk]) for unit in units if unit.pk in merits), key=lambda one: one[1].place
            ),
            [unit for unit in units if unit.pk not in merits],
        )
        for kind, units in found.by_kind
    ]
    return render(
        request,
        "festival/agencies.html",
        {"coverage": found, "demo_data": found.is_demo, "kinds": kinds, "parts": merit.PARTS},
    )


@public_page
def agency(request, slug):
    """One unit and those below it; a closed one only while it shows something."""
    family = coverage.with_number_shown(Agency.objects.filter(Q(slug=slug) | Q(parent__slug=slug)))
    found = {unit.slug: unit for unit in family.select_related("parent", "district")}
    shown = found.pop(slug, None)
    if shown is None or not (shown.is_active or shown.shown):
        raise Http404
    page = CardPaginator(Exhibit.objects.public().filter(agency=shown)).get_page(request.GET.get("page"))
    return render(
        request,
        "festival/agency.html",
        {
            "agency": shown,
            "merit": merit.of(versions.of(request)).get(shown.pk),
            "children": [unit for unit in found.values() if unit.is_active],
            "page_obj": page,
            "exhibits": page.object_list,
        },
    )
