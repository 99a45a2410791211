"""A screen laid out: nothing beyond the edge, nothing over another, nothing left out, at any size in any script."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import defaultdict
from itertools import pairwise

import pytest
from rich.cells import cell_len
from tesuri_kiosk import blocks, screens
from tesuri_kiosk.codepicture import CodePicture
from tesuri_kiosk.drawn import Pen
from tesuri_kiosk.frame import NOBODY
from tesuri_kiosk.layout import LOW, MOST_COLUMNS, SMALLEST, Fit, lay_out
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.state import Place
from tesuri_kiosk.view import Role

from tests.kiosk_fakes import NOON, at, frame_text, real_book, row_text, small_book

SIZES = [SMALLEST, (14, 5), (20, 10), (40, 15), (80, 24), (117, 31), (200, 60)]
CELLS = ("ja", "ja-simple", "en", "vi", "ko")
DRAWN = ("ne", "ur", "my")
NOT_FIRST = "、。，．」』）〕】》！？：；・ーゝ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?;:)]}»”%"
NOT_LAST = "「『（〔【《«“(["


@functools.cache
def sample(locale):
    """A screen of every room of the real content, the one with most to show."""
    content = real_book().collection
    guides = sorted(content.guides.values(), key=lambda g: -len(g.bring))
    steps = max(guides, key=lambda g: len(g.steps))
    section = max(range(len(steps.body)), key=lambda at: len(steps.body[at].children))
    group = next(g for g in ("procedures", "smartphone") if sum(t.group == g for t in content.topics.values()) > 1)
    topic = next(t for t, topic in content.topics.items() if any(g.topic == t for g in content.guides.values()))
    rooms = [
        *(Place(room) for room in ("attract", "languages", "still-there", "farewell", "home", "words", "people")),
        *(Place(room) for room in ("search", "help", "settings", "staff")),
        *(Place("word", max(content.words.values(), key=lambda w: len(w.meaning.source)).id), Place("words", "", 2)),
        *(Place("guide", guides[0].slug), Place("guide", guides[1].slug), Place("topic", topic), Place("group", group)),
        *(Place("step", steps.slug, at) for at in (0, len(steps.steps) - 1)),
        *(Place("done", steps.slug), Place("section", steps.slug, section), Place("languages", "", 1)),
        *(Place("person", "card"), Place("line", next(iter(content.contacts)))),
    ]
    states = [at(place, locale=locale) for place in rooms]
    states.append(at(Place("search", "latin"), locale=locale, query=tuple("a b"), numlock=True, voice=True))
    return tuple(screens.view(real_book(), state) for state in states)


def person(locale):
    return next(view for view in sample(locale) if view.place.room == "person")


@functools.cache
def pen():
    found = Pen(17, 42, real_book().collection.locales)
    if not found.can_shape or any(found.missing(tag) for tag in DRAWN):
        pytest.fail("the fonts of the kiosk are not installed: see kiosk/deploy/README.md")
    return found


@functools.cache
def frames(locale, size, drawn=False):
    """The sample laid out, in cells or drawn by a pen."""
    fit, setter = (Fit(*size, "calculator", 17, 42), Setter(pen())) if drawn else (Fit(*size), Setter())
    return tuple((view, lay_out(view, fit, setter)) for view in sample(locale))


def rows(frame):
    return [*frame.head, *frame.body, *frame.foot]


def squeezed(text):
    return "".join(text.split())


def shown_cells(frame):
    """What stands in cells for each sentence of the script, line by line, without spaces."""
    found = defaultdict(str)
    for row in rows(frame):
        for run in row.runs:
            if run.sentence != NOBODY and not (run.choice != NOBODY and run.role is Role.NUMBER):
                found[run.sentence] += squeezed(run.text)
    return found


def named(view):
    return f"{view.locale} {view.place}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", CELLS)
def test_nothing_is_beyond_the_edge_or_over_another_and_every_sentence_is_there(locale, size):
    columns, _ = size
    for view, frame in frames(locale, size):
        for row in rows(frame):
            for run in row.runs:
                assert run.x >= 0, named(view)
                assert run.x + cell_len(run.text) <= columns, (named(view), run)
            for left, right in pairwise(row.runs):
                assert left.x + cell_len(left.text) <= right.x, (named(view), left, right)
        cells = shown_cells(frame)
        alternatives = defaultdict(str)
        for index, text in frame.alternatives:
            alternatives[index] += squeezed(text)
        for index, utterance in enumerate(view.script()):
            words = squeezed(utterance.shown.shown)
            said = without_brackets(cells[index], utterance.shown)
            assert words in said or words in alternatives[index], (named(view), words, cells[index])


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (9, 3), (200, 2), (5, 60)])
def test_a_screen_too_small_for_words_shows_a_sign_that_fits(size):
    for _, frame in frames("ja", size):
        runs = [run for row in rows(frame) for run in row.runs]
        assert runs
        assert len(rows(frame)) <= size[1]
        assert all(run.x + cell_len(run.text) <= size[0] for run in runs)


def without_brackets(text, sentence):
    """A text without the readings that やさしい日本語 has in brackets where nothing can be drawn."""
    for part in sentence.parts:
        if part.kana and sentence.locale == "ja-simple":
            text = text.replace(squeezed(f"{part.shown}({part.kana})"), squeezed(part.shown), 1)
    return text


@pytest.mark.parametrize("size", [(14, 5), (40, 15), (80, 24)])
@pytest.mark.parametrize("locale", DRAWN)
def test_what_is_drawn_fits_and_says_every_sentence_in_its_alternative(locale, size):
    columns, _ = size
    for view, frame in frames(locale, size, True):
        for row in rows(frame):
            for run in row.runs:
                assert run.x + cell_len(run.text) <= columns, (named(view), run)
            for piece in row.pieces:
                assert 0 <= piece.row < piece.picture.rows
                assert piece.x + piece.picture.columns <= columns, (named(view), piece)
        words = squeezed("".join(text for _, text in frame.alternatives))
        cells = shown_cells(frame)
        for index, utterance in enumerate(view.script()):
            sentence = squeezed(utterance.shown.shown)
            assert sentence in words or sentence in cells[index], (named(view), sentence)


@pytest.mark.parametrize("locale", [*DRAWN, "ja"])
def test_every_picture_is_there_from_its_first_row_to_its_last(locale):
    for view, frame in frames(locale, (80, 24), True):
        drawn = defaultdict(list)
        for y, row in enumerate(rows(frame)):
            for piece in row.pieces:
                drawn[id(piece.picture), piece.x, y - piece.row].append(piece)
        for pieces in drawn.values():
            assert [piece.row for piece in pieces] == list(range(pieces[0].picture.rows)), named(view)


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] >= 14])
@pytest.mark.parametrize("locale", ["ja", "ja-simple", "en"])
def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens(locale, size):
    for view, frame in frames(locale, size):
        for row in frame.body:
            end = -1
            for run in row.runs:
                if run.sentence != NOBODY and run.role is not Role.NUMBER and not run.fixed and run.x != end:
                    begins_sentence = view.script()[run.sentence].shown.shown.strip()[:1] == run.text.strip()[:1]
                    assert begins_sentence or run.text.lstrip()[:1] not in NOT_FIRST or not run.text.strip(), (
                        named(view),
                        run,
                    )
                end = run.x + cell_len(run.text)
            last = row.runs[-1] if row.runs else None
            if last is not None and last.sentence != NOBODY and last.text.strip():
                assert last.text.rstrip()[-1] not in NOT_LAST, (named(view), last)


@pytest.mark.parametrize("size", SIZES)
def test_every_tile_is_a_rectangle_of_its_own_with_its_whole_label_inside(size):
    for locale in ("ja", "en", "vi"):
        for view, frame in frames(locale, size):
            hits = {hit.choice: hit for hit in frame.hits if hit.choice != NOBODY}
            assert set(hits) == set(range(len(view.choices))), named(view)
            taken = set()
            for hit in hits.values():
                cells = {(x, y) for x in range(hit.x, hit.x + hit.width) for y in range(hit.y, hit.y + hit.height)}
                assert not cells & taken, (named(view), hit)
                taken |= cells
                assert hit.x + hit.width <= size[0], (named(view), hit)
            for y, row in enumerate(frame.body):
                for run in row.runs:
                    if run.choice != NOBODY:
                        hit = hits[run.choice]
                        assert hit.holds(run.x, y), (named(view), run, hit)
                        assert hit.holds(run.x + cell_len(run.text) - 1, y), (named(view), run, hit)


@pytest.mark.parametrize("size", SIZES)
def test_tiles_stand_in_three_columns_at_most_and_in_one_where_it_is_narrow(size):
    for view, frame in frames("ja", size):
        if not view.grid_size:
            assert 1 <= abs(frame.tile_columns) <= MOST_COLUMNS
            if size[0] <= 20:
                assert frame.tile_columns == 1, named(view)


@pytest.mark.parametrize("size", SIZES)
def test_rows_at_top_and_bottom_leave_half_of_the_screen_to_the_text(size):
    for view, frame in frames("en", size):
        assert len(frame.head) + len(frame.foot) <= max(size[1] // 2 + 1, size[1] // 3), named(view)
        assert frame.body_height >= 1, named(view)


@pytest.mark.parametrize("size", SIZES)
def test_the_rows_of_sentences_and_tiles_are_those_where_they_stand(size):
    for view, frame in frames("en", size):
        for index, (first, last) in frame.choice_rows.items():
            there = [y for y, row in enumerate(frame.body) if any(run.choice == index for run in row.runs)]
            assert (first, last) == (there[0], there[-1]), named(view)
        for index, (first, last) in frame.sentence_rows.items():
            there = [y for y, row in enumerate(frame.body) if any(run.sentence == index for run in row.runs)]
            assert (first, last) == (there[0], there[-1]), named(view)


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40)])
def test_keys_at_the_bottom_can_be_touched_where_they_stand(size):
    for view, frame in frames("en", size):
        assert [hit.key for hit in frame.keys][:1] == ["0"] * bool(view.keys), named(view)
        for hit in frame.keys:
            row = row_text(frame.foot[hit.y], frame.columns)
            assert row[hit.x :].startswith(hit.key), (named(view), hit, row)


def test_the_person_is_on_every_screen_also_where_it_is_low():
    for size in ((20, 10), (40, 15), (80, 24)):
        for view, frame in frames("en", size):
            if view.place.room not in ("attract", "farewell", "still-there"):
                assert view.keys[0].said[0].shown in frame_text(frame).replace("\n", " ")


def test_every_word_of_a_label_is_whole_where_a_column_can_hold_it():
    for size in ((40, 15), (80, 24), (120, 40)):
        for view, frame in frames("en", size):
            for index, choice in enumerate(view.choices):
                words = " ".join(s.shown for s in choice.label if s.locale == "en").split()
                lines = [run.text for row in frame.body for run in row.runs if run.choice == index]
                pieces = " ".join(lines).split()
                if max(map(len, words), default=0) < size[0] - 8 and not view.grid_size:
                    assert all(word in pieces for word in words), (named(view), words, pieces)


def test_a_phone_number_is_large_where_there_is_room_and_whole_everywhere():
    view = person("ja")
    number = next(u.shown.shown for u in view.script() if blocks.is_large(u.shown.shown))
    large = lay_out(view, Fit(80, 24), Setter())
    first = blocks.large_lines(number, 76)[0]
    assert all(any(line in row_text(row, 80) for row in large.body) for line in blocks.large(first))
    assert number in [text for _, text in large.alternatives]
    narrow = lay_out(view, Fit(10, 20), Setter())
    assert number in squeezed(frame_text(narrow))


def test_large_digits_are_broken_after_hyphens_only():
    assert blocks.large_lines("099-000-0110", 47) == ("099-000-0110",)
    assert blocks.large_lines("099-000-0110", 46) == ("099-000-", "0110")
    assert blocks.large_lines("099-000-0110", 15) == ("099-", "000-", "0110")
    assert blocks.large_lines("099-000-0110", 14) is None


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (200, 60)])
def test_a_code_of_half_blocks_is_the_address_dark_on_light_with_four_modules_around(size):
    import numpy
    import zxingcpp

    view = person("en")
    wanted = next(block.data for block in view.blocks if hasattr(block, "data"))
    frame = lay_out(view, Fit(*size), Setter())
    lines = [run.text for row in frame.body for run in row.runs if run.fixed]
    upper, lower = " ▄", " ▀"
    dots = [[c not in half for c in line] for line in lines for half in (upper, lower)]
    picture = numpy.kron(numpy.where(dots, 0, 255).astype("uint8"), numpy.ones((4, 4), "uint8"))
    assert zxingcpp.read_barcodes(picture)[0].text == wanted
    assert not any(any(row[:4]) or any(row[-4:]) for row in dots)
    assert not any(map(any, dots[:4]))


def test_a_code_wider_than_the_screen_is_its_address_in_letters():
    view = person("en")
    wanted = next(block.data for block in view.blocks if hasattr(block, "data"))
    frame = lay_out(view, Fit(20, 20), Setter())
    assert wanted in squeezed("".join(row_text(row, 20) for row in frame.body))


def test_a_code_is_a_picture_where_pictures_can_be_shown():
    view = person("en")
    frame = lay_out(view, Fit(80, 24, "calculator", 17, 42), Setter())
    pictures = {id(p.picture) for row in frame.body for p in row.pieces if isinstance(p.picture, CodePicture)}
    assert len(pictures) == 1


def test_an_urgent_notice_stands_first_and_is_said_first_on_every_screen_until_it_is_over(tmp_path):
    notices = (
        "- {id: closed, text: 今日は休みます。, since: 2026-04-08 08:30, until: 2026-04-08 17:15}\n"
        "- {id: past, text: きのうは休みました。, since: 2026-04-07 08:30, until: 2026-04-07 17:15}\n"
    )
    clock = [NOON]
    book = small_book(tmp_path, {"content/towns/mihon/notices.yml": notices}, now=lambda: clock[0])
    for place in (Place("home"), Place("guide", "moving-in"), Place("person", "general"), Place("search")):
        view = screens.view(book, at(place))
        assert view.script()[0].shown.shown == "今日は休みます。"
        for size in ((80, 24), (40, 15), (20, 10)):
            frame = lay_out(view, Fit(*size), Setter())
            assert frame.sentence_rows[0][0] <= 1
            assert "今日は" in squeezed(frame_text(frame))
    clock[0] = NOON + dt.timedelta(days=1)
    assert not screens.view(book, at(Place("home"))).notice


def test_low_screens_let_the_rows_move_with_the_text_and_high_ones_do_not():
    view = next(view for view in sample("en") if view.place.room == "home")
    low, high = lay_out(view, Fit(80, LOW - 1), Setter()), lay_out(view, Fit(80, LOW + 12), Setter())
    assert low.head == ()
    assert high.head
    assert len(high.foot) > len(low.foot)


def test_a_frame_is_the_same_every_time():
    for view in sample("ja")[:20]:
        assert lay_out(view, Fit(80, 24), Setter()) == lay_out(dataclasses.replace(view), Fit(80, 24), Setter())
