from django.urls import path

from accounts import factor_views, views

app_name = "accounts"
urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="signin"),
    path("keluar/", views.SignOut.as_view(), name="signout"),
    path("akun/", views.account, name="account"),
    path("akun/ringkasan/", views.digest, name="digest"),
    path("akun/mulai/", views.landing, name="landing"),
    path("akun/sandi/", views.ChangePassword.as_view(), name="password"),
    path("akun/dua-langkah/", factor_views.second_factor, name="second_factor"),
    path("akun/dua-langkah/siapkan/", factor_views.set_up, name="set_up"),
    path("akun/dua-langkah/ubah/", factor_views.change, name="change_factor"),
    path("akun/dua-langkah/tersimpan/", factor_views.keep_codes, name="keep_codes"),
]
