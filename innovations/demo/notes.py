"""What people write with a move in the demo histories: short, human, about the record and not the person.

`for_move(move, number)` gives the text for the n-th use of a move; `CASES` says what each told-out history
uses, one per `case` of an idea that has one.
"""

RETURN = [
    (
        (
            "Masalahnya nyata dan terasa. Mohon ditambah angkanya: berapa orang yang mengalami, dari "
            "catatan mana. Cukup dua kalimat dengan sumbernya."
        ),
        ["problem_evidence", "sufferers"],
    ),
    (
        (
            "Lima 'mengapa' berhenti pada anggaran. Coba sekali lagi bersama petugas loket: apa yang "
            "terjadi sebelum antrean memanjang? Gagasannya kemungkinan ikut berubah."
        ),
        ["causes", "idea"],
    ),
    (
        (
            "Cara kerjanya sudah jelas sampai hari pertama. Siapa yang mengerjakan di hari ke-100? Lengkapi "
            "langkah aksi dengan penanggung jawab dan tanggal selesai."
        ),
        ["how_it_works", "steps"],
    ),
    (
        "Ukurannya masih 'jumlah kegiatan'. Pilih satu ukuran yang dirasakan warga, isi angka awalnya dulu.",
        ["measures"],
    ),
    (
        (
            "Foto daftar hadir belum menunjukkan hasil. Lampirkan bukti bahwa warga memakai layanannya, "
            "misalnya buku kunjungan satu bulan dengan nama yang ditutup."
        ),
        ["evidence", "results"],
    ),
    (
        (
            "Kisahnya bagus, tetapi judul depannya memakai singkatan yang tidak dikenal warga. Tulis "
            "seperti bercerita kepada tetangga. Nama anak pada keterangan foto mohon dihapus."
        ),
        ["headline", "photos"],
    ),
    (
        "Sebutkan inovasi yang ditiru, daerahnya, dan alamat sumbernya. Meniru itu baik, asal disebut.",
        ["novelty", "origin"],
    ),
]

RECOMMEND = [
    "Masalah, sebab, dan gagasannya sambung-menyambung. Siap dilanjutkan ke tahap berikut.",
    "Unit ini tahu betul siapa yang dilayaninya. Saran kecil: mulai dari satu desa dahulu.",
    (
        "Rencana wajar untuk tenaga yang ada. Dua langkah pertama dapat dimulai tanpa menunggu anggaran "
        "perubahan."
    ),
    "Bukti cukup dan dapat diperiksa. Kemajuan dilaporkan apa adanya, termasuk yang belum tercapai.",
    "Sudah diperbaiki sesuai catatan sebelumnya. Terima kasih sudah bertanya langsung kepada warga.",
    "Kisahnya jujur dan mudah dibaca. Paket replikasinya dapat dipakai kabupaten tetangga.",
    "Inovasi tidak harus baru. Perluasan ini menjawab keluhan yang sudah lama.",
    "Tim lengkap dan kepala unit menyatakan komitmen. Lanjutkan.",
]

APPROVE = [
    "Disetujui. Laksanakan mulai triwulan ini dan laporkan setiap bulan.",
    "Disetujui dengan catatan: dahulukan desa yang paling jauh dari pusat kecamatan.",
    "Disetujui untuk ditampilkan. Warga perlu tahu layanan ini ada dan gratis.",
    "Disetujui. Bagian Organisasi membantu penyusunan standar pelayanannya.",
    "Disetujui. Biaya masuk dalam rencana kerja unit, tidak menambah pos baru.",
    "Disetujui untuk ditampilkan. Sampaikan terima kasih kepada para kader.",
]

DECLINE = [
    (
        "Tujuannya baik, tetapi layanan yang sama sudah dijalankan Dinas Komunikasi dan Informatika. "
        "Bergabunglah dengan mereka agar warga tidak mengunduh dua aplikasi."
    ),
    (
        "Biaya tahunannya melebihi kemampuan APBD, sedangkan jumlah penggunanya belum diketahui. Ajukan "
        "kembali setelah percobaan kecil tanpa pembangunan gedung."
    ),
    "Kewenangannya ada pada provinsi. Kirimkan usulan ini sebagai masukan resmi; kabupaten ikut mendukung.",
]

STOP = [
    (
        "Petugas yang menggagas pindah tugas dan belum ada penggantinya.",
        "Sejak awal perlu dua orang yang menguasai cara kerjanya, dan panduan tertulis sebelum peluncuran.",
    ),
    (
        "Setelah tiga bulan, warga tetap memilih datang langsung karena sinyal di desa tidak menentu.",
        (
            "Periksa jaringan dan kebiasaan warga sebelum memilih cara daring. Papan pengumuman ternyata "
            "lebih dibaca."
        ),
    ),
    (
        "Kegiatannya kini menjadi bagian dari program Dinas Kesehatan, sehingga tidak perlu berdiri sendiri.",
        "Berhenti karena diambil alih yang lebih luas bukanlah kegagalan. Catatan kadernya dipakai terus.",
    ),
]

REOPEN = [
    "Pengganti petugas sudah ada dan kepala desa meminta layanan ini dilanjutkan. Dibuka kembali.",
    (
        "Alasan berhentinya sudah teratasi: jaringan di balai desa telah terpasang. Silakan diteruskan dari "
        "draf."
    ),
]

ANNOUNCE = [
    "Diumumkan pada Festival Inovasi. Selamat kepada seluruh tim.",
    "Diumumkan. Poster dengan kode QR dikirim ke unit dan kantor camat.",
]

POSTPONE = [
    "Rencananya baik. Diputuskan sesudah perubahan anggaran ditetapkan, agar biayanya pasti.",
    "Menunggu hasil kunjungan Bupati ke desa yang bersangkutan; sesudah itu diputuskan.",
]

# case -> the texts of its history. Numbers point into the lists above.
CASES = {
    "returned": {"return": range(len(RETURN))},
    "improved": {"return": range(len(RETURN)), "recommend": [4]},
    "stopped": {"stop": range(len(STOP))},
    "declined": {"decline": range(len(DECLINE))},
    "reopened": {"stop": [0, 1], "reopen": [0, 1]},
}

_LISTS = {
    "return": RETURN,
    "recommend": RECOMMEND,
    "approve": APPROVE,
    "decline": DECLINE,
    "stop": STOP,
    "reopen": REOPEN,
    "announce": ANNOUNCE,
    "postpone": POSTPONE,
}


def for_move(move: str, number: int = 0) -> dict:
    """The n-th note for a move, in turn: {"note": str, "lesson": str, "parts": [field names]}.

    `move` is return, recommend, approve, postpone, decline, stop, reopen or announce; other moves need
    no note (KeyError).
    `lesson` is filled for stop, `parts` (names of fields or rows of a story) for return.
    """
    entries = _LISTS[move]
    entry = entries[number % len(entries)]
    if move == "return":
        return {"note": entry[0], "lesson": "", "parts": list(entry[1])}
    if move == "stop":
        return {"note": entry[0], "lesson": entry[1], "parts": []}
    return {"note": entry, "lesson": "", "parts": []}
