"""Markdown: which blocks and texts a file has, and how one text is written."""

from __future__ import annotations

import pytest

from tesuri.markdown import links, parse, plain, texts, walk, write_inline
from tesuri.model import Block, BlockKind
from tesuri.tokens import Token


def blocks(body: str) -> tuple[Block, ...]:
    document, problems = parse(f"---\ntitle: 題\n---\n{body}", "g.md")
    assert problems == []
    return document.body


def sources(body: str) -> list[str]:
    return [text.source for text in texts(blocks(body))]


class Marks:
    """Writes each part with its name, to see what the parser made of a text."""

    def words(self, text: str) -> str:
        return text

    def ruby(self, base: str, kana: str) -> str:
        return f"<{base}={kana}>"

    def fact(self, token: Token) -> str:
        return f"<fact {token.id} {dict(token.forms)}>" if token.forms else f"<fact {token.id}>"

    def link(self, target: str, inner: str) -> str:
        return f"<{target}: {inner}>"

    def strong(self, inner: str) -> str:
        return f"<strong {inner}>"

    def emphasis(self, inner: str) -> str:
        return f"<em {inner}>"


def marked(source: str) -> str:
    return write_inline(source, Marks())


def test_each_heading_paragraph_item_and_cell_is_one_text_with_its_line() -> None:
    body = "## 見出し {#a}\n\n段落です。\n\n- 一つ\n- 二つ\n\n| 表 | 頭 |\n|---|---|\n| 左 | 右 |\n"
    found = [(text.source, text.line) for text in texts(blocks(body))]
    assert [source for source, _ in found] == ["見出し", "段落です。", "一つ", "二つ", "表", "頭", "左", "右"]
    assert [line for _, line in found] == [4, 6, 8, 9, 11, 11, 13, 13]


def test_lines_of_a_japanese_paragraph_are_joined_without_a_space_and_latin_words_with_one() -> None:
    assert sources("市役所に\n行きます。") == ["市役所に行きます。"]
    assert sources("the town\nhall") == ["the town hall"]


def test_deeper_headings_stand_inside_shallower_ones() -> None:
    (worries,) = blocks("## 心配 {#worries}\n\n### 聞かないこと {#never-asks}\n\n暗証番号\n")
    (asks,) = worries.children
    assert (worries.id, worries.level, asks.id, asks.level) == ("worries", 2, "never-asks", 3)
    assert [block.kind for block in asks.children] == [BlockKind.PARAGRAPH]


def test_a_numbered_list_is_steps_whose_first_paragraph_is_their_text() -> None:
    (steps,) = blocks("1. 行く\n\n   あとで\n2. 出す\n")
    assert steps.kind is BlockKind.STEPS
    assert [item.text.source for item in steps.children if item.text] == ["行く", "出す"]
    assert [child.kind for child in steps.children[0].children] == [BlockKind.PARAGRAPH]


def test_an_admonition_keeps_its_type_its_title_and_its_blocks() -> None:
    (note,) = blocks('!!! warning "急ぐとき"\n    電話します。\n')
    assert (note.kind, note.id) == (BlockKind.NOTE, "warning")
    assert note.text is not None
    assert note.text.source == "急ぐとき"
    assert [child.text.source for child in note.children if child.text] == ["電話します。"]


def test_an_admonition_without_a_title_gets_none() -> None:
    (note,) = blocks("!!! note\n    電話します。\n")
    assert note.text is None


def test_a_table_has_rows_of_cells_that_know_whether_they_are_headings() -> None:
    (table,) = blocks("| 年 | 円 |\n|---|---|\n| {{ a }} | {{ b | zero: なし }} |\n".replace("| zero", r"\| zero"))
    cells = [[(cell.id, cell.text.source) for cell in row.children if cell.text] for row in table.children]
    assert cells == [[("th", "年"), ("th", "円")], [("td", "{{ a }}"), ("td", "{{ b | zero: なし }}")]]


def test_a_picture_alone_in_a_paragraph_is_an_image_with_its_alternative_text() -> None:
    (image,) = blocks("![窓口の絵](../../pictures/desk.svg)\n")
    assert (image.kind, image.id) == (BlockKind.IMAGE, "../../pictures/desk.svg")
    assert image.text is not None
    assert image.text.source == "窓口の絵"


@pytest.mark.parametrize("body", ["[注]: これは定義ではありません", "{#a}", "<b>太い</b>", "    字下げ"])
def test_no_line_vanishes(body: str) -> None:
    assert sources(f"前\n\n{body}\n\n後") == ["前", body.strip(), "後"]


def test_a_file_without_front_matter_is_told_and_still_parsed() -> None:
    document, problems = parse("## 手順 {#steps}\n", "g.md")
    assert [problem.rule for problem in problems] == ["front-matter"]
    assert [block.id for block in walk(document.body)] == ["steps"]


def test_a_token_with_forms_and_single_braces_inside_is_one_token() -> None:
    source = "料金は{{ fee | zero: {無料|むりょう} | other: {value}です }}。"
    assert marked(source) == "料金は<fee>。".replace(
        "<fee>", "<fact fee {'zero': '{無料|むりょう}', 'other': '{value}です'}>"
    )


def test_several_tokens_in_one_text_keep_their_places() -> None:
    assert marked("{{ a }}から**{{ b }}**まで") == "<fact a>から<strong <fact b>>まで"


def test_a_malformed_token_stays_as_it_was_typed() -> None:
    assert marked("{{ a | nonsense }}") == "{{ a | nonsense }}"


def test_an_authors_ruby_is_told_from_a_token_and_a_placeholder() -> None:
    assert marked("{見本|みほん}市の{name}は{{ a }}") == "<見本=みほん>市の{name}は<fact a>"


def test_links_may_hold_words_and_facts_and_script_addresses_stay_words() -> None:
    assert marked("[**家**を{{ a }}](guide:moving-in)") == "<guide:moving-in: <strong 家>を<fact a>>"
    assert links("[a](guide:x)と[b](https://example.jp/)") == ("guide:x", "https://example.jp/")
    assert links("[a](javascript:alert)") == ()


def test_an_escaped_mark_is_a_mark() -> None:
    assert plain(r"\*印\* &amp; [角]") == "*印* & [角]"


def test_plain_words_have_no_markup_and_facts_of_the_callers_choice() -> None:
    source = "**{転入|てんにゅう}**は{{ a }}です"
    assert plain(source) == "転入はです"
    assert plain(source, lambda token: token.id.upper()) == "転入はAです"
