"""Advice on what a unit has written: plain rules over its own words, applied here and now.

It suggests, never blocks: no rule of this file stands between a unit and its reviewer. A false alarm costs more
than a miss, because people stop reading advice that is wrong; so every rule keeps silent when in doubt.
Each rule takes a text and the record it stands in, and gives (sentence, excerpt) for what it finds.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages import copying
from stages.sheets import Part, field_label

READ = 6000  # characters of a text; what comes after stands beyond every limit of words
LONG_SENTENCE = 35  # words; above it a reader has to begin again
NAMED = 5  # acronyms in one advice
AROUND = 6  # words of an excerpt before and after what was found


@dataclass(frozen=True)
class Advice:
    """One suggestion about the text of a column of `part`. `excerpt` is the unit's own words, shortened."""

    part: Part
    column: str
    sentence: str
    excerpt: str

    @property
    def label(self) -> str:
        return capfirst(field_label(Innovation, self.column))


class Record:
    """The words of a whole record, in which an acronym may be explained anywhere."""

    def __init__(self, innovation: Innovation):
        self.innovation = innovation

    @cached_property
    def text(self) -> str:
        columns = Innovation._meta.get_fields()
        texts = (
            getattr(self.innovation, column.name)[:READ]
            for column in columns
            if isinstance(column, models.CharField | models.TextField) and not column.choices
        )
        return "\n".join(filter(None, texts))

    @cached_property
    def familiar(self) -> set[str]:
        """Capitals that need no explanation here.

        The unit's name; the title where it is explained or all capitals; and plain words, which the record also
        writes in small letters, raised to be heard.
        """
        title, agency = self.innovation.title, self.innovation.agency
        own = f"{title} {self.innovation.acronym}" if self.innovation.acronym or title.isupper() else ""
        names = re.findall(r"\w+", f"{own} {agency.name} {agency.short_name}")
        return RAISED.union(names, (word.upper() for word in re.findall(r"\b\w?[a-z]{2,}\b", self.text)))


Finding = tuple[str, str]
Rule = Callable[[str, Record], Iterator[Finding]]


# Sentences. A full stop after a short form or inside a number does not end one.

_ENDS = re.compile(r"(?<=[.!?])['\"”’)]*\s+(?=['\"“‘(]*[A-Z0-9])|\n+")
_SHORT_FORM = re.compile(
    r"(?:^|\s)(?:no|nmr|tgl|dr|drg|drs|dra|ir|h|hj|prof|jl|gg|kab|kec|kel|bpk|sdr|st|hlm|ps|s\.d|a\.n|u\.p|"
    r"[A-Za-z]\.[A-Za-z]+|\d{1,2})\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    found, begun = [], ""
    for piece in _ENDS.split(text):
        begun = f"{begun} {piece}".strip()
        if begun and not _SHORT_FORM.search(begun[-12:]):
            found.append(begun)
            begun = ""
    return [*found, begun] if begun else found


# Acronyms that nobody explained.

_CAPITALS = re.compile(r"(?<![\w@.])[A-Z]{2,}(?:\d[A-Z]+)?(?!\w|\.\w)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|[\w.+-]{1,64}@\S+")
_ROMAN = re.compile(r"[IVXLC]+$")
_REACH = 120  # characters before and after an acronym in which its words are looked for


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What every citizen knows: where people live, learn, heal and pay, and what they carry and use.
KNOWN = _words(
    "RT RW KTP KK NIK KIS JKN BPJS NPWP SIM STNK BPKB SKCK KUA TPS TK PAUD SD SDN MI SMP SMPN MTS SMA SMAN SMK MA "
    "SLB OSIS KKN BOS RS RSU RSUD UGD IGD ICU USG ASI MP MPASI KB DBD TB TBC HIV AIDS COVID PNS ASN PPPK TNI POLRI "
    "DPR DPRD MPR KPU KPK RI NKRI HUT BUM BUMN BUMD UMKM TP PKK PLN PDAM PT CV UD SPBU BBM LPG BLT PKH KIP SK UU "
    "UUD PP SOP APBN APBD NIP UPT UPTD WIB WITA WIT WA HP SMS TV AC CCTV GPS QR PIN ATM PDF USB LED WC MCK KM CM "
    "KG HA MB GB VA PC CD DVD FM ID"
)
# Plain words that are written in capitals to be heard.
RAISED = _words(
    "GRATIS TIDAK BUKAN WAJIB HARUS JANGAN SEMUA TANPA BARU LAMA DAN ATAU SATU DUA HANYA SANGAT BELUM SUDAH BISA "
    "DAPAT YANG INI ITU ADA AKAN DARI UNTUK SELALU PENTING CATATAN CONTOH SEBELUM SESUDAH DI KE PADA OLEH DENGAN "
    "STOP YA TAHUN DESA DINAS WARGA"
)


def acronyms(text: str, record: Record) -> Iterator[Finding]:
    text = _ADDRESS.sub(" ", text)
    capitals = [one for one in _CAPITALS.finditer(text) if one.group() not in KNOWN]
    # Capitals side by side are a heading or a raised voice.
    joined = {
        word
        for one, after in pairwise(capitals)
        if text[one.end() : after.start()] == " "
        for word in (one, after)
    }
    first: dict[str, int] = {}
    for one in capitals:
        if one not in joined and one.group() not in record.familiar:
            first.setdefault(one.group(), one.start())
    unknown = [word for word in first if not _ROMAN.match(word) and not _is_explained(word, record.text)]
    if unknown:
        sentence = _("Kepanjangan %(acronyms)s belum ditulis; warga mungkin tidak mengenalnya.")
        named = ", ".join(f"'{word}'" for word in unknown[:NAMED])
        yield sentence % {"acronyms": named}, excerpt(text, first[unknown[0]])


_SAID_BEFORE = re.compile(r"(?:\(|\b(?:disingkat|disebut|bernama|dikenal sebagai)\s+)['\"“]?$")
_SAID_AFTER = re.compile(r"['\"”]?(?:\s*[(=]|,? (?:yaitu|yakni|adalah|ialah|singkatan|kepanjangan)\b)")
_BESIDE_BEFORE = re.compile(r"(?:\batau|[-–:,])\s+['\"“]?$")
_BESIDE_AFTER = re.compile(r"['\"”]?(?:\s+(?:atau\b|[-–])|[:,])")


def _is_explained(acronym: str, text: str) -> bool:
    """Whether a text says "long name (ABC)", "ABC (long name)", "ABC, yaitu ..." and the like.

    "Long name atau ABC", "ABC: long name" explain it only when the initials spell it.
    """
    for one in re.finditer(rf"\b{acronym}\b", text):
        before = text[max(one.start() - _REACH, 0) : one.start()]
        after = text[one.end() : one.end() + _REACH]
        if _SAID_BEFORE.search(before) and (before[-1:].isspace() or after.lstrip("'\"” ").startswith(")")):
            return True
        if _SAID_AFTER.match(after):
            return True
        if _BESIDE_BEFORE.search(before) and _spells(acronym, before):
            return True
        if _BESIDE_AFTER.match(after) and _spells(acronym, after):
            return True
    return False


def _spells(acronym: str, words: str) -> bool:
    """Whether the first letters of `words` contain the acronym's letters in order."""
    initials = iter(re.findall(r"\b[a-z]", words.lower()))
    return all(letter in initials for letter in re.findall(r"[a-z]", acronym.lower()))


# Big words that say nothing.

_NUMBER = re.compile(
    r"\d|\b(?:nol|(?<!salah )satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|puluh|"
    r"ratus|ribu|juta|miliar|persen|seratus|seribu|sejuta|setengah|separuh|separo|sepertiga|seperempat|semenit|sejam|"
    r"sehari|seminggu|sepekan|sebulan|setahun|semua\w*|seluruh\w*|tidak ada|tidak seorang|tidak satu|nihil)\b",
    re.IGNORECASE,
)
_AWARD = re.compile(
    r"\b(?:juara|lomba|penghargaan|peringkat|predikat|kategori|anugerah|finalis)\b", re.IGNORECASE
)
_NEVER = re.compile(r"(?!)")

# What is found, what to write instead, and where it is allowed.
EMPTY_WORDS: tuple[tuple[re.Pattern, str, re.Pattern], ...] = (
    (
        re.compile(
            r"\b(?:(?:pelayanan|layanan|inovasi|program|kualitas|mutu|aplikasi|sistem|terobosan|solusi|kabupaten|"
            r"kecamatan|desa|dinas|puskesmas|daerah) (?:yang )?ter(?:baik|hebat|unggul|depan)|"
            r"(?:memberi|memberikan) (?:\w+ )?yang terbaik|ter(?:canggih|modern|hebat)|tiada duanya|tak tertandingi|"
            r"(?:menjadi|pelayanan|layanan) nomor satu)\b"
        ),
        gettext_lazy(
            "'%(words)s' sulit dibuktikan. Lebih kuat: tulis angkanya, atau bandingkan dengan keadaan sebelumnya."
        ),
        re.compile(f"{_AWARD.pattern}|\\d", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\b(?:yang )?(?:pertama|pertama kali|satu-satunya) di (?:seluruh )?"
            r"(?:indonesia|dunia|sumatera(?: utara)?|provinsi|kabupaten)\b",
            re.IGNORECASE,
        ),
        gettext_lazy(
            "'%(words)s' akan ditanyakan buktinya. Lebih kuat: tulis apa bedanya dari yang sudah ada di tempat lain."
        ),
        _NEVER,
    ),
    (
        re.compile(
            r"\b(?:sangat luar biasa|(?<!kejadian )(?<!sekolah )(?<!rapat )(?<!sidang )luar biasa(?! \()|"
            r"inovatif|sangat memuaskan|efektif dan efisien|efisien dan efektif|"
            r"(?:secara|belum|kurang|tidak|lebih|paling|semakin|makin|pelayanan|layanan|hasil|kinerja)"
            r"(?: yang)? (?:optimal|maksimal)(?! \d)|(?:pelayanan|layanan) (?:yang )?prima)\b"
        ),
        gettext_lazy(
            "'%(words)s' terlalu umum. Lebih kuat: tulis apa tepatnya yang terjadi, dengan angka atau contoh."
        ),
        _NUMBER,
    ),
    (
        re.compile(
            r"\b(?:(?:berbasis|menggunakan|memakai|dengan|memanfaatkan) )?teknologi (?:informasi )?(?:yang )?"
            r"(?:modern|canggih|mutakhir|terkini|terbaru)\b|\bserba digital\b"
        ),
        gettext_lazy(
            "'%(words)s' belum menjelaskan apa-apa. Lebih kuat: sebutkan alat atau aplikasinya, dan gunanya bagi warga."
        ),
        _NEVER,
    ),
)


def empty_words(text: str, record: Record) -> Iterator[Finding]:
    for pattern, sentence, allowed in EMPTY_WORDS:
        for one in sentences(text):
            # A capital inside a sentence begins a name ("Lomba Desa Inovatif"); one at its head does not.
            found = pattern.search(one[:1].lower() + one[1:])
            if found and not allowed.search(one):
                yield sentence % {"words": found.group()}, excerpt(one, found.start())
                break


# A change that nobody counted.

_MORE = (
    r"meningkat|menurun|berkurang|bertambah|melonjak|membaik|signifikan|drastis|sebagian besar|kebanyakan|"
    r"(?:lebih|semakin|makin) (?:cepat|mudah|murah|baik|banyak|sedikit|tinggi|rendah|singkat|tertib|aman|lancar|"
    r"nyaman|puas|sehat|ramai)|banyak (?:warga|masyarakat|pasien|orang|siswa|anak|keluarga|petani|ibu|penduduk|"
    r"pelanggan|pengguna|keluhan)"
)
_CLAIM = re.compile(rf"\b(?:{_MORE})\b", re.IGNORECASE)
_AIM = re.compile(
    rf"\b(?:{_MORE}|meningkat(?:kan|nya)|menurun(?:kan|nya)|mengurangi|berkurangnya|bertambahnya|mempercepat)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(r"\b(?:agar|supaya|untuk|akan|kalau|jika|bila|belum|diharapkan)\b", re.IGNORECASE)


def uncounted_claims(text: str, record: Record) -> Iterator[Finding]:
    yield from _uncounted(text, _CLAIM, _WISHED)


def uncounted_aims(text: str, record: Record) -> Iterator[Finding]:
    yield from _uncounted(text, _AIM, _NEVER)


def _uncounted(text: str, claim: re.Pattern, allowed: re.Pattern) -> Iterator[Finding]:
    """The first claim without a number in its sentence or in those beside it."""
    told = sentences(text)
    for place, one in enumerate(told):
        found = claim.search(one)
        if not found or allowed.search(one[: found.start()]):
            continue
        if not _NUMBER.search(" ".join(told[max(place - 1, 0) : place + 2])):
            yield (
                _("'%(words)s': dari berapa menjadi berapa? Satu angka membuat kalimat ini dipercaya.")
                % {"words": found.group()},
                excerpt(one, found.start()),
            )
            return


# Sentences that nobody reads to their end.


def long_sentences(text: str, record: Record) -> Iterator[Finding]:
    for one in sentences(text):
        run = max(re.split(r"[;:]", one), key=lambda piece: len(piece.split()))
        if (words := len(run.split())) > LONG_SENTENCE:
            yield (
                _("Kalimat ini %(words)d kata; pecah menjadi dua supaya mudah dibaca.") % {"words": words},
                excerpt(one),
            )
            return


def excerpt(text: str, place: int = 0) -> str:
    """The words around the character `place` of a text, on one line."""
    before, after = text[:place].split(), text[place:].split()
    cut = "... " if len(before) > AROUND else ""
    shown = " ".join([*before[-AROUND:], *after[: 2 * AROUND]])
    return f"{cut}{shown}{' ...' if len(after) > 2 * AROUND else ''}"


# Which rule reads which columns. The names of things, addresses, money and law are nobody's style.

PROSE = _words(
    "one_line duty problem sufferers problem_evidence causes alternatives idea beneficiaries how_it_works aims "
    "resources risks results obstacles help_needed sustainability lessons headline before after story "
    "replication_steps"
)
RULES: tuple[tuple[Rule, frozenset[str]], ...] = (
    (acronyms, PROSE),
    (empty_words, PROSE),
    (uncounted_claims, frozenset({"results", "problem_evidence", "before", "after"})),
    (uncounted_aims, frozenset({"aims"})),
    (long_sentences, PROSE),
)


def advice(innovation: Innovation, parts: Iterable[Part], user: User) -> list[Advice]:
    """What could be written better in `parts`, in the order of the sheet. One query, for copied passages.

    `user` decides which other records are named. Fetch `innovation` with its agency.
    """
    record = Record(innovation)
    read = {name: part for part in parts for name in part.columns() if name in PROSE}
    texts = {name: getattr(innovation, name)[:READ] for name in read}
    copied = copying.copied(innovation, {name: text for name, text in texts.items() if name != "duty"}, user)
    found = []
    for name, part in read.items():
        found += [
            Advice(part, name, *finding)
            for rule, columns in RULES
            if name in columns
            for finding in rule(texts[name], record)
        ]
        if name in copied:
            found.append(Advice(part, name, copied[name].sentence, excerpt(copied[name].passage)))
    return found
