"""The public addresses. They stand on posters: keep them."""

from django.urls import path

from festival.views import (
    coverage,
    editions,
    exhibits,
    gallery,
    kiosk,
    opendata,
    publications,
    revisions,
    sharing,
)

app_name = "festival"
urlpatterns = [
    path("", coverage.home, name="home"),
    path("inovasi/", gallery.gallery, name="gallery"),
    path("inovasi/<slug:slug>/", exhibits.exhibit, name="exhibit"),
    path("inovasi/<slug:slug>/cetak/", exhibits.printed, name="printed"),
    path("inovasi/<slug:slug>/kartu.jpg", sharing.picture, name="share_picture"),
    path("inovasi/<slug:slug>/sematan/", sharing.embedded, name="embed"),
    path("oembed/", sharing.oembed, name="oembed"),
    path("i/<slug:code>/", exhibits.short, name="short"),
    path("skpd/", coverage.agencies, name="agencies"),
    path("skpd/<slug:slug>/", coverage.agency, name="agency"),
    path("festival/", editions.editions, name="editions"),
    path("festival/<slug:slug>/", editions.edition, name="edition"),
    path("festival/<slug:slug>/layar/", kiosk.kiosk, name="kiosk"),
    path("festival/<slug:slug>/layar/sw.js", kiosk.worker, name="kiosk_worker"),
    path("foto/<uuid:key>/<int:width>.webp", exhibits.photo, name="photo"),
    path("data/", opendata.about, name="data"),
    path("data/inovasi.json", opendata.pages, name="data_pages"),
    path("data/inovasi.<slug:ending>", opendata.whole, name="data_file"),
    path("data/kamus.json", opendata.meanings, name="data_dictionary"),
    path("data/kamus.csv", opendata.meanings_table, name="data_dictionary_table"),
    path("data/dihapus.json", opendata.deleted, name="data_deleted"),
    path("data/dcat.jsonld", opendata.description, name="data_description"),
    path("feed/", opendata.feed, name="feed"),
    path("sitemap.xml", opendata.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", opendata.sitemap_section, name="sitemap_section"),
    path("bukti-publik/<uuid:key>/", exhibits.proof, name="proof"),
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
