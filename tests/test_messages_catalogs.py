"""Reading PO files: faults told by line, states, the cache; and what a translation must keep of its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tesuri.messages.catalogs import check_catalog, read_catalog, read_catalogs
from tesuri.messages.checks import check_translation, plural_categories
from tesuri.model import Direction, Locale, MessageState
from tesuri.problem import Severity

VI = Locale("vi", "Tiếng Việt", "Vietnamese", "vi", "vi", "vi", "vi", Direction.LTR, (), None, "vi-VN", "{0} yên")
EASY = Locale(
    "ja-simple",
    "やさしい日本語",
    "Easy Japanese",
    "ja",
    "ja_simple",
    "ja",
    "ja_EASY",
    Direction.LTR,
    (),
    None,
    "ja-JP",
    "{0}円",
    True,
)

HEADER = """\
msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
PATH = "i18n/vi/LC_MESSAGES/content.po"


def read(text: str, locale: Locale = VI) -> tuple[dict[str, tuple[str, MessageState]], list[tuple[int, str]]]:
    file = read_catalog((HEADER + text).encode(), PATH, locale)
    messages = {source: (message.text, message.state) for (_, source), message in file.messages.items()}
    return messages, [(problem.line, problem.rule) for problem in file.problems]


def message(source: str, text: str, before: str = "") -> str:
    return f'{before}msgid "{source}"\nmsgstr "{text}"\n\n'


@pytest.mark.parametrize(
    ("before", "text", "state"),
    [
        ("", "", MessageState.MISSING),
        ("", "xin", MessageState.DRAFTED),
        ("#, fuzzy\n", "xin", MessageState.STALE),
        ("#, fuzzy\n", "", MessageState.MISSING),
        ("# state: drafted (machine)\n", "xin", MessageState.DRAFTED),
        ("# state: second reading (machine) 2026-11-30\n", "xin", MessageState.SECOND_READING),
        ("# state: reviewed 2026-12-01 reader@residents\n", "xin", MessageState.REVIEWED),
        ("# state: reviewed 2026-12-01 通訳@住民課\n", "xin", MessageState.REVIEWED),
        ("# was: reviewed 2026-12-01 reader@residents\n", "xin", MessageState.DRAFTED),
        ("# state: reviewed 2026-12-01 reader@residents\n#, fuzzy\n", "xin", MessageState.STALE),
    ],
)
def test_a_message_has_the_state_that_its_flag_and_comment_say(before: str, text: str, state: MessageState) -> None:
    messages, problems = read(message("市", text, before))
    assert messages == {"市": (text, state)}
    assert problems == []


def test_a_review_without_day_or_reader_counts_as_draft_and_is_told() -> None:
    messages, problems = read(message("市", "xin", "# state: reviewed\n"))
    assert messages["市"][1] is MessageState.DRAFTED
    assert problems == [(7, "state")]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ('msgid "山"\nmsgstr "nui\n\n', (7, "po-syntax")),
        ('msgid "山"\nmsgstr nui\n\n', (7, "po-syntax")),
        ('msgid "山"\n\n', (6, "po-syntax")),
        ('msgstr "nui"\n\n', (6, "po-syntax")),
        ('"nui"\n\n', (6, "po-syntax")),
        ('<<<<<<< HEAD\nmsgid "山"\nmsgstr "nui"\n\n', (6, "po-syntax")),
        ('msgid "山"\nmsgid_plural "山々"\nmsgstr[0] "nui"\n\n', (6, "po-syntax")),
    ],
)
def test_a_broken_entry_is_told_by_its_line_and_the_rest_is_read(broken: str, problem: tuple[int, str]) -> None:
    messages, problems = read(broken + message("川", "song"))
    assert messages == {"川": ("song", MessageState.DRAFTED)}
    assert problems == [problem]


def test_a_message_that_stands_twice_is_told_and_the_first_counts() -> None:
    messages, problems = read(message("市", "một") + message("川", "song") + message("市", "hai"))
    assert messages["市"][0] == "một"
    assert problems == [(12, "po-duplicate")]


def test_the_same_text_in_two_contexts_is_no_duplicate() -> None:
    file = read_catalog(
        (HEADER + message("市", "a", 'msgctxt "x"\n') + message("市", "b", 'msgctxt "y"\n')).encode(), PATH, VI
    )
    assert {key: m.text for key, m in file.messages.items()} == {("x", "市"): "a", ("y", "市"): "b"}
    assert file.problems == ()


def test_a_file_in_another_encoding_is_told_and_its_readable_messages_are_read() -> None:
    data = (HEADER + message("abc", "def") + message("市", "山")).encode("cp932")
    file = read_catalog(data, PATH, VI)
    assert {key[1] for key in file.messages} == {"abc"}
    assert {problem.rule for problem in file.problems} == {"encoding"}
    assert file.problems[0].line == 9


@pytest.mark.parametrize(
    ("header", "line", "told"),
    [
        ("", 1, "missing"),
        (HEADER.replace("utf-8", "shift_jis"), 1, "shift_jis"),
        (HEADER.replace(": vi", ": zh_Hans"), 1, "zh_hans"),
        (HEADER.replace("Language", 'POT-Creation-Date: yesterday\\n"\n"Language'), 1, "broken header"),
        (HEADER.replace("Language", 'Plural-Forms: nplurals=x\\n"\n"Language'), 1, "broken header"),
    ],
)
def test_a_wrong_header_is_told_and_the_messages_are_read(header: str, line: int, told: str) -> None:
    file = read_catalog((header + message("川", "song")).encode(), PATH, VI)
    assert file.messages[None, "川"].text == "song"
    (problem,) = file.problems
    assert (problem.line, problem.rule) == (line, "po-header")
    assert told in problem.message


@pytest.mark.parametrize("language", ["ja_simple", "ja-simple", "ja_EASY"])
def test_weblates_own_code_of_a_language_is_taken(language: str) -> None:
    data = (HEADER.replace(": vi", f": {language}") + message("市", "{市|し}")).encode()
    assert read_catalog(data, "i18n/ja_simple/LC_MESSAGES/content.po", EASY).problems == ()


def test_obsolete_messages_with_their_previous_sources_are_left_out_silently() -> None:
    obsolete = '#, fuzzy\n#~| msgid "old"\n#~ msgid "山"\n#~ msgstr "nui"\n\n'
    messages, problems = read(obsolete + message("川", "song"))
    assert set(messages) == {"川"}
    assert problems == []


def test_a_bom_and_crlf_are_warned_of_and_change_nothing() -> None:
    data = b"\xef\xbb\xbf" + (HEADER + message("川", "song")).replace("\n", "\r\n").encode()
    file = read_catalog(data, PATH, VI)
    assert file.messages[None, "川"].text == "song"
    assert {(p.rule, p.severity) for p in file.problems} == {("bom", Severity.WARNING), ("crlf", Severity.WARNING)}


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(HEADER + text, "utf-8")


def test_interface_content_and_towns_become_one_catalog(tmp_path: Path) -> None:
    write(tmp_path, "i18n/vi/LC_MESSAGES/interface.po", message("開", "mở", 'msgctxt "open"\n'))
    write(tmp_path, PATH, message("川", "song") + message("委任状", ""))
    write(tmp_path, "content/towns/mihon/i18n/vi.po", message("川", "suối") + message("委任状", "giấy"))
    catalog, problems = read_catalogs(tmp_path, VI, ["mihon", "other"])
    assert problems == []
    assert {key: m.text for key, m in catalog.messages.items()} == {
        ("open", "開"): "mở",
        (None, "川"): "song",
        (None, "委任状"): "giấy",
    }


def test_a_locale_without_catalogs_is_warned_of(tmp_path: Path) -> None:
    catalog, problems = read_catalogs(tmp_path, VI, [])
    assert catalog.messages == {}
    assert [(p.rule, p.severity) for p in problems] == [("po-missing", Severity.WARNING)] * 2


def test_the_cache_gives_the_same_catalog_and_problems(tmp_path: Path) -> None:
    data = (HEADER + message("{{ a }}市", "xin", "# state: reviewed\n") + message("川", "song")).encode()
    fresh = read_catalog(data, PATH, VI)
    assert read_catalog(data, PATH, VI, tmp_path) == fresh
    assert read_catalog(data, PATH, VI, tmp_path) == fresh
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key": 1}', b"\xff"])
def test_a_damaged_cache_is_made_again(tmp_path: Path, damage: bytes) -> None:
    data = (HEADER + message("川", "song")).encode()
    fresh = read_catalog(data, PATH, VI, tmp_path)
    (kept,) = tmp_path.iterdir()
    sound = kept.read_bytes()
    kept.write_bytes(damage)
    assert read_catalog(data, PATH, VI, tmp_path) == fresh
    assert kept.read_bytes() == sound


def test_a_changed_file_is_never_answered_from_the_cache(tmp_path: Path) -> None:
    read_catalog((HEADER + message("川", "song")).encode(), PATH, VI, tmp_path)
    file = read_catalog((HEADER + message("川", "sông")).encode(), PATH, VI, tmp_path)
    assert file.messages[None, "川"].text == "sông"


def test_a_lost_placeholder_is_reported_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, PATH, message("川", "song") + message("{{ a.b }}以内", "trong"))
    (problem,) = check_catalog(tmp_path, PATH, VI)
    assert problem.as_text() == f"{PATH}:9: error: the fact 'a.b' is lost [token]"


def test_a_stale_translation_is_not_held_against_its_new_source() -> None:
    _, problems = read(message("{{ a.b }}以内", "trong", "#, fuzzy\n"))
    assert problems == []


@pytest.mark.parametrize(
    ("source", "text", "babel_id", "told"),
    [
        ("{{ a }}と{{ a }}", "{{ a }}", "vi", ["the fact 'a' is lost"]),
        ("{{ a }}", "{{ a }} {{ b }}", "vi", ["the fact 'b' is added"]),
        ("{{ a }}", "{{ а }}", "vi", ["the fact 'a' is lost", "'а' is no fact id: a-z, 0-9, '.' and '-' make one"]),
        (
            "{{ a }}",
            "{{ a }",
            "vi",
            ["the fact 'a' is lost", "'{{' is never closed by '}}'", "a brace without its partner"],
        ),
        ("{name}に電話", "Gọi", "vi", ["the placeholder 'name' is lost"]),
        ("{name}に電話", "Gọi {name} {tên}", "vi", ["the placeholder 'tên' is added"]),
        ("[届](guide:a)", "[x](guide:b)", "vi", ["the link to 'guide:a' is lost", "the link to 'guide:b' is added"]),
        ("**市**", "**x", "vi", ["'**' is opened and never closed"]),
        ("市", " x", "vi", ["white space at the start or the end that differs from the source's"]),
        ("市", "x\ny", "vi", ["a line break that the source does not have"]),
        ("市", "{市|し}", "vi", ["ruby '{市|し}' in a language that carries none"]),
        ("{{ a }}", "{{ a | one: a day }}", "en", ["'a' lacks the form other"]),
        ("{{ a }}", "{{ a | other: {value} }}", "en", ["'a' lacks the form one"]),
        (
            "{{ a }}",
            "{{ a | one: a day | other: days }}",
            "en",
            ["form 'other' of 'a' stands for several numbers and lacks {value}"],
        ),
        (
            "{{ a }}",
            "{{ a | one: isang araw | other: {value} }}",
            "fil",
            ["form 'one' of 'a' stands for several numbers and lacks {value}"],
        ),
        ("{{ a }}", "{{ a | consonant: {value}을 }}", "ko", ["'a' lacks the form vowel"]),
        (
            "{{ a }}",
            "{{ a | one: a {n} | other: {value} }}",
            "en",
            ["form 'one' of 'a' has a placeholder other than {value}"],
        ),
        (
            "{{ a | zero: 無料 | other: {value} }}",
            "{{ a }}",
            "en",
            ["'a' has words for zero in the source and none here"],
        ),
    ],
)
def test_what_a_translation_lost_or_added_is_told(source: str, text: str, babel_id: str, told: list[str]) -> None:
    assert [p.message for p in check_translation(source, text, babel_id, False, "x.po", 3)] == told


@pytest.mark.parametrize(
    ("source", "text", "babel_id"),
    [
        ("市", "", "vi"),
        ("{{ a }}と{{ b }}", "{{ b }} và {{ a }}", "vi"),
        ("{{ a }}以内", "within {{ a | one: a day | other: {value} }}", "en"),
        ("{{ a }}以内", "dentro de {{ a | one: um dia | other: {value} }}", "pt_BR"),
        ("{{ a }}を", "{{ a | zero: 무료 | consonant: {value}을 | vowel: {value}를 }}", "ko"),
        ("{名前|なまえ}を書く", "viết tên", "vi"),
        ("[届](guide:a)と**印**", "**dấu** [x](guide:a)", "vi"),
    ],
)
def test_a_faithful_translation_passes(source: str, text: str, babel_id: str) -> None:
    assert check_translation(source, text, babel_id, False, "x.po", 3) == []


def test_ruby_is_welcome_where_the_locale_carries_it() -> None:
    assert check_translation("市役所", "{市役所|しやくしょ}", "ja", True, "x.po", 3) == []
    (problem,) = check_translation("市役所", "{市役所|}", "ja", True, "x.po", 3)
    assert "ruby is written" in problem.message


@pytest.mark.parametrize(
    ("babel_id", "needed"),
    [("ja", ["other"]), ("en", ["one", "other"]), ("es", ["one", "other"]), ("pl", ["one", "few", "many", "other"])],
)
def test_only_categories_that_our_numbers_reach_are_needed(babel_id: str, needed: list[str]) -> None:
    assert list(plural_categories(babel_id)) == needed
