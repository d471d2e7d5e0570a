"""The public addresses. They stand on posters: keep them."""

from django.urls import path

from festival.views import coverage, editions, exhibits, gallery, opendata, publications, revisions

app_name = "festival"
urlpatterns = [
    path("", coverage.home, name="home"),
    path("inovasi/", gallery.gallery, name="gallery"),
    path("inovasi/<slug:slug>/", exhibits.exhibit, name="exhibit"),
    path("i/<slug:code>/", exhibits.short, name="short"),
    path("skpd/", coverage.agencies, name="agencies"),
    path("skpd/<slug:slug>/", coverage.agency, name="agency"),
    path("festival/", editions.editions, name="editions"),
    path("festival/<slug:slug>/", editions.edition, name="edition"),
    path("foto/<uuid:key>/<int:width>.webp", exhibits.photo, name="photo"),
    # In the workspace: what a unit wants otherwise on a public page, and how it looked before
    path("kerja/inovasi/<code:code>/halaman-publik/", revisions.revise, name="revise"),
    path("kerja/inovasi/<code:code>/halaman-publik/tarik/", revisions.take_back, name="take_back"),
    path("kerja/inovasi/<code:code>/halaman-publik/pratinjau/", publications.preview, name="preview"),
    path("kerja/inovasi/<code:code>/versi/", publications.versions, name="versions"),
    path("kerja/inovasi/<code:code>/versi/<int:number>/", publications.version, name="version"),
    path(
        "kerja/inovasi/<code:code>/versi/<int:number>/foto/<uuid:key>/<int:width>.webp",
        publications.version_photo,
        name="version_photo",
    ),
    path("robots.txt", opendata.robots, name="robots"),
]
