"""Urusan pemerintahan: the affairs of government that a region holds.

Source: UU 23/2014 article 12 (obligatory and optional affairs) and the supporting functions of
Kemendagri's innovation index form, edition 2026.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Affair(models.TextChoices):
    PENDIDIKAN = "pendidikan", _("Pendidikan")
    KESEHATAN = "kesehatan", _("Kesehatan")
    PEKERJAAN_UMUM_DAN_PENATAAN_RUANG = (
        "pekerjaan-umum-dan-penataan-ruang",
        _("Pekerjaan Umum dan Penataan Ruang"),
    )
    PERUMAHAN_RAKYAT_DAN_KAWASAN_PERMUKIMAN = (
        "perumahan-rakyat-dan-kawasan-permukiman",
        _("Perumahan Rakyat dan Kawasan Permukiman"),
    )
    KETENTERAMAN_KETERTIBAN_UMUM_DAN_PERLINDUNGAN_MASYARAKAT = (
        "ketenteraman-ketertiban-umum-dan-perlindungan-masyarakat",
        _("Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat"),
    )
    SOSIAL = "sosial", _("Sosial")
    TENAGA_KERJA = "tenaga-kerja", _("Tenaga Kerja")
    PEMBERDAYAAN_PEREMPUAN_DAN_PELINDUNGAN_ANAK = (
        "pemberdayaan-perempuan-dan-pelindungan-anak",
        _("Pemberdayaan Perempuan dan Pelindungan Anak"),
    )
    PANGAN = "pangan", _("Pangan")
    PERTANAHAN = "pertanahan", _("Pertanahan")
    LINGKUNGAN_HIDUP = "lingkungan-hidup", _("Lingkungan Hidup")
    ADMINISTRASI_KEPENDUDUKAN_DAN_PENCATATAN_SIPIL = (
        "administrasi-kependudukan-dan-pencatatan-sipil",
        _("Administrasi Kependudukan dan Pencatatan Sipil"),
    )
    PEMBERDAYAAN_MASYARAKAT_DAN_DESA = (
        "pemberdayaan-masyarakat-dan-desa",
        _("Pemberdayaan Masyarakat dan Desa"),
    )
    PENGENDALIAN_PENDUDUK_DAN_KELUARGA_BERENCANA = (
        "pengendalian-penduduk-dan-keluarga-berencana",
        _("Pengendalian Penduduk dan Keluarga Berencana"),
    )
    PERHUBUNGAN = "perhubungan", _("Perhubungan")
    KOMUNIKASI_DAN_INFORMATIKA = "komunikasi-dan-informatika", _("Komunikasi dan Informatika")
    KOPERASI_USAHA_KECIL_DAN_MENENGAH = (
        "koperasi-usaha-kecil-dan-menengah",
        _("Koperasi, Usaha Kecil, dan Menengah"),
    )
    PENANAMAN_MODAL = "penanaman-modal", _("Penanaman Modal")
    KEPEMUDAAN_DAN_OLAHRAGA = "kepemudaan-dan-olahraga", _("Kepemudaan dan Olahraga")
    STATISTIK = "statistik", _("Statistik")
    PERSANDIAN = "persandian", _("Persandian")
    KEBUDAYAAN = "kebudayaan", _("Kebudayaan")
    PERPUSTAKAAN = "perpustakaan", _("Perpustakaan")
    KEARSIPAN = "kearsipan", _("Kearsipan")
    KELAUTAN_DAN_PERIKANAN = "kelautan-dan-perikanan", _("Kelautan dan Perikanan")
    PARIWISATA = "pariwisata", _("Pariwisata")
    PERTANIAN = "pertanian", _("Pertanian")
    KEHUTANAN = "kehutanan", _("Kehutanan")
    ENERGI_DAN_SUMBER_DAYA_MINERAL = "energi-dan-sumber-daya-mineral", _("Energi dan Sumber Daya Mineral")
    PERDAGANGAN = "perdagangan", _("Perdagangan")
    PERINDUSTRIAN = "perindustrian", _("Perindustrian")
    TRANSMIGRASI = "transmigrasi", _("Transmigrasi")
    PERENCANAAN = "perencanaan", _("Perencanaan")
    KEUANGAN = "keuangan", _("Keuangan")
    KEPEGAWAIAN = "kepegawaian", _("Kepegawaian")
    PENDIDIKAN_DAN_PELATIHAN = "pendidikan-dan-pelatihan", _("Pendidikan dan Pelatihan")
    PENELITIAN_DAN_PENGEMBANGAN = "penelitian-dan-pengembangan", _("Penelitian dan Pengembangan")
    PENUNJANG_LAINNYA = "penunjang-lainnya", _("Penunjang lainnya")
