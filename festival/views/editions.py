"""The editions of the festival."""

import logging

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render

from festival import awards, products
from festival.models import Exhibit, Festival
from festival.pages import public_page
from festival.paging import CardPaginator

logger = logging.getLogger(__name__)


@public_page
def editions(request):
    return render(
        request, "festival/editions.html", {"editions": Festival.objects.newest_first().with_winners()}
    )


@public_page
def edition(request, slug):
    shown = get_object_or_404(Festival.objects.select_related("lab", "ballot"), slug=slug)
    page = CardPaginator(Exhibit.objects.public().filter(festival=shown)).get_page(request.GET.get("page"))
    return render(
        request,
        "festival/edition.html",
        {
            "festival": shown,
            "page_obj": page,
            "exhibits": page.object_list,
            "winners": awards.winners(shown),
            "taken_along": {one.kind: one for one in products.released().filter(festival=shown)},
        },
    )


@public_page
def taken_along(request, slug, kind):
    """A file of an edition, once the steward has let the public take it along."""
    product = get_object_or_404(products.released(), festival__slug=slug, kind=kind)
    try:
        content = product.file.open("rb")
    except FileNotFoundError as error:
        logger.error("The released file %s is missing in storage", product.file.name)
        raise Http404 from error
    return FileResponse(content, filename=product.file_name)
