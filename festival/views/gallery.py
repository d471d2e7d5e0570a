"""The gallery."""

from django.shortcuts import render

from festival import versions
from festival.gallery import Gallery
from festival.pages import public_page


@public_page
def gallery(request):
    asked = Gallery(request.GET, versions.of(request))
    page = asked.page  # before the template tells what was ignored: the cursor is read here
    return render(request, "festival/gallery.html", {"gallery": asked, "page": page})
