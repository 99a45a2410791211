"""Search: one index a locale, read alike by this package and by ``site_overrides/assets/search.js``.

People type the office's word, their own word, kana, kanji, Latin letters, a whole sentence, or a typo. So a text is
first folded (``fold``: width, case, accents, kana, look-alike letters). Scripts with spaces are then searched by
words and by pairs of neighbouring words, written as one; a word also meets words that begin alike, contain it, or
differ in one letter. Dense scripts (kana, kanji, Hangul, Burmese) are searched by two and three neighbouring
characters, without regard to spaces; two characters of a query that have a third between them are sought too, for
less. Latin letters that spell kana are searched as kana; in Japanese locales misspelt ones are mended first.

A guide's score is the sum over the query's parts of (weight of the part × its rarity × weight of the best field in
which the guide has it), divided by the same sum for a guide that has everything in its title, plus half the
likeness of the whole query with the guide's nearest phrase. Rarity is ln((N + 1) / (n + ½)), where n counts guides by
how strongly they have the part. Equal scores go by slug.

The index is JSON::

    format     1; a scorer refuses any other
    locale     BCP 47 tag
    quiet      words that say little, parted by spaces
    spellings  kanji=kana and latin=kana, parted by spaces, for guides written in kana; Japanese locales only
    han        Han characters in pairs: a variant, the form it is searched as
    docs       rows of [slug, title, names, keywords, summary, body]: phrases parted by "|", kana among them;
               of headings and body only the words that few guides share

The scorers are held equal by ``tests/search_vectors.json``.
"""

from tesuri.search.fold import fold
from tesuri.search.index import Index, SearchDoc, build_index
from tesuri.search.score import Hit, Searcher, search

__all__ = ["Hit", "Index", "SearchDoc", "Searcher", "build_index", "fold", "search"]
