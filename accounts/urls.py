from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="signin"),
    path("keluar/", views.SignOut.as_view(), name="signout"),
    path("akun/", views.account, name="account"),
    path("akun/ringkasan/", views.digest, name="digest"),
    path("akun/mulai/", views.landing, name="landing"),
    path("akun/sandi/", views.ChangePassword.as_view(), name="password"),
]
