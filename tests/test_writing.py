"""Writing help: what each rule says, what it must leave alone, and the examples that show how it is done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from innovations.models import Innovation, Stage, Status
from stages import copying, examples, sheets, writing
from tests import road

ALL_SHEETS = [*sheets.SHEETS.values(), sheets.CONDENSED]

COPIED = (
    "Petugas loket membagi jam datang sehari sebelumnya, menyiapkan berkas setiap pasien, lalu memanggil menurut jam "
    "yang tertulis pada pesan sehingga ruang tunggu lengang."
)
OWN = "Di dusun kami kader mencatat nama di buku hijau dan mengantarkannya ke bidan pada sore hari. "


@pytest.fixture
def says(innovation):
    """says(column, text): the sentences of the advice about that text alone."""

    def ask(column, text, **others):
        for name, value in {column: text, **others}.items():
            setattr(innovation, name, value)
        parts = [part for parts in sheets.SHEETS.values() for part in parts if column in part.columns()]
        found = writing.advice(innovation, parts, innovation.custodian)
        return [one.sentence for one in found if one.column == column]

    return ask


class TestAcronyms:
    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("Data pasien diambil dari SIMRS setiap pagi.", "'SIMRS'"),
            ("Petugas PONED mencatat kunjungan ANC di buku.", "'PONED', 'ANC'"),
            ("Balita mendapat PMT dari kader.", "'PMT'"),
            ("Laporan dikirim ke OPD, lalu OPD membalas.", "'OPD'"),
            ("Pendaftaran SPSE-nya dibuka di kecamatan.", "'SPSE'"),
            ("Kami memakai aplikasi, misalnya (SIPD, SIMDA) di kantor.", "'SIPD', 'SIMDA'"),
            ("Pasien umum atau ANC dilayani di loket kedua.", "'ANC'"),
        ],
    )
    def test_nobody_explained(self, says, text, named):
        assert says("problem", text) == [
            f"Kepanjangan {named} belum ditulis; warga mungkin tidak mengenalnya."
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "Warga RT 03 RW 02 membawa KTP-el, KK dan kartu BPJS ke puskesmas.",
            "Anak SD/SMP/SMA naik bus pukul 06.30 WIB.",
            "Data diambil dari Sistem Informasi Manajemen Rumah Sakit (SIMRS). SIMRS dibuka setiap pagi.",
            "SIMRS (Sistem Informasi Manajemen Rumah Sakit) dibuka setiap pagi.",
            "Sistem Informasi Manajemen Rumah Sakit atau SIMRS dibuka setiap pagi.",
            "SIMRS: Sistem Informasi Manajemen Rumah Sakit, dibuka setiap pagi.",
            "Kunjungan ANC, yaitu pemeriksaan kehamilan, dicatat bidan.",
            "Pemberian Makanan Tambahan (disingkat PMT) dibagikan kader.",
            "Badan Penanggulangan Bencana Daerah, disingkat BPBD, dihubungi.",
            "Surat ini GRATIS dan TIDAK boleh dipungut biaya.",
            "Siswa kelas VII sampai IX, dan peserta tingkat II.",
            "MASYARAKAT SULIT MENGURUS AKTA KELAHIRAN KARENA JAUH.",
            "Lihat https://contoh.go.id/SIMDA/PMT atau tulis ke LAYANAN@contoh.go.id.",
            "Ruas jalan 3 KM dan lahan 2 HA tidak dilalui bus.",
            "Bus berangkat pagi. BUS tidak berangkat saat hujan.",
            "Anak yang sakit dibawa ke dr. A. H. Nasution.",
            "Dana BUM Desa dan APBD dipakai bersama.",
        ],
    )
    def test_are_left_alone_when_known_explained_or_no_acronyms(self, says, text):
        assert says("problem", text) == []

    def test_are_explained_anywhere_in_the_record(self, says):
        assert says("problem", "SIMRS mati.", story="Sistem Informasi Manajemen Rumah Sakit (SIMRS).") == []
        assert says("problem", "SIMRS mati.", story="Hari itu SIMRS mati.") != []

    def test_of_the_title_are_explained_beside_it(self, says):
        told = {"title": "BERKELAS Kecupak", "acronym": "Beri Kelor Atasi Stunting"}
        assert says("idea", "Kader BERKELAS menanam kelor.", **told) == []
        assert says("idea", "Kader BERKELAS menanam kelor.", **told | {"acronym": ""}) != []
        assert says("idea", "Kader GERTAK menanam kelor.", title="GERTAK TANAM KELOR", acronym="") == []

    def test_of_the_units_own_name_are_its_own(self, says, innovation):
        innovation.agency.name = "DPMPTSP Pakpak Bharat"
        assert says("problem", "Warga datang ke DPMPTSP tiga kali.") == []

    def test_law_and_money_and_names_are_not_read(self, says):
        assert says("legal_basis", "SE KEMENPAN 12/2020; PERBUP 5 Tahun 2024.") == []
        assert says("origin", "JEBOL, Kabupaten Humbang Hasundutan") == []


class TestEmptyWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Kami memberikan pelayanan terbaik kepada warga.", "pelayanan terbaik"),
            ("Kami ingin memberi warga yang terbaik.", "memberi warga yang terbaik"),
            ("Puskesmas terdepan dalam melayani.", "puskesmas terdepan"),
            ("Hasilnya sangat luar biasa bagi desa.", "sangat luar biasa"),
            ("Ini terobosan yang inovatif.", "inovatif"),
            ("Inovatif dan dekat dengan warga.", "inovatif"),
            ("Pelayanan di loket belum optimal.", "belum optimal"),
            ("Petugas bekerja secara maksimal.", "secara maksimal"),
            ("Warga mendapat pelayanan prima di kantor camat.", "pelayanan prima"),
            ("Surat diurus secara efektif dan efisien.", "efektif dan efisien"),
            ("Layanan berbasis teknologi modern.", "berbasis teknologi modern"),
            ("Layanan ini pertama di Indonesia.", "pertama di Indonesia"),
            ("Bus ini satu-satunya di Kabupaten kami.", "satu-satunya di Kabupaten"),
        ],
    )
    def test_are_named_with_what_to_write_instead(self, says, text, words):
        [sentence] = says("one_line", text)
        assert sentence.startswith(f"'{words}'")
        assert sentence.count(". ") == 1

    @pytest.mark.parametrize(
        "text",
        [
            "Meraih juara inovasi terbaik tingkat provinsi tahun 2024.",
            "Mendapat penghargaan puskesmas terbaik dari gubernur.",
            "Praktik terbaik dari Humbang Hasundutan kami pelajari.",
            "Petugas memilih rute terbaik untuk bus.",
            "Kejadian luar biasa diare di Desa Salak ditangani bidan.",
            "Siswa Sekolah Luar Biasa ikut naik bus.",
            "Bus memuat maksimal 30 orang.",
            "Kapasitas maksimal ruang tunggu tercantum di pintu.",
            "Suhu optimal penyimpanan vaksin dijaga.",
            "Pelayanan belum optimal: dari 200 balita hanya 90 yang ditimbang.",
            "Kader mengikuti Lomba Desa Inovatif.",
            "Pegawai ikut Pelatihan Pelayanan Prima.",
            "Duduklah di kursi terdepan.",
            "Nomor satu dipanggil pukul delapan.",
            "Ini pertama kali ia naik bus.",
            "Warga belajar teknologi pengolahan pupuk.",
        ],
    )
    def test_are_not_seen_where_they_say_something(self, says, text):
        assert says("one_line", text) == []


class TestClaims:
    @pytest.mark.parametrize("column", ["results", "problem_evidence", "before", "after"])
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Kepuasan warga meningkat.", "meningkat"),
            ("Surat selesai lebih cepat daripada dulu.", "lebih cepat"),
            ("Banyak warga mengeluh tentang antrean.", "Banyak warga"),
            ("Keluhan berkurang sesudah bus berjalan.", "berkurang"),
            ("Sebagian besar siswa berjalan kaki.", "Sebagian besar"),
            ("Hasil panen salah satu kelompok meningkat.", "meningkat"),
        ],
    )
    def test_want_a_number(self, says, column, text, words):
        assert says(column, text) == [
            f"'{words}': dari berapa menjadi berapa? Satu angka membuat kalimat ini dipercaya."
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "Waktu tunggu menurun dari 150 menit menjadi 55 menit.",
            "Keluhan berkurang dari dua puluh menjadi tiga sebulan.",
            "Lebih dari separuh siswa datang lebih cepat.",
            "Dulu pasien menunggu 150 menit. Sekarang waktunya jauh berkurang.",
            "Kehadiran meningkat. Dari 200 balita, 180 ditimbang.",
            "Siswa naik bus di depan rumah dan turun di sekolah.",
            "Loket dipindahkan supaya warga lebih mudah masuk.",
            "Belum dicatat apakah keterlambatan berkurang.",
            "Semua siswa tiba lebih cepat.",
        ],
    )
    def test_with_a_number_or_none_made_are_left_alone(self, says, text):
        assert says("results", text) == []

    @pytest.mark.parametrize(
        ("text", "is_flagged"),
        [
            ("Meningkatkan kualitas pelayanan kepada warga.", True),
            ("Waktu tunggu berkurang pada akhir tahun.", True),
            ("Menurunkan waktu tunggu menjadi 60 menit pada Desember 2026.", False),
            ("Tidak ada anak yang berhenti sekolah karena rumahnya jauh.", False),
            ("Setiap warga tahu ke mana mengadu.", False),
        ],
    )
    def test_of_an_aim_want_a_number_too(self, says, text, is_flagged):
        assert bool(says("aims", text)) is is_flagged

    def test_are_nobodys_business_elsewhere(self, says):
        assert says("story", "Banyak warga tertawa, dan antrean berkurang.") == []
        assert says("how_it_works", "Petugas bekerja lebih cepat.") == []


class TestLongSentences:
    def test_are_counted(self, says):
        assert says("story", road.text(36) + ".") == [
            "Kalimat ini 36 kata; pecah menjadi dua supaya mudah dibaca."
        ]

    @pytest.mark.parametrize(
        "text",
        [
            f"{road.text(35)}.",
            f"{road.text(30)}. A{road.text(30)}!\n{road.text(30)}",
            f"{road.text(20)}: {road.text(20)}; {road.text(20)}.",
            f"1. {road.text(20)}\n2. {road.text(20)}",
        ],
    )
    def test_of_a_readable_length_are_left_alone(self, says, text):
        assert says("story", text) == []

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Dibuka pukul 08.00. Ditutup sore.", ["Dibuka pukul 08.00.", "Ditutup sore."]),
            ("Lihat No. 5 dari dr. Henny di Jl. Merdeka.", ["Lihat No. 5 dari dr. Henny di Jl. Merdeka."]),
            ("Biayanya Rp1.500.000 setahun", ["Biayanya Rp1.500.000 setahun"]),
            ("1. Catat.\n2. Coba.", ["1. Catat.", "2. Coba."]),
            ("Berapa? Tiga!", ["Berapa?", "Tiga!"]),
            ("", []),
        ],
    )
    def test_end_where_people_end_them(self, text, told):
        assert writing.sentences(text) == told


class TestCopies:
    @pytest.fixture
    def mine(self, innovation):
        innovation.how_it_works = f"{OWN}{COPIED}"
        innovation.save()
        return innovation

    @staticmethod
    def about(innovation, user, column="how_it_works"):
        found = writing.advice(innovation, [sheets.HOW], user)
        return [(one.sentence, one.excerpt) for one in found if one.column == column]

    def test_of_the_units_own_record_name_it(self, mine, cast, lab):
        other = road.register(cast.colleague, lab, "Loket Tenang", how_it_works=COPIED)
        [(sentence, excerpt)] = self.about(mine, cast.staff)
        assert sentence.startswith(f"Sebagian tulisan ini sama dengan {other.code} 'Loket Tenang'.")
        assert excerpt == (
            "Petugas loket membagi jam datang sehari sebelumnya, menyiapkan berkas setiap pasien, lalu ..."
        )

    def test_of_a_published_record_of_another_unit_name_it(self, mine, at, cast, lab):
        other = at(Stage.DISPLAY, Status.PUBLISHED, title="Loket Salak", user=cast.outsider)
        Innovation.objects.filter(pk=other.pk).update(how_it_works=COPIED)
        [(sentence, _excerpt)] = self.about(mine, cast.staff)
        assert f"{other.code} 'Loket Salak'" in sentence

    def test_of_what_another_unit_has_not_published_are_not_known(self, mine, cast, lab):
        road.register(cast.outsider, lab, "Rahasia Sibande", how_it_works=COPIED)
        assert self.about(mine, cast.staff) == []

    def test_do_not_name_what_the_reader_may_not_see(self, mine, cast, lab):
        other = road.register(cast.colleague, lab, "Loket Tenang", how_it_works=COPIED)
        [(sentence, _excerpt)] = self.about(mine, cast.outsider)
        assert sentence.startswith("Sebagian tulisan ini sama dengan catatan lain.")
        assert other.code not in sentence
        assert "Tenang" not in sentence

    @pytest.mark.parametrize(
        "theirs",
        [
            COPIED.replace(" menyiapkan", "\n\nmenyiapkan"),
            f"Begini caranya: {COPIED.rstrip('.')}, begitu.",
            " ".join(COPIED.split()[3:]),
        ],
    )
    def test_are_found_inside_another_text_and_across_lines(self, mine, cast, lab, theirs):
        road.register(cast.colleague, lab, how_it_works=theirs)
        assert len(self.about(mine, cast.staff)) == 1

    @pytest.mark.parametrize(
        "theirs",
        [
            " ".join(COPIED.split()[:14]),
            "Petugas loket membagi jam datang. Berkas setiap pasien disiapkan sehari sebelumnya.",
            "(*+?[{|\\^$ .",
            "",
        ],
    )
    def test_are_not_seen_in_a_few_words(self, mine, cast, lab, theirs):
        road.register(cast.colleague, lab, how_it_works=theirs)
        assert self.about(mine, cast.staff) == []

    def test_are_looked_for_in_the_same_column_only(self, mine, cast, lab):
        road.register(cast.colleague, lab, problem=COPIED)
        assert self.about(mine, cast.staff) == []

    def test_signs_of_a_pattern_are_only_signs(self, mine, cast, lab):
        mine.how_it_works = r"a.* (b|c) [d] \e ^f$ g+ h? {2} 50% 'i' \"j\" l_m n… o’p q r s"
        other = road.register(cast.colleague, lab, how_it_works=mine.how_it_works)
        assert other.code in self.about(mine, cast.staff)[0][0]

    def test_of_what_a_record_carries_on_are_no_copies(self, mine, cast, lab):
        earlier = road.register(cast.colleague, lab, "Loket 2025", how_it_works=COPIED)
        road.register(cast.colleague, lab, "Loket 2024", how_it_works=COPIED)
        mine.predecessor = earlier
        mine.save()
        assert self.about(mine, cast.staff) == []
        assert self.about(earlier, cast.staff)[0][0].count("Loket 2024") == 1

    def test_new_words_beside_what_is_carried_on_are_compared(self, mine, cast, lab):
        mine.predecessor = road.register(cast.colleague, lab, "Loket 2025", how_it_works=OWN)
        other = road.register(cast.colleague, lab, "Loket Tenang", how_it_works=COPIED)
        assert other.code in self.about(mine, cast.staff)[0][0]

    def test_the_units_duty_may_stand_in_all_its_records(self, innovation, cast, lab):
        innovation.duty = COPIED
        road.register(cast.colleague, lab, duty=COPIED)
        assert writing.advice(innovation, [sheets.DUTY], cast.staff) == []

    def test_the_newest_records_are_compared(self, mine, cast, lab, monkeypatch):
        monkeypatch.setattr(copying, "COMPARED", 1)
        road.register(cast.colleague, lab, how_it_works=COPIED)
        assert len(self.about(mine, cast.staff)) == 1
        road.register(cast.colleague, lab, how_it_works="Kami menulis sendiri.")
        assert self.about(mine, cast.staff) == []

    @pytest.mark.parametrize("others", [1, 3])
    def test_cost_one_query_for_a_whole_sheet(self, cast, lab, others):
        innovation = road.register(cast.staff, lab, entry_stage=Stage.DELIVERY)
        road.fill(innovation, cast.staff)
        for _number in range(others):
            road.register(cast.colleague, lab, results=innovation.results)
        innovation = Innovation.objects.with_people().get(pk=innovation.pk)
        with CaptureQueriesContext(connection) as seen:
            found = writing.advice(innovation, sheets.CONDENSED, cast.staff)
        assert len(seen) == 1
        assert any("sama dengan" in one.sentence for one in found if one.column == "results")

    def test_cost_nothing_for_a_short_text(self, innovation, cast, django_assert_num_queries):
        with django_assert_num_queries(0):
            writing.advice(innovation, sheets.SHEETS[Stage.DIAGNOSE], cast.staff)


class TestAdvice:
    def test_comes_in_the_order_of_the_sheet_with_a_label_and_a_short_excerpt(self, innovation, cast):
        innovation.results = "Kepuasan meningkat."
        innovation.problem = f"{road.text(20)} lewat SIMRS {road.text(30)}"
        found = writing.advice(innovation, sheets.CONDENSED, cast.staff)
        assert [one.label for one in found] == ["Masalah", "Masalah", "Hasil"]
        assert found[0].excerpt.startswith("... lewat anak sekolah di desa lewat SIMRS anak")
        assert len(found[0].excerpt.split()) <= 3 * writing.AROUND + 2

    def test_what_stands_far_beyond_every_limit_is_not_read(self, says):
        assert says("story", "Ia menunggu.\n" * 1000 + "SIMRS mati, lalu pelayanan prima.") == []

    def test_an_empty_record_gets_none(self, innovation, cast):
        for parts in ALL_SHEETS:
            assert writing.advice(innovation, parts, cast.staff) == []

    def test_every_column_that_is_read_exists(self):
        columns = {field.name for field in Innovation._meta.get_fields()}
        assert columns >= writing.PROSE
        assert all(read <= writing.PROSE for _rule, read in writing.RULES)


class TestPages:
    @pytest.fixture
    def opened(self, client, cast):
        """opened(name, innovation, ...): the text of that page as staff reads it."""
        client.force_login(cast.staff)
        return lambda name, innovation, *more: client.get(
            reverse(f"workspace:{name}", args=[innovation.code, *more])
        ).content.decode()

    @pytest.mark.parametrize("stage", list(Stage))
    def test_every_step_shows_its_example(self, opened, at, stage):
        innovation = at(stage, Status.DRAFT)
        for part in sheets.sheet_for(innovation):
            if part.key in {"photos", "evidence"}:  # pages of their own
                continue
            text = opened("step", innovation, part.key)
            assert escape(str(examples.looked_for(part))) in text
            for _label, answer in examples.example_for(part):
                assert escape(str(answer)).splitlines()[0] in text

    def test_a_step_shows_the_advice_on_its_own_part_below_the_fields(self, opened, innovation):
        innovation.duty, innovation.one_line = "Pelayanan prima lewat SIMRS.", "Ini inovatif."
        innovation.save()
        text = opened("step", innovation, "duty")
        assert text.count("#id_duty") == 2
        places = [text.index(one) for one in ('name="duty"', "Saran (boleh diabaikan)", "data-save-state")]
        assert places == sorted(places)
        assert "inovatif" not in text
        assert "Saran" not in opened("step", innovation, "initiator")

    def test_advice_stops_nobody(self, opened, client, cast, innovation):
        road.fill(innovation, cast.staff)
        innovation.duty = "Pelayanan prima lewat SIMRS yang terbaik dan inovatif bagi semua warga."
        innovation.save()
        assert sheets.missing(innovation) == []
        sent = {"submit-version": innovation.version, "submit-note": ""}
        client.post(reverse("workspace:move", args=[innovation.code, "submit"]), sent)
        innovation.refresh_from_db()
        assert innovation.status == Status.SUBMITTED

    def test_the_preview_folds_the_advice_on_all_that_is_open(self, opened, innovation, cast):
        innovation.duty, innovation.one_line = "Pelayanan prima bagi warga.", "Ini inovatif."
        innovation.save()
        text = opened("preview", innovation)
        assert "2 saran untuk tulisan ini (boleh diabaikan)" in text
        assert f"{reverse('workspace:step', args=[innovation.code, 'duty'])}#id_duty" in text
        road.fill(innovation, cast.staff)
        road.move(innovation, "submit", cast.staff)
        assert "saran untuk tulisan ini" not in opened("preview", innovation)

    def test_an_excerpt_is_only_text(self, opened, innovation):
        innovation.duty = "<script>alert('SIMRS')</script> Pelayanan prima."
        innovation.save()
        for text in (opened("step", innovation, "duty"), opened("preview", innovation)):
            assert "prima" in text
            assert "<script>alert" not in text

    @pytest.mark.parametrize(("name", "more"), [("step", ["duty"]), ("preview", [])])
    def test_as_many_queries_for_three_alike_as_for_one(self, opened, innovation, cast, lab, name, more):
        innovation.one_line = COPIED[:200]
        innovation.duty = "Pelayanan prima."
        innovation.save()
        counts = []
        for others in (1, 2):
            for _ in range(others):
                road.register(cast.colleague, lab, one_line=COPIED[:200])
            opened(name, innovation, *more)
            with CaptureQueriesContext(connection) as seen:
                text = opened(name, innovation, *more)
            assert ("sama dengan" in text) is (name == "preview")
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 12


class TestExamples:
    @pytest.fixture
    def model_answer(self, innovation):
        """A record whose texts are the examples."""
        for name, text in examples.COLUMNS.items():
            field = Innovation._meta.get_field(name)
            if not field.choices and field.get_internal_type() in {"CharField", "TextField"}:
                setattr(innovation, name, str(text))
        return innovation

    @pytest.mark.parametrize("parts", ALL_SHEETS)
    def test_every_part_has_one_and_what_reviewers_look_for(self, parts):
        for part in parts:
            labels = [label for label, _text in examples.example_for(part)]
            rows = part.rows.fields if part.rows else ()
            assert len(labels) >= len(part.columns()) + bool(rows)
            assert all(text for _label, text in examples.example_for(part))
            assert examples.looked_for(part)

    @pytest.mark.parametrize("parts", ALL_SHEETS)
    def test_keep_to_the_limits_of_their_sheet(self, model_answer, parts):
        for part in parts:
            for name in part.columns():
                text = str(examples.COLUMNS[name])
                words, most = sheets.word_count(text), (part.most or {}).get(name, 70)
                assert part.fields[name] <= words <= min(most, 70), name
                field = Innovation._meta.get_field(name)
                if field.choices:
                    assert text in dict(field.flatchoices).values()
                else:
                    assert field.max_length is None or len(text) <= field.max_length

    def test_get_no_advice(self, model_answer, cast):
        for parts in ALL_SHEETS:
            assert writing.advice(model_answer, parts, cast.staff) == []

    def test_are_no_longer_kept_than_the_sheets_need_them(self):
        parts = [part for parts in ALL_SHEETS for part in parts]
        assert set(examples.COLUMNS) == {name for part in parts for name in part.columns()}
        assert set(examples.ROWS) == {part.rows.relation for part in parts if part.rows}
        assert set(examples.LOOKED_FOR) == {part.key for part in parts}
