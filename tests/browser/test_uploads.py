"""Photos and files on a bad line, in a browser: kept on the device, shrunk, sent in pieces, each exactly once."""

import io

import pytest
from PIL import Image, PdfParser
from playwright.sync_api import expect

from innovations.models import Photo, Upload
from tests import road
from tests.browser.conftest import is_wider_than_its_window, shot, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(seed, size=(2800, 1900), quality=95) -> bytes:
    """A photo as a phone takes it: more pixels and bytes than a bad line likes."""
    target = io.BytesIO()
    Image.effect_noise((size[0] // 4, size[1] // 4), 30 + seed).resize(size).convert("RGB").save(
        target, "JPEG", quality=quality
    )
    return target.getvalue()


def chosen(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.fixture
def device(kept_browser, live_server):
    """device(): the page of a phone's browser that keeps what it had when it was closed."""
    return lambda: kept_browser(live_server.url, width=360).pages[0]


def test_photos_chosen_without_network_arrive_once_after_the_browser_was_closed(device, innovation):
    page = device()
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/foto/")
    page.context.set_offline(True)
    photos = {"bus.jpg": picture(1), "halte.jpg": picture(2)}
    page.get_by_label("Pilih foto, boleh beberapa sekaligus").set_input_files(
        [chosen(name, content) for name, content in photos.items()]
    )
    expect(page.get_by_role("group", name="Tentang halte.jpg")).to_be_visible()
    expect(page.locator(".upload").first).to_contain_text("→")  # 4,8 MB -> 310 KB
    page.get_by_role("button", name="Kirim 2 berkas").click()
    expect(page.get_by_text("Tulis apa yang terlihat di foto ini.").first).to_be_visible()
    for name in photos:
        words = page.get_by_role("group", name=f"Tentang {name}")
        words.get_by_label("Keterangan").fill(f"Gambar {name}")
        words.get_by_label("Tidak ada orang yang dikenali").check()
    shot(page, "uploads-chosen-360")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Kirim 2 berkas").click()
    expect(page.get_by_text("Menunggu jaringan; tersimpan di perangkat ini.")).to_have_count(2)
    shot(page, "uploads-waiting-360")
    assert violations(page) == []
    page.context.close()
    assert not Photo.objects.exists()

    page = device()
    page.goto("/kerja/inovasi/")  # any page of the workspace
    expect(page.get_by_role("heading", name="Inovasi kami")).to_be_visible()
    expect(page.locator("[data-uploads-home]")).to_be_hidden()  # nothing waits any more
    page.goto(f"/kerja/inovasi/{innovation.code}/foto/")
    expect(page.locator("#daftar figcaption", has_text="Gambar bus.jpg")).to_be_visible()
    expect(page.locator("#daftar figcaption", has_text="Gambar halte.jpg")).to_be_visible()
    expect(page.locator(".upload")).to_have_count(0)
    assert [photo.caption for photo in innovation.photos.all()] == ["Gambar bus.jpg", "Gambar halte.jpg"]
    assert not Upload.objects.open().exists()
    assert max(upload.size for upload in Upload.objects.all()) < min(map(len, photos.values()))
    shot(page, "uploads-arrived-360")

    # The same file again is known before a byte is sent, by its original.
    page.get_by_label("Pilih foto, boleh beberapa sekaligus").set_input_files(
        chosen("lagi.jpg", photos["bus.jpg"])
    )
    expect(page.get_by_text("lagi.jpg: Foto yang sama sudah ada; pilih foto lain.")).to_be_visible()
    assert innovation.photos.count() == 2


def test_a_line_that_breaks_at_any_piece_sends_the_photo_once(new_page, innovation):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/foto/")
    lost = iter([False, True, False, True, True] + [False] * 100)

    def drop_some(route):
        if not next(lost):
            return route.continue_()
        route.fetch()  # the server has it, its answer does not arrive
        return route.abort()

    page.route("**/unggah/**", drop_some)
    page.get_by_label("Pilih foto, boleh beberapa sekaligus").set_input_files(chosen("bus.jpg", picture(1)))
    words = page.get_by_role("group", name="Tentang bus.jpg")
    words.get_by_label("Keterangan").fill("Bus di Salak")
    words.get_by_label("Tidak ada orang yang dikenali").check()
    page.get_by_role("button", name="Kirim 1 berkas").click()
    expect(page.locator("#daftar figcaption", has_text="Bus di Salak")).to_be_visible()
    assert innovation.photos.count() == 1


def test_a_file_that_is_none_stays_with_its_sentence_and_can_be_removed(new_page, innovation):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/bukti/")
    page.get_by_label("Pilih berkas, boleh beberapa sekaligus").set_input_files(
        [
            chosen("rusak.pdf", b"%PDF-1.4 terpotong", "application/pdf"),
            chosen("surat.jpg", picture(3, (900, 1200))),
        ]
    )
    for name in ("rusak.pdf", "surat.jpg"):
        words = page.get_by_role("group", name=f"Tentang {name}")
        words.get_by_label("Jenis bukti").select_option("Surat")
        words.get_by_label("Judul").fill(f"Judul {name}")
    shot(page, "uploads-evidence-360")
    assert violations(page) == []
    page.get_by_role("button", name="Kirim 2 berkas").click()
    expect(page.locator("#daftar").get_by_role("link", name="Judul surat.jpg", exact=True)).to_be_visible()
    expect(page.get_by_text("Berkas PDF ini terpotong atau rusak.")).to_be_visible()
    shot(page, "uploads-refused-360")
    page.get_by_role("button", name="Hapus rusak.pdf").click()
    expect(page.locator(".upload")).to_have_count(0)
    page.get_by_text("Buktinya berupa tautan").click()
    page.get_by_label("Tautan").fill("https://contoh.go.id/sk")
    links = page.locator("details form")
    links.get_by_label("Jenis bukti").select_option("Berita")
    links.get_by_label("Judul").fill("Berita bus")
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.get_by_text("Bukti tersimpan.")).to_be_visible()
    assert sorted(innovation.evidence.values_list("title", flat=True)) == ["Berita bus", "Judul surat.jpg"]


def test_pages_photographed_one_by_one_become_one_pdf_in_the_order_they_were_put(new_page, innovation):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/bukti/")
    page.get_by_role("link", name="Pindai surat dengan kamera").click()
    for seed, size in enumerate([(900, 1200), (1200, 900), (900, 1200)]):
        page.get_by_label("Ambil foto dengan kamera").set_input_files(
            chosen(f"{seed}.jpg", picture(seed, size))
        )
        expect(page.get_by_role("button", name=f"Hapus halaman {seed + 1}")).to_be_visible()
    page.get_by_role("button", name="Pindahkan ke depan: halaman 2").click()
    words = page.get_by_role("group", name="Tentang surat ini")
    words.get_by_label("Jenis bukti").select_option("Surat")
    words.get_by_label("Judul").fill("Surat dukungan")
    shot(page, "uploads-scan-360")
    assert violations(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Simpan sebagai satu PDF").click()
    expect(page.get_by_text("3 halaman: tersimpan.")).to_be_visible()
    proof = innovation.evidence.get()
    with proof.file.open() as stored:
        pdf = PdfParser.PdfParser(buf=stored.read())
    widths = [round(pdf.read_indirect(one)[b"MediaBox"][2]) for one in pdf.pages]
    assert widths == [842, 595, 595]


def test_a_part_that_was_closed_meanwhile_keeps_the_file_on_the_device(new_page, innovation, cast):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/foto/")
    page.get_by_label("Pilih foto, boleh beberapa sekaligus").set_input_files(chosen("bus.jpg", picture(1)))
    words = page.get_by_role("group", name="Tentang bus.jpg")
    words.get_by_label("Keterangan").fill("Bus di Salak")
    words.get_by_label("Tidak ada orang yang dikenali").check()
    road.fill(innovation, cast.staff)
    road.move(innovation, "submit", cast.staff)
    page.get_by_role("button", name="Kirim 1 berkas").click()
    sentence = page.get_by_text("Tidak jadi: catatan ini sedang tidak dapat diubah.")
    expect(sentence).to_be_visible()
    page.goto("/kerja/")
    page.locator("[data-uploads-home]").get_by_role("link", name="Lihat").click()
    expect(sentence).to_be_visible()  # also where no more can be chosen
    expect(page.get_by_label("Pilih foto")).to_have_count(0)
    shot(page, "uploads-closed-360")
    assert violations(page) == []
    road.move(innovation, "recall", cast.staff)
    page.reload()
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.locator("#daftar figcaption", has_text="Bus di Salak")).to_be_visible()


def test_somebody_signed_out_meanwhile_is_told_and_loses_nothing(new_page, innovation):
    page = new_page(width=360)
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/foto/")
    page.get_by_label("Pilih foto, boleh beberapa sekaligus").set_input_files(chosen("bus.jpg", picture(1)))
    words = page.get_by_role("group", name="Tentang bus.jpg")
    words.get_by_label("Keterangan").fill("Bus di Salak")
    words.get_by_label("Tidak ada orang yang dikenali").check()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Kirim 1 berkas").click()
    expect(page.get_by_text("Masuk lagi, lalu berkas terkirim sendiri.")).to_be_visible()
    sign_in(page, "staf")
    page.goto(f"/kerja/inovasi/{innovation.code}/foto/")
    expect(page.locator("#daftar figcaption", has_text="Bus di Salak")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_the_plain_forms_serve(new_page, innovation, cast, width):
    photo = road.add_photo(innovation, cast.staff)
    page = new_page(width=width, scripts=False)
    sign_in(page, "staf")
    here = f"/kerja/inovasi/{innovation.code}/"
    for name in ("foto/", "bukti/", "bukti/pindai/", f"foto/{photo.key}/"):
        page.goto(here + name)
        shot(page, f"uploads-plain-{name.replace('/', '-')[:13]}{width}")
        assert not is_wider_than_its_window(page)
    page.get_by_label("Keterangan").fill("Bus di Kerajaan")
    page.get_by_role("button", name="Simpan keterangan").click()
    expect(page.locator("figcaption", has_text="Bus di Kerajaan")).to_be_visible()
    page.goto(here + "bukti/pindai/")
    page.locator("form").get_by_label("Foto halaman").set_input_files(
        [chosen(f"{seed}.jpg", picture(seed, (900, 1200))) for seed in range(2)]
    )
    page.get_by_label("Jenis bukti").select_option("Surat")
    page.get_by_label("Judul").fill("Surat dukungan")
    page.get_by_role("button", name="Simpan sebagai satu PDF").click()
    expect(page.get_by_text("Pindaian tersimpan sebagai satu PDF.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible(new_page, innovation, cast, width):
    photo = road.add_photo(innovation, cast.staff)
    road.add_evidence(innovation, cast.staff)
    page = new_page(width=width)
    sign_in(page, "staf")
    here = f"/kerja/inovasi/{innovation.code}/"
    for name in ("foto/", "bukti/", "bukti/pindai/", f"foto/{photo.key}/"):
        page.goto(here + name)
        shot(page, f"uploads-{name.replace('/', '-')[:13]}{width}")
        assert violations(page) == []
        assert not is_wider_than_its_window(page)
