"""The editions of the festival."""

from django.shortcuts import get_object_or_404, render

from festival import products
from festival.gallery import CardPaginator
from festival.models import Exhibit, Festival
from festival.pages import public_page


@public_page
def editions(request):
    return render(request, "festival/editions.html", {"editions": Festival.objects.newest_first()})


@public_page
def edition(request, slug):
    shown = get_object_or_404(Festival.objects.select_related("lab"), slug=slug)
    page = CardPaginator(Exhibit.objects.public().filter(festival=shown)).get_page(request.GET.get("page"))
    return render(
        request,
        "festival/edition.html",
        {
            "festival": shown,
            "page_obj": page,
            "exhibits": page.object_list,
            "book": products.released("book").filter(festival=shown).first(),
        },
    )
