"""A good answer to every part of every sheet, and what its reviewers look for. Data only.

All examples tell one invented story (patients of a puskesmas take their number at home), so that a reader
sees how one answer leads to the next. They keep to the limits of the sheets and to the advice of
`stages/writing.py`; the tests hold them to it.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from stages.sheets import Part, field_label

# Column of the innovation: how it may be answered.
COLUMNS = {
    "title": _("ARUM: Antre dari Rumah"),
    "acronym": _("Antre dari Rumah"),
    "one_line": _(
        "Pasien puskesmas mengambil nomor antrean dari rumah, lalu datang pada jam yang sudah ditentukan."
    ),
    "duty": _(
        "Petugas pendaftaran mengatur antrean dan berkas pasien, supaya setiap orang dilayani menurut urutan "
        "dan tidak menunggu lama."
    ),
    "initiator": _("ASN"),
    "initiator_name": _("Bidan Lamria Padang dan tiga petugas loket"),
    "custodian": _("Lamria Padang, bidan koordinator"),
    "commitment_by": _("dr. Henny Solin, Kepala Puskesmas Harapan"),
    "commitment_on": _("4 Maret 2026"),
    "problem": _(
        "Pasien Puskesmas Harapan datang sejak pukul lima pagi agar mendapat nomor kecil, lalu menunggu "
        "rata-rata 150 menit. Sejak 2024 ada 120 pasien setiap hari, hampir semuanya datang sebelum pukul "
        "sembilan. Kursi hanya 40, sehingga lansia dan ibu hamil berdiri di teras."
    ),
    "sufferers": _("Pasien rawat jalan dari empat desa, terutama lansia dan ibu hamil"),
    "sufferers_count": _("2.400"),
    "problem_evidence": _(
        "Waktu tunggu dicatat pada kartu 200 pasien selama dua minggu di bulan Februari 2026: rata-rata 150 "
        "menit. Kotak saran berisi 37 keluhan setahun, 29 di antaranya tentang antrean."
    ),
    "causes": _(
        "1. Mengapa menunggu lama? Semua pasien datang pagi.\n"
        "2. Mengapa pagi? Mereka takut kehabisan nomor.\n"
        "3. Mengapa takut? Nomor hanya dibagikan di loket.\n"
        "4. Mengapa hanya di loket? Pendaftaran lewat telepon belum diatur.\n"
        "5. Mengapa belum? Tidak ada petugas yang ditunjuk menjawabnya."
    ),
    "alternatives": _(
        "Menambah 30 kursi: pasien tetap menunggu. Membeli mesin antrean Rp40 juta: pasien tetap datang pagi. "
        "Membagi jam datang lewat pesan telepon: murah dan menjawab sebabnya, maka ini yang dipilih."
    ),
    "idea": _(
        "Pasien mendaftar sehari sebelumnya lewat pesan telepon atau kader desa, lalu mendapat jam datang. "
        "Sepertiga nomor tetap dibagikan di loket bagi yang tidak punya telepon."
    ),
    "idea_on": _("10 Maret 2026"),
    "novelty": _("Peningkatan kualitas"),
    "origin": _("Pendaftaran pasien di loket Puskesmas Harapan, berjalan sejak 1998"),
    "origin_url": _("https://contoh.go.id/pendaftaran"),
    "kind": _("Proses"),
    "affair": _("Kesehatan"),
    "beneficiaries": _("Pasien rawat jalan dan keluarganya, serta petugas loket"),
    "how_it_works": _(
        "Mulai pukul 15.00 pasien mengirim nama dan keluhannya ke nomor puskesmas, atau meminta kader "
        "mengirimkannya. Petugas membalas dengan jam datang; setiap jam ada 12 tempat. Pagi harinya berkas "
        "sudah siap. Pasien datang, menunjukkan pesan itu, lalu langsung ke ruang periksa. Pasien gawat tidak "
        "mengikuti nomor."
    ),
    "aims": _(
        "Waktu tunggu turun dari 150 menit menjadi paling lama 60 menit pada Desember 2026, dan tidak ada lagi "
        "lansia yang berdiri menunggu."
    ),
    "resources": _(
        "Empat petugas loket bergiliran, satu telepon dan paket data, serta 18 kader di empat desa. Biayanya "
        "Rp3.600.000 setahun."
    ),
    "budget_source": _("Dana operasional puskesmas"),
    "legal_basis": _(
        "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik; Keputusan Kepala Puskesmas Harapan Nomor "
        "12 Tahun 2026 tentang jam datang pasien."
    ),
    "risks": _(
        "Sinyal hilang saat hujan: kader membawa daftar nama ke puskesmas. Petugas dipindahkan: caranya ditulis "
        "satu halaman dan dikuasai dua orang."
    ),
    "trial_on": _("4 Mei 2026"),
    "launched_on": _("1 Juni 2026"),
    "applied_on": _("1 Juni 2026"),
    "developed_on": _("15 September 2026"),
    "results": _(
        "Dari Juni sampai September 2026, 4.300 dari 6.100 pasien mendaftar dari rumah. Waktu tunggu turun dari "
        "150 menit menjadi 55 menit. Keluhan tentang antrean tinggal 3. Warga desa terjauh tidak lagi menginap "
        "di rumah kerabat supaya mendapat nomor."
    ),
    "obstacles": _(
        "Pada tiga minggu pertama separuh pasien tetap datang pukul enam karena belum percaya pada jam datangnya."
    ),
    "help_needed": _("Satu nomor telepon resmi puskesmas, pulsanya dari anggaran kabupaten."),
    "sustainability": _(
        "Menjawab pesan sudah masuk dalam uraian tugas loket, biayanya dalam anggaran tahunan, dan angkanya "
        "dibaca pada setiap rapat bulanan."
    ),
    "lessons": _(
        "Mintalah kader yang menjelaskan. Sesudah dijelaskan di posyandu, pendaftar bertambah dari 20 menjadi 60 "
        "orang sehari."
    ),
    "headline": _("Datang sesuai jam, tidak perlu antre sejak subuh"),
    "before": _("Pasien datang pukul lima pagi dan menunggu rata-rata 150 menit; lansia berdiri di teras."),
    "after": _("Pasien datang pada jamnya dan diperiksa dalam 55 menit; semua mendapat kursi."),
    "story": _(
        "Nenek Tiur, 71 tahun, tinggal tujuh kilometer dari puskesmas, di balik bukit. Dulu cucunya bolos "
        "sekolah sebulan sekali untuk menemaninya mengantre sejak subuh. Sekarang kader di sebelah rumah yang "
        "mendaftarkan, cukup dengan satu pesan. Nenek Tiur berangkat pukul sembilan, sesudah memberi makan "
        "ayam, dan pulang sebelum makan siang. Cucunya tetap di kelas. 'Saya kira salah jam,' katanya sambil "
        "tertawa, 'kursinya masih kosong.'"
    ),
    "video_url": _("https://contoh.go.id/video-antre-dari-rumah"),
    "service_contact": _("Pesan telepon ke 0812 0000 0099"),
    "service_hours": _("Mendaftar pukul 15.00-20.00; diperiksa Senin sampai Sabtu pukul 08.00-14.00"),
    "service_place": _("Puskesmas Harapan, Jalan Merdeka 5"),
    "replication_cost": _("Rp4 juta setahun: satu telepon, paket data, cetak panduan"),
    "replication_staff": _("Satu petugas pada sore hari dan satu kader setiap desa"),
    "replication_weeks": _("6"),
    "replication_steps": _(
        "1. Catat waktu tunggu selama dua minggu.\n"
        "2. Hitung berapa pasien yang muat dalam satu jam.\n"
        "3. Tunjuk dua petugas dan sepakati bunyi balasannya.\n"
        "4. Coba pada satu ruang periksa selama sebulan."
    ),
    "goal": _("Kehidupan Sehat dan Sejahtera"),
    # Taken over as it stands: the field asks for English, in whichever language the page is read.
    "summary_en": (
        "Patients of a village clinic book their turn from home and come at a set hour, so that nobody waits on "
        "the terrace any more."
    ),
}

# Rows: one of each kind, column by column.
ROWS = {
    "team": {"name": _("Rudi Manik"), "duty": _("Membalas pesan pendaftaran setiap sore")},
    "measures": {
        "indicator": _("Waktu tunggu sampai diperiksa"),
        "unit": _("menit"),
        "baseline": _("150"),
        "target": _("60"),
        "actual": _("55"),
        "measured_on": _("30 September 2026"),
    },
    "steps": {
        "activity": _("Melatih petugas loket membalas pesan dan membagi jam datang"),
        "output": _("Empat petugas terlatih dan panduan satu halaman"),
        "person_in_charge": _("Kepala tata usaha"),
        "starts_on": _("1 April 2026"),
        "ends_on": _("30 April 2026"),
        "budget": _("1.500.000"),
        "source": _("Dana operasional puskesmas"),
    },
    "progress": {
        "reported_on": _("31 Juli 2026"),
        "text": _(
            "1.250 pasien mendaftar dari rumah bulan ini; waktu tunggu rata-rata 70 menit. Satu desa belum "
            "mempunyai kader yang bertugas."
        ),
    },
    "evidence": {
        "kind": _("Laporan"),
        "title": _("Catatan waktu tunggu 200 pasien, Februari 2026"),
        "year": _("2026"),
    },
    "photos": {
        "caption": _("Petugas loket membalas pesan pendaftaran, Puskesmas Harapan, Juni 2026"),
        "consent": _("Semua yang dikenali setuju (anak: orang tuanya)"),
    },
}

# Part: what its reviewers look for, where the part's own hint does not say it.
LOOKED_FOR = {
    "identity": _(
        "Apakah orang luar mengerti dari satu kalimat itu: apa layanannya, dan siapa yang terbantu."
    ),
    "duty": _("Tugas yang memang ada pada unit Anda, dengan kata sehari-hari. Pasal lengkap tidak perlu."),
    "initiator": _("Nama orang atau kelompok yang pertama mengusulkan, bukan hanya nama kantor."),
    "team": _("Paling sedikit dua orang menguasai caranya, sehingga tetap jalan kalau satu dipindahkan."),
    "commitment": _("Yang menyatakan adalah kepala unit yang sedang menjabat."),
    "problem": _(
        "Satu masalah saja, dengan tempat, waktu dan angka. Jalan keluarnya belum perlu ditulis di sini."
    ),
    "problem_evidence": _("Dari mana angkanya, kapan dihitung, dan oleh siapa."),
    "causes": _(
        "Setiap jawaban menjelaskan jawaban sebelumnya. 'Kurangnya kesadaran warga' jarang menjadi sebab "
        "yang terakhir."
    ),
    "idea": _(
        "Idenya menjawab sebab yang terakhir, bukan gejalanya. Pilihan yang tidak diambil diberi alasan."
    ),
    "novelty": _("Apa bedanya dari yang sudah ada, di unit Anda atau di daerah lain."),
    "classification": _("Penerima manfaat yang dapat dihitung, bukan 'masyarakat' saja."),
    "how_it_works": _(
        "Warga yang belum pernah memakai layanan ini dapat mengikutinya dari awal sampai selesai."
    ),
    "aims": _("Tujuan yang dapat diperiksa: dari berapa menjadi berapa, sampai kapan."),
    "measures": _("Yang diukur dirasakan warga (menit, orang, rupiah), bukan jumlah rapat atau sosialisasi."),
    "steps": _("Setiap langkah mempunyai orang, tanggal, dan hasil yang dapat dilihat."),
    "resources": _("Biaya yang masuk akal, dan masih ada tahun depan."),
    "legal_basis": _("Aturan yang paling dekat dengan layanan ini. Dua atau tiga sudah cukup."),
    "risks": _("Yang paling mungkin terjadi di tempat Anda, masing-masing dengan satu persiapan."),
    "dates": _("Tanggalnya cocok dengan surat, berita atau foto pada bagian Bukti."),
    "results": _("Dibandingkan dengan keadaan pada bagian Masalah, dihitung dengan cara yang sama."),
    "progress": _("Yang maju dan yang mundur sama-sama ditulis."),
    "evidence": _("Bukti hasil, bukan hanya bukti rapat: catatan layanan, survei, foto bertanggal."),
    "obstacles": _("Kendala yang nyata, dan apa yang sudah dicoba."),
    "headline": _("Manfaat bagi warga, bukan nama program."),
    "before_after": _("Hal yang sama diukur dua kali, dengan satuan yang sama."),
    "story": _("Orang dan kejadian yang sungguh ada, dan orangnya setuju diceritakan."),
    "photos": _("Layanan yang sedang dipakai warga, bukan barisan foto bersama."),
    "video": _("Paling lama tiga menit, suaranya jelas."),
    "service": _("Nomor dan jam yang sungguh dijawab."),
    "replication": _("Biaya, orang dan waktu yang sungguh terpakai, bukan rencana anggaran."),
    "goal": _("Tujuan yang langsung dirasakan penerima manfaat, bukan yang paling terkenal."),
    "english": _("Dapat dimengerti tanpa mengenal Pakpak Bharat: singkatan dan nama kantor tidak perlu."),
}


def example_for(part: Part) -> list[tuple[str, str]]:
    """A good answer to `part`: (label of the column, text), one row of each kind after the columns."""
    found = [(capfirst(field_label(Innovation, name)), COLUMNS[name]) for name in part.columns()]
    if part.rows:
        model = Innovation._meta.get_field(part.rows.relation).related_model
        row = ROWS[part.rows.relation]
        found += [(capfirst(field_label(model, name)), row[name]) for name in part.rows.fields if name in row]
    return found


def looked_for(part: Part) -> str:
    """What reviewers look for in `part`."""
    return LOOKED_FOR[part.key]
