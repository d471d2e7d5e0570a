"""The public addresses. They stand on posters: keep them."""

from django.urls import path

from festival.views import coverage, editions, exhibits, gallery, jury, opendata

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
    path("festival/<slug:slug>/pemenang/", jury.winners, name="winners"),
    path("juri/", jury.inbox, name="jury"),
    path("juri/<int:pk>/", jury.category, name="jury_category"),
    path("juri/<int:pk>/<slug:slug>/", jury.score, name="jury_score"),
    path("juri/<int:pk>/<slug:slug>/benturan/", jury.step_back, name="jury_step_back"),
    path("foto/<uuid:key>/<int:width>.webp", exhibits.photo, name="photo"),
    path("robots.txt", opendata.robots, name="robots"),
]
