"""Units and accounts from Excel: what a list makes, what it names as wrong, what it never does."""

import html
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import AccountEvent, Agency, Role, User
from accounts.roster import making
from accounts.roster.columns import ACCOUNTS, MOST, UNITS
from accounts.roster.reading import read
from tests.pages import typed

PAGE = reverse("admin:accounts_user_roster")
UNIT_HEADINGS = [UNITS.label(column.name) for column in UNITS.columns]
ACCOUNT_HEADINGS = [ACCOUNTS.label(column.name) for column in ACCOUNTS.columns]
NIP = "198501012010012001"


@pytest.fixture
def steward(client, cast):
    client.force_login(cast.steward)
    return client


def book(units=(), accounts=(), **more) -> bytes:
    """A workbook with rows as people type them, in the order of the columns."""
    made = Workbook()
    made.remove(made.active)
    sheets = {"Unit": [UNIT_HEADINGS, *units], "Akun": [ACCOUNT_HEADINGS, *accounts]} | more
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def upload(client, content: bytes, name="daftar.xlsx"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def faults(content: bytes) -> list[str]:
    lines, unread = read(content)
    return [str(fault) for fault in [*unread, *making.examine(lines).faults]]


WHOLE = {
    "units": [
        ["UPT Dinas Sosial", "UPT Sosial", "dinas", "Dinas Sosial", "SALAK", None, None, None],
        ["Dinas Sosial", "Dinsos", "Dinas", None, None, "Marga Solin", "Kepala Dinas", "0812-3456-7890"],
    ],
    "accounts": [
        ["Lister Berutu, S.Sos.", NIP, None, "Staf SKPD", "dinas sosial", "lister@contoh.go.id"],
        ["Ana Padang", None, "ana.padang", "Staf SKPD", "Dinas Pendidikan", None],
        ["Ana Padang", "198501012010012002", None, "Juri", None, None],
        ["Bima Bancin", None, "bima", "Kantor Bupati", None, None],
    ],
}


class TestMaking:
    def test_looks_first_and_makes_everything_when_confirmed(self, steward, cast):
        page = upload(steward, book(**WHOLE))
        assert "Belum ada yang tersimpan." in page.text
        assert "Buat 2 unit dan 4 akun" in page.text
        assert "Bima Bancin (Kantor Bupati)." in page.text
        assert not User.objects.filter(name="Ana Padang").exists()
        done = steward.post(PAGE, typed(page, having="lines"), follow=True)
        assert "2 unit dibuat. 4 akun dibuat." in done.text
        assert done.request["PATH_INFO"] == reverse("admin:accounts_user_passwordless")
        social = Agency.objects.get(name="Dinas Sosial")
        assert (social.slug, social.whatsapp, social.head_title) == (
            "dinas-sosial",
            "6281234567890",
            "Kepala Dinas",
        )
        below = Agency.objects.get(name="UPT Dinas Sosial")
        assert (below.parent, below.district, below.kind) == (social, cast.district, "dinas")
        lister = User.objects.get(nip=NIP)
        assert (lister.username, lister.role, lister.agency) == ("lister.berutu", Role.AGENCY, social)
        assert (lister.has_usable_password(), lister.password_is_temporary) == (False, True)
        assert User.objects.get(nip="198501012010012002").username == "ana.padang2"
        recorded = AccountEvent.objects.filter(user=lister, actor=cast.steward).order_by("id")
        assert [(one.kind, one.after) for one in recorded] == [
            ("created", ""),
            ("role", "AGENCY"),
            ("agency", "Dinas Sosial"),
        ]

    def test_the_same_file_again_makes_nothing(self, steward, cast):
        page = upload(steward, book(**WHOLE))
        sent = typed(page, having="lines")
        steward.post(PAGE, sent)
        counts = Agency.objects.count(), User.objects.count(), AccountEvent.objects.count()
        assert "Tidak ada yang baru" in steward.post(PAGE, sent).text  # confirmed twice
        again = upload(steward, book(**WHOLE))
        assert "Tidak ada yang baru" in again.text
        assert "6 sudah terdaftar dan tidak diubah" in again.text
        assert (Agency.objects.count(), User.objects.count(), AccountEvent.objects.count()) == counts

    def test_raises_nobody(self, steward, cast):
        rows = [
            ["Dewi Pengelola", None, "pengelola", "Fasilitator LAN", None, None],
            ["Rosmaida Manik", None, "STAF", "Pengelola", None, None],
        ]
        page = upload(steward, book(accounts=rows))
        assert "Dewi Pengelola (pengelola), Pengelola" in page.text
        steward.post(PAGE, {"lines": page.context["lines"]})
        assert User.objects.get(username="pengelola").role == Role.STEWARD
        assert User.objects.get(username="staf").role == Role.AGENCY

    def test_all_or_nothing_also_when_something_came_between(self, steward, cast):
        page = upload(steward, book(**WHOLE))
        User.objects.create_user("bima", name="Lain", role=Role.JUROR, nip=NIP)
        Agency.objects.filter(name="Dinas Pendidikan").update(is_active=False)
        refused = steward.post(PAGE, typed(page, having="lines"))
        sentence = "baris 3, kolom 'Unit kerja': 'Dinas Pendidikan' sudah tidak aktif."
        assert sentence in html.unescape(refused.text)
        assert not Agency.objects.filter(name="Dinas Sosial").exists()
        assert not User.objects.filter(name="Ana Padang").exists()

    def test_a_page_that_was_tampered_with_makes_nothing(self, steward, cast):
        page = upload(steward, book(**WHOLE))
        answer = steward.post(PAGE, {"lines": page.context["lines"][:-1] + "x"}, follow=True)
        assert "Unggah berkasnya lagi." in answer.text
        other = User.objects.create_user("kedua", name="Kedua", role=Role.STEWARD)
        steward.force_login(other)
        steward.post(PAGE, {"lines": page.context["lines"]})  # another person's reading
        assert not User.objects.filter(name="Ana Padang").exists()

    @pytest.mark.parametrize("who", ["staff", "facilitator", "executive", "juror"])
    def test_is_closed_to_others(self, client, cast, who):
        client.force_login(getattr(cast, who))
        for address in (PAGE, f"{PAGE}contoh.xlsx", reverse("admin:accounts_user_passwordless")):
            assert client.get(address).status_code in {302, 403}
            assert client.post(address).status_code in {302, 403}


class TestFaults:
    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ([None, "X", "Dinas"], "kolom 'Nama': Isi kolom ini."),
            (["X", None, "Dinas"], "kolom 'Nama singkat': Isi kolom ini."),
            (["X", "X", "Kantor"], "kolom 'Jenis unit': Pilih salah satu: Dinas, Badan"),
            (["X", "X", "Dinas", "Tak Ada"], "kolom 'Unit induk': 'Tak Ada' tidak terdaftar."),
            (["X", "X", "Dinas", "x"], "kolom 'Unit induk': Pilih unit induk yang lain"),
            (["X", "X", "Dinas", None, "Tak Ada"], "kolom 'Kecamatan': 'Tak Ada' tidak terdaftar."),
            (
                ["X", "X", "Dinas", None, None, None, None, "12"],
                "kolom 'Nomor WhatsApp': Tulis nomor WhatsApp",
            ),
            (["X" * 300, "X", "Dinas"], "kolom 'Nama': "),
            (["#REF!", "X", "Dinas"], "Rumus di sel ini gagal (#REF!)."),
        ],
    )
    def test_of_units_are_named_by_sheet_row_and_column(self, cast, row, sentence):
        found = faults(book(units=[row]))
        assert any(one.startswith("Lembar Unit, baris 2, ") and sentence in one for one in found), found

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            (["Ana", None, None, "Juri"], "kolom 'NIP': Isi NIP atau nama pengguna"),
            (["Ana", "123", None, "Juri"], "kolom 'NIP': NIP terdiri dari 18 angka"),
            (["Ana", 198501012010012001, None, "Juri"], "kolom 'NIP': Excel membulatkan NIP"),
            (["Ana", None, "Ana Padang", "Juri"], "kolom 'Nama pengguna': Pakai huruf kecil"),
            (["Ana", None, "ana", "Camat"], "kolom 'Peran': Pilih salah satu: Staf SKPD"),
            (["Ana", None, "ana", None], "kolom 'Peran': Isi kolom ini."),
            (["Ana", None, "ana", "Staf SKPD"], "kolom 'Unit kerja': Staf SKPD harus punya unit kerja"),
            (["Ana", None, "ana", "Juri", "Dinas Pendidikan"], "kolom 'Unit kerja': Staf SKPD harus punya"),
            (["Ana", None, "ana", "Staf SKPD", "Tak Ada"], "kolom 'Unit kerja': 'Tak Ada' tidak terdaftar."),
            (["Ana", None, "ana", "Juri", None, "bukan"], "kolom 'E-mail': "),
            ([None, None, "ana", "Juri"], "kolom 'Nama': Isi kolom ini."),
        ],
    )
    def test_of_accounts_are_named_by_sheet_row_and_column(self, cast, row, sentence):
        found = faults(book(accounts=[row]))
        assert [one for one in found if one.startswith("Lembar Akun, baris 2, ") and sentence in one], found

    def test_of_two_rows_name_the_other_row(self, cast):
        units = [["X", "X", "Dinas"], ["x.", "Y", "Badan"]]
        accounts = [["Ana", NIP, "ana", "Juri"], ["Ani", NIP, "ani", "Juri"], ["Ano", None, "ANI", "Juri"]]
        found = faults(book(units, accounts))
        assert found == [
            "Lembar Unit, baris 3, kolom 'Nama': Ini sudah ada di baris 2. Hapus salah satu barisnya.",
            "Lembar Akun, baris 3, kolom 'NIP': Ini sudah ada di baris 2. Hapus salah satu barisnya.",
            "Lembar Akun, baris 4, kolom 'Nama pengguna': Ini sudah ada di baris 3. Hapus salah satu barisnya.",
        ]

    def test_of_a_person_who_is_two(self, cast):
        User.objects.filter(pk=cast.juror.pk).update(nip=NIP)
        [found] = faults(book(accounts=[["Ana", NIP, "staf", "Juri"]]))
        assert "milik dua akun yang berlainan" in found

    def test_of_the_headings(self, cast):
        [unknown, lacking] = faults(
            book(Unit=[["Nama", "Nama singkatan", "Jenis unit"], ["X", "X", "Dinas"]])
        )[:2]
        assert "Kalau maksudnya 'Nama singkat', ganti namanya." in unknown
        assert "kolom 'Nama singkat': Tambahkan kolom ini" in lacking
        assert "dua kali" in faults(book(Akun=[["Nama", "Nama"], ["X", "Y"]]))[0]
        assert "Tulis nama kolom" in faults(book(Akun=[["Ana", "Juri"]]))[0]
        assert "Belum ada isinya." in faults(book())[0]
        assert "Belum ada isinya." in faults(book(Unit=[], Akun=[], Lain=[["a"]]))[0]

    def test_of_too_many_rows(self, cast):
        rows = [[f"Orang {number}", None, f"orang{number}", "Juri"] for number in range(MOST + 1)]
        assert any("Paling banyak 500 baris" in one for one in faults(book(accounts=rows)))

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Berkas ini kosong."),
            (b"Nama;NIP", "Ini bukan berkas XLSX."),
            (b"PK\x03\x04 rusak", "Ini bukan berkas XLSX."),
            (b"x" * (2 * 2**20 + 1), "lebih besar dari 2 MB"),
        ],
        ids=["empty", "text", "torn", "huge"],
    )
    def test_of_the_file_keep_the_page(self, steward, cast, content, sentence):
        assert sentence in upload(steward, content).text

    def test_of_a_file_that_is_not_chosen(self, steward):
        assert "Pilih berkas daftarnya dulu." in steward.post(PAGE, {}).text

    def test_of_a_package_that_swells_or_is_no_workbook_inside(self, steward, cast):
        def package(**entries):
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
                for name, content in entries.items():
                    made.writestr(name.replace("__", "/").replace("_", "."), content)
            return target.getvalue()

        assert "Ini bukan berkas XLSX." in upload(steward, package(xl__workbook_xml=b"0" * 50 * 2**20)).text
        assert "Ini bukan berkas XLSX." in upload(steward, package(word__document_xml=b"0")).text
        assert "Berkas ini rusak." in upload(steward, package(xl__workbook_xml=b"0")).text


class TestTemplate:
    def test_explains_its_columns_and_reads_as_empty(self, steward, cast):
        answer = steward.get(reverse("admin:accounts_user_roster_template"))
        content = b"".join(answer.streaming_content)
        made = load_workbook(io.BytesIO(content))
        assert made.sheetnames == ["Unit", "Akun", "Petunjuk"]
        assert [cell.value for cell in made["Akun"][1]] == ACCOUNT_HEADINGS
        assert made["Akun"]["B2"].number_format == "@"
        assert '"Staf SKPD,Fasilitator LAN,Kantor Bupati,Pengelola,Juri"' in {
            rule.formula1 for rule in made["Akun"].data_validations.dataValidation
        }
        told = [[cell.value for cell in row] for row in made["Petunjuk"].iter_rows()]
        assert ["Akun", "Nama", "Wajib", "Nama orangnya; satu orang satu akun."] in told
        assert "Belum ada isinya." in faults(content)[0]

    def test_filled_in_its_example_could_be_read(self, steward, cast):
        answer = steward.get(reverse("admin:accounts_user_roster_template"))
        made = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        made["Unit"]["A2"] = made["Akun"]["E2"] = "Dinas Baru"
        made["Akun"]["A2"] = "Orang Baru"
        target = io.BytesIO()
        made.save(target)
        page = upload(steward, target.getvalue())
        assert "Buat 1 unit dan 1 akun" in page.text
