from __future__ import annotations

import pytest

from tesuri.tokens import find_tokens, replace_tokens, token_at, without_tokens


def test_a_token_names_its_fact_and_its_place() -> None:
    text = "届出は{{ moving-in.deadline }}以内です"
    (token,) = find_tokens(text)
    assert token.id == "moving-in.deadline"
    assert text[token.start : token.end] == "{{ moving-in.deadline }}"
    assert token.forms == {}
    assert token.problems == ()


def test_forms_are_read_by_their_keys() -> None:
    (token,) = find_tokens("{{ fee | zero: it is free | one: {value} only | other: it costs {value}: pay }}")
    assert token.forms == {"zero": "it is free", "one": "{value} only", "other": "it costs {value}: pay"}
    assert token.problems == ()


def test_a_form_may_end_in_the_value_and_hold_ruby() -> None:
    (token,) = find_tokens("{{ fee | zero: {無料|むりょう}です | other: {value}}}")
    assert token.forms == {"zero": "{無料|むりょう}です", "other": "{value}"}
    assert token.problems == ()


def test_ruby_is_no_token() -> None:
    assert find_tokens("{漢字|かんじ}を読む") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ }}", "the token names no fact"),
        ("{{ Fee }}", "'Fee' is no fact id"),
        ("{{ fee | some: x }}", "unknown form 'some'"),
        ("{{ fee | one }}", "form 'one' has no text"),
        ("{{ fee | one: }}", "form 'one' has no text"),
        ("{{ fee | one: a | one: b }}", "form 'one' is given twice"),
        ("{{ fee |}}", "unknown form ''"),
        ("{{ fee", "never closed"),
        ("fee }}", "closes no"),
        ("{{ fee }", "never closed"),
        ("{{ fee | other: {{ value }} }}", "never closed"),
    ],
)
def test_a_malformed_token_says_what_is_wrong(text: str, told: str) -> None:
    assert any(told in problem for token in find_tokens(text) for problem in token.problems)


def test_only_sound_tokens_are_replaced() -> None:
    assert replace_tokens("{{ a }}と{{ b }}と{{ C }}", lambda t: {"a": "一"}.get(t.id)) == "一と{{ b }}と{{ C }}"


def test_prose_remains_without_its_tokens() -> None:
    assert without_tokens("約{{ a | other: 3 {value} }}です") == "約です"


def test_a_long_row_of_open_braces_is_read_at_once() -> None:
    assert len(find_tokens("{{" * 20_000)) == 20_000


def test_a_token_is_read_from_the_middle_of_a_text_to_its_true_end() -> None:
    text = "それは{{ fee | other: {value}}}です"
    token = token_at(text, 3)
    assert token is not None
    assert text[token.start : token.end] == "{{ fee | other: {value}}}"
    assert token_at(text, 2) is None
