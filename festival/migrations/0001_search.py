"""The text-search configuration `inovik`: accents dropped, Indonesian stemmer, Indonesian stop words dropped.

PostgreSQL reads stop words only from files on the server, where a managed database lets nobody write, and it
ships none for Indonesian. So the two functions below replace our stop words by one word that every server's
Russian list drops. It is dropped at its place, so that the distance between the words of a "phrase" stays.

Words that name innovations ("Kita Bisa", "Belajar Bersama") are not stop words, common as they are.

To change the list, write a new migration that replaces the functions and rebuilds the column
`festival_exhibit.search`.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

STOP_WORDS = """
ada adalah agar akan akhirnya aku anda antara antaranya apa apabila apakah atas atau bagaimana bagi bahkan bahwa
banyaknya begitu belum beberapa berapa bila boleh bukan cuma dalam dan dapat dari daripada demi demikian dengan di dia
diri dirinya dll dsb dst hal hanya harus hingga ialah ia ini itu jadi jika juga kah kalau kamu karena ke kecuali
kemudian kepada ketika lagi lah lain lainnya lalu maka malah masih maupun melainkan melalui memang mengapa menjadi
mereka meski meskipun misalnya namun nya oleh pada padahal para per pernah pula pun saat saja sambil sampai sang
sangat saya se seakan sebab sebagai sebagian sebelum sebuah secara sedang sehingga sejak sekali selain selama semua
seorang seperti serta sesuatu sesudah setelah setiap si suatu sudah supaya tapi telah tentang tentu terhadap tersebut
tetap tetapi tidak tiap untuk walau walaupun yaitu yakni yang
""".split()

DROPPED = "и"  # "and" in Russian; no Indonesian, Batak or Pakpak text contains it

FORWARD = f"""
CREATE TEXT SEARCH DICTIONARY inovik_stem (TEMPLATE = snowball, Language = indonesian, StopWords = russian);
CREATE TEXT SEARCH CONFIGURATION inovik (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION inovik
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, inovik_stem;

CREATE FUNCTION inovik_without_stop_words(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN regexp_replace(lower($1), '\\m({"|".join(sorted(set(STOP_WORDS)))})\\M', '{DROPPED}', 'g');

CREATE FUNCTION inovik_tsvector(title text, summary text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT setweight(to_tsvector('inovik'::regconfig, coalesce(inovik_without_stop_words(title), '')), 'A')
        || setweight(to_tsvector('inovik'::regconfig, coalesce(inovik_without_stop_words(summary), '')), 'B')
        || setweight(to_tsvector('inovik'::regconfig, coalesce(inovik_without_stop_words(body), '')), 'D')
    $$;

CREATE FUNCTION inovik_tsquery(typed text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT websearch_to_tsquery('inovik'::regconfig, inovik_without_stop_words(typed))
    $$;
"""

BACKWARD = """
DROP FUNCTION inovik_tsquery(text);
DROP FUNCTION inovik_tsvector(text, text, text);
DROP FUNCTION inovik_without_stop_words(text);
DROP TEXT SEARCH CONFIGURATION inovik;
DROP TEXT SEARCH DICTIONARY inovik_stem;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
