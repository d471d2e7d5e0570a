"""The public addresses. They stand on posters: keep them."""

from django.urls import path

from festival.views import (
    coverage,
    editions,
    exhibits,
    gallery,
    opendata,
    reactions,
    stands,
    suggestions,
    voting,
)

app_name = "festival"
urlpatterns = [
    path("", coverage.home, name="home"),
    path("inovasi/", gallery.gallery, name="gallery"),
    path("inovasi/<slug:slug>/", exhibits.exhibit, name="exhibit"),
    path("inovasi/<slug:slug>/sudah-pakai/", reactions.used, name="used"),
    path("inovasi/<slug:slug>/membantu/", reactions.helped, name="helped"),
    path("inovasi/<slug:slug>/terima-kasih/", reactions.thanks, name="thanks"),
    path("inovasi/<slug:slug>/suara/", voting.vote, name="vote"),
    path("inovasi/<slug:slug>/saran/", suggestions.answers, name="answers"),
    path("inovasi/<slug:slug>/saran/kirim/", suggestions.suggest, name="suggest"),
    path("inovasi/<slug:slug>/saran/terkirim/", suggestions.sent, name="suggestion_sent"),
    path("kerja/saran/", suggestions.desk, name="suggestions"),
    path("kerja/saran/<int:pk>/", suggestions.answer, name="answer_suggestion"),
    path("inovasi/<slug:slug>/cap/", stands.stamp, name="stamp"),
    path("paspor/", stands.show_passport, name="passport"),
    path("kerja/inovasi/<code:code>/poster/<slug:size>.pdf", stands.poster, name="poster"),
    path("i/<slug:code>/", stands.arrive, name="short"),
    path("skpd/", coverage.agencies, name="agencies"),
    path("skpd/<slug:slug>/", coverage.agency, name="agency"),
    path("festival/", editions.editions, name="editions"),
    path("festival/<slug:slug>/", editions.edition, name="edition"),
    path("festival/<slug:slug>/direktori.pdf", stands.directory, name="directory"),
    path("festival/<slug:slug>/suara/", voting.ballot, name="ballot"),
    path("festival/<slug:slug>/suara/saya/", voting.my_vote, name="my_vote"),
    path("festival/<slug:slug>/suara/laporan/", voting.report, name="ballot_report"),
    path("foto/<uuid:key>/<int:width>.webp", exhibits.photo, name="photo"),
    path("robots.txt", opendata.robots, name="robots"),
]
