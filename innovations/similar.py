"""Records that resemble what somebody is about to register, so that they develop one instead of repeating it.

Looks among the unit's own records, what any unit has published, and what any unit stopped after it was once
submitted. A stopped record of another unit is found by its title alone: of the rest of it nothing may be
learned, not even whether a word stands there. Drafts of other units are never looked at.

Who reviews looks among all they may see; what a unit is writing on is found by its title alone, as that is all
the reviewer sees of it.
"""

import re
from itertools import combinations

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from accounts.models import User
from innovations.models import Innovation, Status

CONFIG = "indonesian"  # as in the index innovation_words
SHOWN = 5
CANDIDATES = 100  # of each way of looking, ranked afterwards
SHORTEST = 4  # letters typed; fewer resemble everything
LONGEST = 300  # characters looked at
WORDS = 8  # the first words of a text say what it is about
# PostgreSQL's Indonesian dictionary drops no words: these say nothing of what a record is about.
_EMPTY = (
    "ada adalah agar akan anak antara atau bagi bahwa banyak baru belum berbasis bharat bisa daerah dalam dan "
    "dapat dari dekat dengan desa di dinas guna hari hingga ini inovasi itu jauh kabupaten karena kecamatan "
    "kepada layanan lebih masyarakat melalui menjadi oleh orang pada pakpak para pelayanan program saat sampai "
    "sebagai sebelum secara semua serta sesudah setelah setiap sudah tanpa telah tentang terhadap tiap tidak unit "
    "untuk upaya waktu warga yang"
)
EMPTY = frozenset(_EMPTY.split())
ALIKE = 0.5  # from here on a title is so near that its writer is asked first


def known_to(user: User) -> Q:
    """Which records may be shown as similar to `user` of a unit, each in its own measure."""
    return Q(agency=user.agency_id) | Q(status=Status.PUBLISHED) | _ended()


def developable(user: User) -> QuerySet[Innovation]:
    """What `user` of a unit may name as the predecessor of a new record: the same."""
    return Innovation.objects.filter(known_to(user)).select_related("agency")


def find(user: User, title: str, sentence: str = "") -> list[Innovation]:
    """At most five records that resemble `title` or the words of `sentence`, the nearest first. One query.

    Each has `likeness`, how near its title is (0 to 1), and its agency.
    """
    known = Innovation.objects.filter(known_to(user))
    by_words = Q(agency=user.agency_id) | Q(status=Status.PUBLISHED)
    return _nearest(known, title, sentence, by_words, _ended())


def to_review(user: User, innovation: Innovation, sentence: str) -> list[Innovation]:
    """At most five records that `user` may see and that resemble `innovation`, whose title alone and `sentence`
    are compared. One query.
    """
    seen = Innovation.objects.visible_to(user).exclude(pk=innovation.pk)
    with_unit = Q(status__in=[Status.DRAFT, Status.RETURNED])
    return _nearest(seen, innovation.title, sentence, ~with_unit, with_unit)


def _nearest(
    among: QuerySet[Innovation], title: str, sentence: str, by_words: Q, by_title: Q
) -> list[Innovation]:
    """Of `among`, what is near by its title; by words of its text where `by_words` holds, of its title `by_title`."""
    title, sentence = title.replace("\0", "").strip()[:LONGEST], sentence.replace("\0", "").strip()[:LONGEST]
    if sum(map(str.isalpha, title)) < SHORTEST:
        return []
    near = among.filter(title__trigram_word_similar=title)
    found = near.order_by(TrigramSimilarity("title", title).desc()).values("pk")[:CANDIDATES]
    rank = TrigramSimilarity("title", title)
    if query := _two_words_of(f"{title} {sentence}"):
        words = _with_words(among, query).filter(by_words | by_title & Q(title_words=query))
        found = found.union(words.values("pk")[:CANDIDATES], all=False)
        rank = Greatest(rank, SearchRank(_vector(), query))
    return list(
        Innovation.objects.filter(pk__in=found)
        .annotate(likeness=TrigramSimilarity("title", title), rank=rank)
        .select_related("agency")
        .only(
            "code", "title", "one_line", "status", "stage", "agency__name", "agency__short_name", "form_key"
        )
        .order_by("-rank", "-id")[:SHOWN]
    )


def _ended() -> Q:
    return Q(status=Status.STOPPED, submitted_at__isnull=False)


def _with_words(among: QuerySet[Innovation], query: SearchQuery) -> QuerySet[Innovation]:
    titled = SearchVector("title", config=CONFIG)
    return among.annotate(words=_vector(), title_words=titled).filter(words=query).order_by()


def _vector() -> SearchVector:
    return SearchVector("title", "one_line", "problem", config=CONFIG)


def _two_words_of(text: str) -> SearchQuery | None:
    """A query for any two of the first words: one word is in too many records, all of them are in none."""
    words = [word for word in dict.fromkeys(re.findall(r"[^\W\d_]{3,}", text.lower())) if word not in EMPTY][
        :WORDS
    ]
    pairs = [f"({one} & {other})" for one, other in combinations(words, 2)]
    return SearchQuery(" | ".join(pairs), search_type="raw", config=CONFIG) if pairs else None
