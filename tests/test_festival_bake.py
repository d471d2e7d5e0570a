"""The copy to take along: complete, its links whole, nothing in it that is not public, made all at once."""

import json
import re
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.models import Agency
from festival import bake
from festival.bake import links, names, product
from festival.bake.asking import static_file
from festival.models import Exhibit, Festival
from innovations.models import Innovation, Lab, Photo, Stage, Status
from tests import road
from tests.copy_reading import crawled, pages
from tests.fair import show

HOME = "http://127.0.0.1:8000"
SECRET = "Rahasiawan"


@pytest.fixture
def published(at, cast):
    """An innovation that came all the way, with two photos."""
    record = at(Stage.DISPLAY, Status.APPROVED)
    road.add_photo(record, cast.staff, colour=(20, 90, 60))
    road.move(record, "announce", cast.steward)
    return record.exhibit


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "salinan"


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def page_of(exhibit):
    return f"inovasi/{exhibit.code.lower()}.html"


def test_every_link_and_picture_of_the_copy_is_in_it_or_leads_to_the_portal(cast, festival, published, copy):
    for number in range(30):
        show(cast.clinic, festival, f"Pelayanan {number}", texts={"origin_url": "https://contoh.go.id/asal"})
    report = bake.write(festival, copy)
    broken, elsewhere = crawled(copy, HOME)
    assert broken == []
    assert elsewhere == {"https://contoh.go.id/asal"}
    files = contents(copy)
    assert report == bake.Report(len(pages(copy)), len(files), sum(map(len, files.values())))
    assert {
        "index.html",
        "index.hal-2.html",
        "inovasi/index.html",
        "unit/index.html",
        "README.txt",
    } <= files.keys()
    assert {page_of(exhibit) for exhibit in Exhibit.objects.all()} <= files.keys()
    assert {
        "unit/dinas-pendidikan.html",
        "unit/puskesmas-sibande.html",
        "unit/puskesmas-sibande.hal-2.html",
    } <= set(files)


def test_pictures_come_in_two_widths_as_the_portal_sends_them(client, festival, published, copy):
    bake.write(festival, copy)
    photos = Photo.objects.all()
    assert {name for name in contents(copy) if name.startswith("foto/")} == {
        f"foto/{photo.key.hex}-{width}.webp" for photo in photos for width in (480, 960)
    }
    photo = photos.first()
    served = b"".join(client.get(f"/foto/{photo.key}/480.webp"))
    assert (copy / f"foto/{photo.key.hex}-480.webp").read_bytes() == served
    page = (copy / page_of(published)).read_text()
    assert re.search(r'srcset="\.\./foto/\w+-480\.webp 480w, \.\./foto/\w+-960\.webp 960w"', page)
    assert "1600" not in " ".join(re.findall(r'(?:href|src|srcset)="[^"]*"', page))


def test_a_picture_that_is_missing_in_storage_is_left_out(festival, published, copy, caplog):
    photo = Photo.objects.first()
    for width in (480, 960, 1600):
        default_storage.delete(photo.path(width))
    bake.write(festival, copy)
    assert photo.key.hex not in "".join(path for path in contents(copy))
    broken, _elsewhere = crawled(copy, HOME)
    assert broken == []
    assert "is missing in storage" in caplog.text


def test_what_is_of_another_edition_or_needs_the_portal_leads_there(cast, festival, published, copy):
    before = Festival.objects.create(
        lab=Lab.objects.create(
            name="Inovik 2016",
            slug="inovik-2016",
            year=2016,
            starts_on=date(2016, 4, 1),
            ends_on=date(2016, 4, 3),
        ),
        name="Festival 2016",
        slug="2016",
        opens_on=date(2016, 4, 1),
        closes_on=date(2016, 4, 3),
    )
    older = show(cast.education, before, "Asa Kasea")
    bake.write(festival, copy)
    unit = (copy / "unit/dinas-pendidikan.html").read_text()
    assert re.search(f'<a href="{HOME}{older.get_absolute_url()}" class="perlu-internet"', unit)
    assert page_of(older) not in contents(copy)
    assert f'href="{HOME}/masuk/" class="perlu-internet"' in unit
    assert f'rel="canonical" href="{HOME}/skpd/dinas-pendidikan/"' in unit


def test_no_page_of_a_copy_runs_a_script_but_the_search(festival, published, copy):
    bake.write(festival, copy)
    with_scripts = {
        path.relative_to(copy).as_posix() for path, page in pages(copy).items() if "script" in page.tags
    }
    assert with_scripts == {"inovasi/index.html"}
    assert not [page for page in pages(copy).values() if "iframe" in page.tags]


def test_search_looks_through_title_summary_unit_place_and_affair_without_accents(cast, festival, copy):
    shown = show(cast.clinic, festival, "Pos Kafé É-Sehat", summary="Menimbang bayi", body=SECRET)
    bake.write(festival, copy)
    script = (copy / "aset/indeks.js").read_text()
    index = json.loads(script.removeprefix("window.INOVIK_INDEKS = ").rstrip(";\n"))
    (about,) = index.values()
    assert set(index) == {f"{shown.code.lower()}.html"}
    assert {"pos", "kafe", "sehat", "menimbang", "puskesmas", "sibande", "salak", "pendidikan"} <= set(
        about["kata"].split()
    )
    assert (about["skpd"], about["kecamatan"], about["tahun"]) == ("puskesmas-sibande", "salak", "2026")
    assert SECRET.lower() not in script


def test_the_gallery_of_a_copy_lists_everything_and_holds_the_map(cast, festival, copy):
    cast.district.latitude, cast.district.longitude = "2.45428", "98.28793"
    cast.district.save()
    for number in range(30):
        show(cast.clinic, festival, f"Pelayanan {number}")
    bake.write(festival, copy)
    gallery = (copy / "inovasi/index.html").read_text()
    assert gallery.count('class="exhibit-card"') == 30
    assert gallery.count('href="index.html?kecamatan=salak"') == 2
    assert "Kecamatan Salak: 30 inovasi" in gallery


def test_a_copy_holds_nothing_that_is_not_public(at, cast, lab, festival, copy):
    hidden = [
        at(Stage.DIAGNOSE, Status.DRAFT, title=f"Gagasan {SECRET}"),
        at(Stage.DISPLAY, Status.APPROVED, title=f"Hampir {SECRET}", user=cast.outsider),
    ]
    gone = at(Stage.DISPLAY, Status.PUBLISHED, title=f"Turun {SECRET}", user=cast.outsider)
    road.move(gone, "take_down", cast.steward)
    shown = road.register(cast.staff, lab, "Bus Terbuka")
    private = ["problem_evidence", "causes", "alternatives", "resources", "legal_basis", "risks", "obstacles"]
    Innovation.objects.filter(pk=shown.pk).update(**{name: f"{SECRET} " + road.text(60) for name in private})
    shown.refresh_from_db()
    road.add_evidence(shown, cast.staff, title=f"SK {SECRET}", number=SECRET)
    shown.progress.create(reported_on="2026-08-01", text=SECRET)
    road.bring_to(shown, Stage.DISPLAY, Status.PUBLISHED, cast)
    Innovation.objects.filter(pk=shown.pk).update(story=SECRET)
    Agency.objects.update(whatsapp="6281234567890", head_name=SECRET)
    target = product.make(festival, copy)
    files = contents(copy / "inovik-2026") | {
        "zip names": "\n".join(zipfile.ZipFile(target).namelist()).encode()
    }
    assert page_of(shown.exhibit) in files
    for word in [SECRET, "6281234567890", *(record.code for record in [*hidden, gone])]:
        assert [name for name, content in files.items() if word.lower().encode() in content.lower()] == []


def test_two_copies_of_the_same_content_are_equal_byte_by_byte(festival, published, tmp_path):
    first, second = (product.make(festival, tmp_path / name) for name in ("satu", "dua"))
    assert first.read_bytes() == second.read_bytes()
    assert {name.split("/")[0] for name in zipfile.ZipFile(first).namelist()} == {"inovik-2026"}
    assert not list(first.parent.glob(".*"))


def test_a_newer_copy_takes_the_place_of_an_older_one_whole(cast, festival, published, copy):
    bake.write(festival, copy)
    Exhibit.objects.filter(pk=published.pk).update(withdrawn_at=published.refreshed_at)
    other = show(cast.clinic, festival, "Posyandu")
    bake.write(festival, copy)
    files = contents(copy)
    assert page_of(other) in files
    assert page_of(published) not in files
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_folder_with_anything_else_is_refused_with_a_sentence_and_kept(festival, copy):
    copy.mkdir()
    (copy / "skripsi.docx").write_text("penting")
    with pytest.raises(bake.FolderTakenError, match="berisi berkas lain"):
        bake.write(festival, copy)
    assert contents(copy) == {"skripsi.docx": b"penting"}
    (copy / "skripsi.docx").unlink()
    bake.write(festival, copy)
    assert "index.html" in contents(copy)


def test_a_page_that_goes_meanwhile_leaves_the_older_copy_alone(cast, festival, copy, monkeypatch):
    shown = show(cast.clinic, festival)
    bake.write(festival, copy)
    before = contents(copy)
    local = bake.writing._Copy.local

    def taken_down(self, address):
        Exhibit.objects.filter(pk=shown.pk).update(withdrawn_at=shown.refreshed_at)
        return local(self, address)

    monkeypatch.setattr(bake.writing._Copy, "local", taken_down)
    with pytest.raises(bake.TornError, match="Ulangi"):
        bake.write(festival, copy)
    assert contents(copy) == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_an_edition_before_its_first_announcement_has_a_copy_too(festival, copy):
    report = bake.write(festival, copy)
    assert report.pages == 3
    assert crawled(copy, HOME) == ([], set())
    assert "Belum ada inovasi" in (copy / "inovasi/index.html").read_text()


def test_names_suit_the_file_systems_of_sticks():
    assert names.plain("dinas-pendidikan") == "dinas-pendidikan"
    changed = [names.plain(name) for name in ("con", "Salak", "salak-" * 20, "index", "lpt1", "sALAK")]
    assert len({name.lower() for name in changed}) == len(changed)
    for name in changed:
        assert re.fullmatch(r"[-a-z0-9]{1,60}", name)
        assert name not in names.RESERVED


def test_paths_of_a_copy_are_short_and_plain(cast, festival, published, copy):
    Agency.objects.filter(pk=cast.clinic.pk).update(slug="upt-" * 30)
    show(Agency.objects.get(pk=cast.clinic.pk), festival)
    bake.write(festival, copy)
    found = list(contents(copy))
    assert all(re.fullmatch(r"[-\w./]{1,120}", path, re.ASCII) for path in found)
    assert len({path.lower() for path in found}) == len(found)


def test_the_command_writes_folder_and_zip(festival, published, copy, capsys):
    call_command("bake", "2026", "--to", str(copy), "--zip")
    told = capsys.readouterr().out
    assert re.search(r"salinan: 5 halaman, \d+ berkas, \d,\d MB\.\n.*salinan\.zip\n", told)
    assert zipfile.ZipFile(copy.with_name("salinan.zip")).testzip() is None
    readme = (copy / "README.txt").read_bytes()
    assert b"\r\n" in readme
    assert f"{HOME}/festival/2026/".encode() in readme


def test_the_command_says_what_is_wrong(festival, copy, tmp_path):
    with pytest.raises(CommandError, match=r"Tidak ada festival '2015'\. Yang ada: 2026\."):
        call_command("bake", "2015", "--to", str(copy))
    (tmp_path / "surat.txt").write_text("")
    with pytest.raises(CommandError, match="berisi berkas lain"):
        call_command("bake", "2026", "--to", str(tmp_path))


class Map:
    """Places of a small copy."""

    def page(self, address):
        return ("lain.html#x", False) if address.startswith(f"{HOME}/ada/") else (address, True)

    def file(self, address):
        return "" if "hilang" in address else "f/" + address.rpartition("/")[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<p title="a>b">&amp; é <br/>', '<p title="a>b">&amp; é <br/>'),
        ('<a href="/ada/?a=1&amp;b=2">x</a>', '<a href="lain.html#x">x</a>'),
        ('<a href="?page=2">x</a>', f'<a href="{HOME}/sini/?page=2" class="perlu-internet">x</a>'),
        ('<a class="btn" href=/jauh/>x</a>', f'<a class="btn perlu-internet" href="{HOME}/jauh/">x</a>'),
        ('<a href="#isi">x</a><a name>y</a>', '<a href="#isi">x</a><a name>y</a>'),
        ('<a href="mailto:a@b.id">x</a>', '<a href="mailto:a@b.id">x</a>'),
        ('<img src="/foto/1.webp" alt="">', '<img src="f/1.webp" alt="">'),
        ('<p>a<img src="/hilang.webp">b</p>', "<p>ab</p>"),
        ('<img srcset="/1.webp 480w, /hilang.webp 2x">', '<img srcset="f/1.webp 480w">'),
        ('<img srcset="/hilang.webp 2x" alt>', "<img alt>"),
        ('<img src="data:image/png;base64,AA">', '<img src="data:image/png;base64,AA">'),
        (
            '<svg><linearGradient/><use href="#a"/><image href="/b.png"/></svg>',
            '<svg><linearGradient/><use href="#a"/><image href="f/b.png"/></svg>',
        ),
        ('a<script>if (1 < 2) "</p>"</script>b', "ab"),
        ('a<iframe src="/x"></iframe><template><a href="/ada/">x</a></template>b', "ab"),
        (
            '<form action="/ada/"><input name="q"></form>',
            '<form action="lain.html#x"><input name="q"></form>',
        ),
        ('<link rel="preload" href="/x"><link rel="icon" href="/i.svg">', '<link rel="icon" href="f/i.svg">'),
        ('<link rel="canonical" href="/sini/">', f'<link rel="canonical" href="{HOME}/sini/">'),
        ('<script src="/a.js" integrity="x"></script>', ""),
        ("<body class=a><p>", "<body class=a><b>!</b><p>"),
    ],
)
def test_only_what_leads_somewhere_is_changed(before, after):
    assert links.rewritten(before, f"{HOME}/sini/", Map(), "<b>!</b>") == after


@pytest.mark.parametrize("form", ['<form method="post" action="/ada/">', '<form action="/jauh/">'])
def test_a_form_that_the_copy_cannot_answer_becomes_a_sentence(form):
    page = f"<p>a</p>{form}<script>x</script><label>b<input></label><a href='/ada/'>c</a></form><p>d</p>"
    made = links.rewritten(page, f"{HOME}/sini/", Map(), "")
    assert made == (
        '<p>a</p><p class="perlu-internet">Bagian ini perlu internet: '
        f'<a href="{HOME}/sini/">buka halaman ini di situs</a>.</p><p>d</p>'
    )


def test_static_files_are_taken_as_collected_or_from_where_they_lie(settings):
    collected = settings.STATIC_ROOT / "terkumpul.css"
    collected.write_bytes(b"a {}")
    assert static_file("/static/terkumpul.css") == b"a {}"
    collected.unlink()
    assert static_file("/static/terkumpul.css") is None
    assert static_file("/static/css/inovik.css").startswith(b"/* The face of Inovik")


def test_what_is_shown_as_a_picture_and_is_none_stays_out(festival, copy):
    made = bake.writing._Copy(festival, copy)
    assert made.shown("/robots.txt") == ""
    assert made.shown("/tidak-ada.png") == ""
    assert not copy.exists()
