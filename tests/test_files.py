"""Uploads: real pictures and documents come out clean; evil, broken and disguised ones get a sentence."""

import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import ExifTags, Image, ImageCms

from innovations.files import (
    DOCUMENT_MAX_BYTES,
    PHOTO_MAX_BYTES,
    WIDTHS,
    check_document,
    clean_photo,
    document_accept,
    document_limits,
    photo_accept,
    photo_limits,
)
from innovations.files.documents import safe_name

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 180, 40), (30, 40, 220), (128, 128, 128)
SVG = b'<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"\n<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//;"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n97\n%%EOF\n"
)
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DOCM_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def upload(content, name="foto.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def encoded(image, picture_format="JPEG", **options):
    target = io.BytesIO()
    image.save(target, picture_format, **options)
    return target.getvalue()


def two_tone(size=(800, 400), left=RED, right=BLUE):
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def decoded(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def near(pixel, wanted, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel[:3], wanted, strict=True))


def largest(content):
    return decoded(clean_photo(upload(content)).renditions[max(WIDTHS)])


def refused(check, content, name="foto.jpg"):
    """The code and the sentence with which `check` refuses."""
    sent = upload(content, name)
    with pytest.raises(ValidationError) as caught:
        check(sent)
    assert sent.tell() == 0
    return caught.value.code, caught.value.messages[0]


def png(width, height, rows=b""):
    """A PNG whose header may lie about its size."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def package(members, compression=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def content_types(main_part, content_type):
    return f'<Types><Override PartName="/{main_part}" ContentType="{content_type}"/></Types>'


def docx(extra=None, content_type=DOCX_TYPE, part="word/document.xml"):
    return package(
        {
            "[Content_Types].xml": content_types(part, content_type),
            "_rels/.rels": "<Relationships/>",
            part: "<w:document><w:p>Surat tugas</w:p></w:document>",
            **(extra or {}),
        }
    )


def xlsx(extra=None):
    return package(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", XLSX_TYPE),
            "xl/workbook.xml": "<workbook/>",
            **(extra or {}),
        }
    )


class TestCleanPhoto:
    def test_gives_three_webp_widths(self):
        content = encoded(two_tone((2400, 1200)))
        photo = clean_photo(upload(content))
        sizes = {width: decoded(webp).size for width, webp in photo.renditions.items()}
        assert sizes == {480: (480, 240), 960: (960, 480), 1600: (1600, 800)}
        assert {decoded(webp).format for webp in photo.renditions.values()} == {"WEBP"}
        assert (photo.width, photo.height) == (1600, 800)
        assert photo.sha256 == hashlib.sha256(content).hexdigest()

    def test_never_enlarges(self):
        photo = clean_photo(upload(encoded(two_tone((700, 400)))))
        sizes = {width: decoded(webp).size for width, webp in photo.renditions.items()}
        assert sizes == {480: (480, 274), 960: (700, 400), 1600: (700, 400)}
        assert (photo.width, photo.height) == (700, 400)

    def test_the_picture_of_a_card_is_at_most_ten_kilobytes(self):
        rough = Image.effect_noise((80, 52), 40).resize((1600, 1040)).convert("RGB")
        photo = clean_photo(upload(encoded(rough)))
        assert len(photo.renditions[480]) <= 10_000 < len(photo.renditions[960])

    def test_same_file_twice_has_the_same_fingerprint_and_another_has_not(self):
        content = encoded(two_tone())
        other = encoded(two_tone(left=GREEN))
        fingerprints = [clean_photo(upload(sent)).sha256 for sent in (content, content, other)]
        assert fingerprints[0] == fingerprints[1] != fingerprints[2]

    @pytest.mark.parametrize(
        ("orientation", "size", "top_left", "bottom_right"),
        [
            (1, (800, 400), RED, BLUE),
            (2, (800, 400), BLUE, RED),
            (3, (800, 400), BLUE, RED),
            (4, (800, 400), RED, BLUE),
            (5, (400, 800), RED, BLUE),
            (6, (400, 800), RED, BLUE),
            (7, (400, 800), BLUE, RED),
            (8, (400, 800), BLUE, RED),
        ],
    )
    def test_turns_upright_as_the_camera_says(self, orientation, size, top_left, bottom_right):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        image = largest(encoded(two_tone(), exif=exif))
        assert image.size == size
        assert near(image.getpixel((5, 5)), top_left)
        assert near(image.getpixel((size[0] - 5, size[1] - 5)), bottom_right)

    def test_orientation_six_turns_clockwise(self):
        image = two_tone(left=GREY, right=GREY)
        image.paste(RED, (0, 0, 200, 200))
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        turned = largest(encoded(image, exif=exif))
        assert near(turned.getpixel((395, 5)), RED)
        assert near(turned.getpixel((5, 5)), GREY)

    def test_a_tall_phone_photo_is_measured_after_turning(self):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        photo = clean_photo(upload(encoded(two_tone((4000, 3000)), exif=exif)))
        assert (photo.width, photo.height) == (1600, 2133)
        assert decoded(photo.renditions[480]).size == (480, 640)

    @pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_drops_place_device_and_every_other_metadata(self, picture_format):
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = "KameraRahasia"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (2.0, 33.0, 1.0)
        options = {"exif": exif}
        if picture_format in ("JPEG", "WEBP", "HEIF"):
            options["xmp"] = b"<x:xmpmeta>PembuatRahasia</x:xmpmeta>"
        sent = encoded(two_tone(), picture_format, **options)
        assert b"KameraRahasia" in sent
        for webp in clean_photo(upload(sent)).renditions.values():
            assert dict(decoded(webp).getexif()) == {}
            assert {"exif", "xmp", "icc_profile"}.isdisjoint(decoded(webp).info)
            for trace in (b"Rahasia", b"EXIF", b"XMP ", b"ICCP"):
                assert trace not in webp

    def test_script_behind_the_pixels_is_gone(self):
        sent = encoded(two_tone(), comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>"
        assert all(b"<script>" not in webp for webp in clean_photo(upload(sent)).renditions.values())

    def test_transparency_becomes_white(self):
        image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
        image.paste((*RED, 255), (200, 0, 400, 400))
        cleaned = largest(encoded(image, "PNG"))
        assert cleaned.mode == "RGB"
        assert near(cleaned.getpixel((20, 20)), (255, 255, 255))
        assert near(cleaned.getpixel((380, 20)), RED)

    def test_palette_with_a_transparent_colour(self):
        image = Image.new("P", (400, 400), 0)
        image.putpalette([0, 0, 0, *RED])
        image.paste(1, (200, 0, 400, 400))
        cleaned = largest(encoded(image, "PNG", transparency=0))
        assert near(cleaned.getpixel((20, 20)), (255, 255, 255))
        assert near(cleaned.getpixel((380, 20)), RED)

    def test_grey_with_a_transparent_shade(self):
        image = Image.new("L", (400, 400), 10)
        image.paste(128, (200, 0, 400, 400))
        cleaned = largest(encoded(image, "PNG", transparency=10))
        assert near(cleaned.getpixel((20, 20)), (255, 255, 255))
        assert near(cleaned.getpixel((380, 20)), GREY)

    def test_sixteen_bit_grey_keeps_its_brightness(self):
        image = Image.new("I;16", (400, 400), 128 * 257)
        assert near(largest(encoded(image, "PNG")).getpixel((20, 20)), GREY, tolerance=2)

    def test_black_and_white_scan(self):
        image = Image.new("1", (400, 400), 1)
        image.paste(0, (200, 0, 400, 400))
        cleaned = largest(encoded(image, "PNG"))
        assert near(cleaned.getpixel((20, 20)), (255, 255, 255))
        assert near(cleaned.getpixel((380, 20)), (0, 0, 0))

    def test_cmyk_from_a_print_shop(self):
        image = Image.new("CMYK", (400, 400), (0, 255, 255, 0))
        assert near(largest(encoded(image)).getpixel((20, 20)), (254, 0, 0))

    def test_colours_are_brought_to_srgb(self):
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        # The red and the blue primary of sRGB, exchanged: what is stored as red shall be seen as blue.
        red, blue = srgb.index(b"rXYZ"), srgb.index(b"bXYZ")
        swapped = bytearray(srgb)
        swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
        image = Image.new("RGB", (400, 400), RED)
        seen = {
            name: largest(encoded(image, icc_profile=profile)).getpixel((20, 20))
            for name, profile in {"srgb": srgb, "swapped": bytes(swapped), "foreign": lab}.items()
        }
        assert near(seen["srgb"], RED)
        assert near(seen["swapped"], (30, 30, 220), tolerance=20)
        assert near(seen["foreign"], RED)

    def test_a_damaged_colour_profile_does_not_spoil_a_good_photo(self):
        sent = encoded(Image.new("RGB", (400, 400), RED), icc_profile=b"not a profile" * 20)
        assert near(largest(sent).getpixel((20, 20)), RED)

    def test_damaged_exif_does_not_spoil_a_good_photo(self):
        sent = encoded(two_tone(), "WEBP", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
        assert largest(sent).size == (800, 400)
        nonsense = encoded(two_tone(), "WEBP", exif=b"Exif\0\0nonsense")
        assert largest(nonsense).size == (800, 400)

    @pytest.mark.parametrize("picture_format", ["WEBP", "PNG"])
    def test_an_animation_shows_its_first_picture(self, picture_format):
        frames = [Image.new("RGB", (400, 400), colour) for colour in (GREEN, RED)]
        sent = encoded(frames[0], picture_format, save_all=True, append_images=frames[1:], duration=100)
        cleaned = largest(sent)
        assert getattr(cleaned, "n_frames", 1) == 1
        assert near(cleaned.getpixel((20, 20)), GREEN)

    def test_heic_from_a_phone(self):
        cleaned = largest(encoded(two_tone(), "HEIF", quality=90))
        assert cleaned.size == (800, 400)
        assert near(cleaned.getpixel((5, 5)), RED)
        assert near(cleaned.getpixel((795, 395)), BLUE)

    def test_a_jpeg_with_a_second_picture_shows_the_first(self):
        sent = encoded(two_tone(), "MPO", save_all=True, append_images=[two_tone(left=GREEN, right=GREEN)])
        assert near(largest(sent).getpixel((5, 5)), RED)

    def test_progressive_jpeg(self):
        assert near(largest(encoded(two_tone(), progressive=True)).getpixel((5, 5)), RED)

    def test_reads_from_a_temporary_file_and_leaves_it_at_the_start(self):
        content = encoded(two_tone())
        with TemporaryUploadedFile("foto.jpg", "image/jpeg", len(content), None) as sent:
            sent.write(content)
            photo = clean_photo(sent)
            assert sent.tell() == 0
            assert sent.read() == content
        assert photo.sha256 == hashlib.sha256(content).hexdigest()


class TestRefusedPhoto:
    def test_empty(self):
        code, sentence = refused(clean_photo, b"")
        assert (code, sentence) == ("empty", "Berkas ini kosong. Pilih berkas lain, lalu unggah lagi.")

    def test_more_bytes_than_allowed(self):
        content = encoded(two_tone())
        allowed = content + b"\0" * (PHOTO_MAX_BYTES - len(content))
        assert clean_photo(upload(allowed)).width == 800
        code, sentence = refused(clean_photo, allowed + b"\0")
        assert code == "too_big"
        assert sentence == "Berkas ini lebih besar dari 15 MB. Perkecil berkasnya, lalu unggah lagi."

    @pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 10_000), (7100, 7100), (2**31 - 1, 400)])
    def test_header_that_promises_too_many_pixels(self, size):
        code, sentence = refused(clean_photo, png(*size))
        assert code == "too_many_pixels"
        assert sentence == "Gambar ini lebih dari 50 megapiksel. Perkecil ukurannya, lalu unggah lagi."

    def test_jpeg_header_that_promises_too_many_pixels(self):
        sent = bytearray(encoded(two_tone()))
        frame = sent.index(b"\xff\xc0")
        sent[frame + 5 : frame + 9] = struct.pack(">HH", 65000, 65000)
        assert refused(clean_photo, bytes(sent))[0] == "too_many_pixels"

    def test_heic_header_that_promises_too_many_pixels(self):
        sent = encoded(two_tone(), "HEIF")
        size = sent.index(b"ispe") + 8
        sent = sent.replace(sent[size : size + 8], struct.pack(">II", 40_000, 40_000))
        assert refused(clean_photo, sent)[0] == "too_many_pixels"

    def test_heic_larger_inside_than_its_header_says(self):
        sent = encoded(two_tone((1600, 800)), "HEIF")
        size = sent.index(b"ispe") + 8
        sent = sent.replace(sent[size : size + 8], struct.pack(">II", 400, 400))
        assert refused(clean_photo, sent)[0] == "broken"

    def test_jpeg_with_thousands_of_scans(self):
        sent = encoded(two_tone(), progressive=True)
        last_scan = sent.rindex(b"\xff\xda")
        again = sent[last_scan:-2]
        assert clean_photo(upload(sent[:-2] + again * 20 + sent[-2:])).width == 800
        assert refused(clean_photo, sent[:-2] + again * 3000 + sent[-2:])[0] == "broken"

    def test_scans_are_counted_across_the_pieces_of_a_large_file(self):
        sent = encoded(two_tone(), progressive=True)
        last_scan = sent.rindex(b"\xff\xda")
        with TemporaryUploadedFile("foto.jpg", "image/jpeg", 0, None) as temporary:
            # 65 markers alone on the borders between two chunks of 64 KB
            body = bytearray(b"\0" * (65 * 65536 + 10))
            for border in range(1, 66):
                body[border * 65536 - 1 : border * 65536 + 1] = b"\xff\xda"
            body[:last_scan] = sent[:last_scan]
            temporary.write(bytes(body))
            temporary.size = len(body)
            with pytest.raises(ValidationError) as caught:
                clean_photo(temporary)
        assert caught.value.code == "broken"
        assert caught.value.__cause__ is None

    @pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_cut_off_on_the_way(self, picture_format):
        noise = Image.effect_noise((500, 500), 80).convert("RGB")
        sent = encoded(noise, picture_format)
        assert clean_photo(upload(sent)).width == 500
        code, sentence = refused(clean_photo, sent[: len(sent) // 2])
        assert code == "broken"
        assert "simpan ulang sebagai JPG lalu unggah lagi" in sentence

    @pytest.mark.parametrize(
        "head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
    )
    def test_only_the_first_bytes_are_those_of_a_picture(self, head):
        assert refused(clean_photo, head + b"\x07" * 3000)[0] == "broken"

    def test_too_small(self):
        code, sentence = refused(clean_photo, encoded(two_tone((640, 319))))
        assert code == "too_small"
        assert sentence == (
            "Gambar ini hanya 640 x 319 piksel; sisi terpendek paling sedikit 320 piksel. "
            "Unggah foto aslinya, bukan gambar kecilnya."
        )
        assert clean_photo(upload(encoded(two_tone((640, 320))))).width == 640

    def test_too_long_for_a_page(self):
        code, sentence = refused(clean_photo, encoded(two_tone((2000, 330))))
        assert code == "too_long"
        assert "Potong" in sentence
        assert clean_photo(upload(encoded(two_tone((330 * 6, 330))))).height == 267

    @pytest.mark.parametrize(
        ("content", "code", "advice"),
        [
            pytest.param(PDF, "pdf", "Ini berkas PDF; unggah di bagian Bukti.", id="pdf"),
            pytest.param(docx(), "zip", "Dokumen diunggah di bagian Bukti", id="docx"),
            pytest.param(OLE, "ole", "Dokumen diunggah di bagian Bukti", id="doc"),
            pytest.param(SVG, "svg", "Simpan sebagai PNG", id="svg-script"),
            pytest.param(b"<svg viewBox='0 0 9 9'></svg>", "svg", "Simpan sebagai PNG", id="svg"),
            pytest.param("\ufeff<svg/>".encode("utf-16-le"), "svg", "Simpan sebagai PNG", id="svg-utf16"),
            pytest.param(HTML, "html", "Pilih JPG, PNG, WebP atau HEIC", id="html"),
            pytest.param(HTML + PDF, "html", "Pilih JPG, PNG, WebP atau HEIC", id="html-pdf"),
            pytest.param(GIF_SCRIPT, "gif", "Gambar GIF belum dapat diterima", id="gif-script"),
            pytest.param(encoded(two_tone(), "GIF"), "gif", "simpan sebagai JPG atau PNG", id="gif"),
            pytest.param(encoded(two_tone(), "TIFF"), "tiff", "simpan sebagai JPG atau PNG", id="tiff"),
            pytest.param(encoded(two_tone(), "BMP"), "bmp", "simpan sebagai JPG atau PNG", id="bmp"),
            pytest.param(b"8BPS\0\1" + b"\0" * 60, "psd", "Gambar PSD belum dapat", id="psd"),
            pytest.param(b"\0\0\0\x1cftypavif" + b"\0" * 60, "avif", "simpan sebagai JPG", id="avif"),
            pytest.param(b"\0\0\0\x1cftypisom" + b"\0" * 60, "video", "cantumkan tautannya", id="mp4"),
            pytest.param(b"RIFF\x10\0\0\0AVI LIST", "video", "cantumkan tautannya", id="avi"),
            pytest.param(b"MZ\x90\0" + b"\0" * 60, "program", "Pilih JPG, PNG, WebP atau HEIC", id="exe"),
            pytest.param(b"P6 400 400 255 " + b"\0" * 60, "unknown", "Pilih JPG, PNG", id="unknown"),
        ],
    )
    def test_something_else_named_jpg(self, content, code, advice):
        found, sentence = refused(clean_photo, content, "foto.jpg")
        assert found == code
        assert advice in sentence


class TestCheckDocument:
    @pytest.mark.parametrize(
        ("content", "extension", "content_type"),
        [
            pytest.param(PDF, ".pdf", "application/pdf", id="pdf"),
            pytest.param(b"\xef\xbb\xbf\n" + PDF, ".pdf", "application/pdf", id="pdf-later-header"),
            pytest.param(
                PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), ".pdf", "application/pdf", id="pdf-locked"
            ),
            pytest.param(docx(), ".docx", DOCX_TYPE.removesuffix(".main+xml"), id="docx"),
            pytest.param(
                docx(part="word/document2.xml"), ".docx", DOCX_TYPE.removesuffix(".main+xml"), id="docx-web"
            ),
            pytest.param(xlsx(), ".xlsx", XLSX_TYPE.removesuffix(".main+xml"), id="xlsx"),
        ],
    )
    def test_keeps_a_document_as_it_came(self, content, extension, content_type):
        sent = upload(content, "Surat Tugas.bin")
        document = check_document(sent)
        assert (document.extension, document.content_type) == (extension, content_type)
        assert document.content is None
        assert document.size == len(content)
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert document.name == "Surat Tugas.bin" + extension
        assert sent.read() == content

    @pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP", "HEIF"])
    def test_a_photographed_letter_is_encoded_anew_without_metadata(self, picture_format):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6 if picture_format != "HEIF" else 1
        exif[ExifTags.Base.Make] = "KameraRahasia"
        content = encoded(two_tone((3000, 2000)), picture_format, exif=exif)
        document = check_document(upload(content, "SK Bupati.HEIC"))
        assert (document.name, document.extension, document.content_type) == (
            "SK Bupati.jpg",
            ".jpg",
            "image/jpeg",
        )
        assert document.size == len(document.content)
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        image = decoded(document.content)
        assert image.format == "JPEG"
        assert image.size == ((2000, 3000) if picture_format != "HEIF" else (2480, 1653))
        assert near(image.getpixel((5, 5)), RED)
        assert b"Rahasia" not in document.content
        assert b"Exif" not in document.content

    def test_reads_from_a_temporary_file_and_leaves_it_at_the_start(self):
        for content in (PDF, docx()):
            with TemporaryUploadedFile("surat.pdf", "application/pdf", len(content), None) as sent:
                sent.write(content)
                assert check_document(sent).size == len(content)
                assert sent.read() == content


class TestRefusedDocument:
    @pytest.mark.parametrize(
        ("content", "code", "advice"),
        [
            pytest.param(b"", "empty", "Pilih berkas lain", id="empty"),
            pytest.param(HTML, "html", "Pilih PDF, DOCX, XLSX", id="html"),
            pytest.param(HTML + PDF, "html", "Pilih PDF, DOCX, XLSX", id="html-pdf"),
            pytest.param(SVG, "svg", "Simpan sebagai PNG", id="svg"),
            pytest.param(b"MZ\x90\0" + PDF, "program", "adalah program", id="exe-pdf"),
            pytest.param(b"\x7fELF" + b"\0" * 60, "program", "adalah program", id="elf"),
            pytest.param(package({"a.pdf": PDF}), "zip", "unggah isinya satu per satu", id="zip"),
            pytest.param(package({}), "zip", "unggah isinya satu per satu", id="empty-zip"),
            pytest.param(b"Rar!\x1a\x07\0", "archive", "unggah isinya satu per satu", id="rar"),
            pytest.param(OLE, "ole", "Simpan sebagai DOCX atau PDF lalu unggah lagi", id="doc"),
            pytest.param(
                OLE + "EncryptedPackage".encode("utf-16-le"), "locked", "tanpa kata sandi", id="docx-password"
            ),
            pytest.param(b"{\\rtf1 halo}", "rtf", "Simpan sebagai DOCX atau PDF", id="rtf"),
            pytest.param(encoded(two_tone(), "GIF"), "gif", "simpan sebagai JPG atau PNG", id="gif"),
            pytest.param(b"nama;nilai\n1;2\n", "unknown", "Pilih PDF, DOCX, XLSX", id="csv"),
            pytest.param(PDF[: len(PDF) // 2], "truncated", "simpan ulang, lalu unggah lagi", id="half-pdf"),
            pytest.param(
                PDF.replace(b"\n97\n", b"\n99999\n"), "truncated", "simpan ulang", id="pdf-middle-lost"
            ),
            pytest.param(b"%PDF-1.4\n%%EOF", "truncated", "simpan ulang", id="pdf-without-table"),
            pytest.param(docx()[: len(docx()) // 2], "broken", "simpan ulang", id="half-docx"),
            pytest.param(docx({"word/vbaProject.bin": b"x"}), "macros", "tanpa makro", id="docm"),
            pytest.param(docx(content_type=DOCM_TYPE), "macros", "tanpa makro", id="docm-by-type"),
            pytest.param(xlsx({"xl/macrosheets/sheet1.xml": "x"}), "macros", "tanpa makro", id="xlm"),
            pytest.param(
                docx(content_type="text/plain"), "other_office", "Simpan sebagai PDF", id="no-main-type"
            ),
            pytest.param(
                package({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "x"}),
                "other_office",
                "Simpan sebagai PDF",
                id="pptx",
            ),
            pytest.param(
                package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}),
                "other_office",
                "Simpan sebagai PDF",
                id="odt",
            ),
            pytest.param(
                package({"[Content_Types].xml": "<Types/>", "x": "y"}), "zip", "satu per satu", id="opc"
            ),
        ],
    )
    def test_says_what_to_do(self, content, code, advice):
        found, sentence = refused(check_document, content, "surat.pdf")
        assert found == code
        assert advice in sentence

    def test_more_bytes_than_allowed(self):
        padding = b"%" * (DOCUMENT_MAX_BYTES - len(PDF))
        allowed = PDF[:9] + padding + PDF[9:]
        assert check_document(upload(allowed)).size == DOCUMENT_MAX_BYTES
        code, sentence = refused(check_document, allowed + b"\n")
        assert (code, sentence) == (
            "too_big",
            "Berkas ini lebih besar dari 10 MB. Perkecil berkasnya, lalu unggah lagi.",
        )

    def test_null_byte_in_the_name(self):
        code, sentence = refused(check_document, PDF, "surat.pdf\0.exe")
        assert code == "file_name"
        assert "Ganti nama berkasnya" in sentence

    def test_a_picture_that_is_no_good_photo_either(self):
        assert refused(check_document, encoded(two_tone((300, 200))))[0] == "too_small"
        assert refused(check_document, encoded(two_tone())[:900])[0] == "broken"

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(docx({"word/media/a.bin": b"\0" * 30_000_000}), id="by-ratio"),
            pytest.param(docx({f"word/{number}.xml": b"" for number in range(5001)}), id="by-count"),
        ],
    )
    def test_bomb(self, content):
        code, sentence = refused(check_document, content, "laporan.docx")
        assert code == "bomb"
        assert "Simpan sebagai PDF" in sentence

    def test_bomb_by_declared_size(self):
        sent = bytearray(docx())
        entry = sent.index(b"PK\x01\x02")
        sent[entry + 20 : entry + 28] = struct.pack("<II", 5_000_000, 300_000_000)
        assert refused(check_document, bytes(sent))[0] == "bomb"

    def test_member_that_is_larger_than_declared_is_not_unpacked(self):
        sent = bytearray(docx({"word/media/a.bin": b"\0" * 30_000_000}))
        for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            member = sent.rindex(signature)
            sent[member + offset : member + offset + 4] = struct.pack("<I", 1000)
        assert refused(check_document, bytes(sent))[0] == "broken"

    def test_member_with_a_password(self):
        sent = bytearray(docx())
        sent[sent.index(b"PK\x01\x02") + 8] |= 1
        assert refused(check_document, bytes(sent))[0] == "locked"

    def test_member_with_wrong_content(self):
        members = {
            "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
            "word/document.xml": "surat",
        }
        sent = package(members, zipfile.ZIP_STORED)
        assert check_document(upload(sent)).extension == ".docx"
        assert refused(check_document, sent.replace(b"surat", b"surah"))[0] == "broken"

    def test_compression_that_office_does_not_write(self):
        members = {
            "[Content_Types].xml": content_types("word/document.xml", DOCX_TYPE),
            "word/document.xml": "x",
        }
        assert refused(check_document, package(members, zipfile.ZIP_LZMA))[0] == "broken"


class TestSafeName:
    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ("SK Bupati No. 12.pdf", "SK Bupati No. 12.pdf"),
            ("SK Bupati No. 12", "SK Bupati No. 12.pdf"),
            ("surat.JPG", "surat.pdf"),
            ("surat.exe", "surat.exe.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\Budi\\surat.pdf", "surat.pdf"),
            ("surat\u202efdp.exe", "surat fdp.exe.pdf"),
            ("su\u200brat\r\nX-Evil: 1.pdf", "su rat X-Evil: 1.pdf"),
            ("Sulu\u0308h.pdf", "Sul\u00fch.pdf"),
            ("ᯘᯮᯒᯖ ᯅᯖᯂ᯲.pdf", "ᯘᯮᯒᯖ ᯅᯖᯂ᯲.pdf"),
            ("", "berkas.pdf"),
            (".pdf", "pdf.pdf"),
            ("...", "berkas.pdf"),
        ],
    )
    def test_is_fit_to_show(self, sent, shown):
        assert safe_name(sent, ".pdf") == shown

    def test_is_cut_before_the_ending(self):
        assert safe_name("a" * 300 + ".pdf", ".pdf") == "a" * 116 + ".pdf"


class TestSaidBeforeChoosing:
    def test_limits_are_sentences(self):
        assert str(photo_limits()) == (
            "JPG, PNG, WebP atau HEIC; paling besar 15 MB dan 50 megapiksel, "
            "sisi terpendek paling sedikit 320 piksel."
        )
        assert str(document_limits()) == "PDF, DOCX, XLSX, JPG, PNG, WebP atau HEIC; paling besar 10 MB."

    def test_accept_lists_offer_what_is_taken(self):
        assert {"image/jpeg", "image/png", "image/webp", ".heic"} <= set(photo_accept.split(","))
        assert "application/pdf" not in photo_accept
        assert {".pdf", ".docx", ".xlsx", ".jpg", ".heic"} <= set(document_accept.split(","))
