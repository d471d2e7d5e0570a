"""The public addresses. They stand on posters: keep them."""

from django.urls import path

from festival import views

app_name = "festival"
urlpatterns = [
    path("", views.home, name="home"),
    path("inovasi/", views.gallery, name="gallery"),
    path("inovasi/<slug:slug>/", views.exhibit, name="exhibit"),
    path("i/<slug:code>/", views.short, name="short"),
    path("skpd/", views.agencies, name="agencies"),
    path("skpd/<slug:slug>/", views.agency, name="agency"),
    path("festival/", views.editions, name="editions"),
    path("festival/<slug:slug>/", views.edition, name="edition"),
    path("foto/<uuid:key>/<int:width>.webp", views.photo, name="photo"),
    path("robots.txt", views.robots, name="robots"),
]
