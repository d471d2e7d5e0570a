"""The gallery."""

from django.shortcuts import render

from festival.gallery import Gallery
from festival.pages import public_page


@public_page
def gallery(request):
    asked = Gallery(request.GET)
    page = asked.page(request.GET.get("page", "1"))
    context = {"gallery": asked, "page_obj": page, "exhibits": page.object_list}
    context["is_too_common"] = not page.paginator.count and asked.is_too_common
    return render(request, "festival/gallery.html", context)
