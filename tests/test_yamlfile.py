"""YAML as clerks type it: what a scalar means, where a fault stands, what is refused."""

from __future__ import annotations

import pytest

from tesuri.source import decode
from tesuri.yamlfile import parse_yaml


def rules(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.rule) for problem in parse_yaml(text, "a.yml")[1]]


def test_times_and_the_words_yes_and_no_stay_text() -> None:
    file, problems = parse_yaml("open: 8:30\nanswer: no\nday: 12-29\ncount: 5\nempty:\n", "a.yml")
    assert not problems
    assert file.data == {"open": "8:30", "answer": "no", "day": "12-29", "count": 5, "empty": None}


def test_a_value_knows_its_line_and_a_missing_one_that_of_its_parent() -> None:
    file, _ = parse_yaml("a:\n  b:\n    - x\n    - y\n", "a.yml", first_line=2)
    assert file.line("a", "b", 1) == 5
    assert file.line("a", "missing") == 2


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: [1, 2\nc: x\n", (3, "yaml")),
        ("a:\n\t- b\n", (2, "yaml")),
        ("a: 1\n---\nb: 2\n", (2, "yaml")),
        ("a: 1\n? [x, y]\n: z\n", (2, "yaml")),
        ("a: &x\n  b: *x\n", (1, "yaml")),
        ("a: &x {b: c}\nd: *x\n", (1, "yaml")),
        ("a: 1\na: 2\n", (2, "duplicate-key")),
        ('a: 1\nb: "\\ue000"\n', (2, "character")),
        ('a: 1\n"\\0": x\n', (2, "character")),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, place: tuple[int, str]) -> None:
    assert place in rules(text)


def test_a_message_about_broken_yaml_is_one_line() -> None:
    for text in ("a: [", "\x00", "a: 'b", "%x\n"):
        _, problems = parse_yaml(text, "a.yml")
        assert problems
        assert all("\n" not in problem.message for problem in problems)


def test_a_part_that_repeats_itself_many_times_is_read_once() -> None:
    lines = ["a: &a [x, x]"] + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    ]
    file, problems = parse_yaml("\n".join(lines), "a.yml")
    assert problems
    assert len(repr(file.data)) < 10_000


def test_brackets_without_end_cost_the_file_and_nothing_else() -> None:
    file, problems = parse_yaml("[" * 5_000 + "]" * 5_000, "a.yml")
    assert file.data is None
    assert [problem.rule for problem in problems] == ["yaml"]


def test_a_number_that_nobody_can_have_meant_stays_text() -> None:
    assert parse_yaml("a: " + "9" * 5_000, "a.yml")[0].data == {"a": "9" * 5_000}


def test_characters_that_are_shown_nowhere_else_are_told_and_taken_out() -> None:
    text, problems = decode("名前\n\ue005太郎\u202e \ufdd0\n".encode(), "a.md")
    assert text == "名前\n太郎 \n"
    assert [(problem.line, problem.rule) for problem in problems] == [(2, "character")] * 3
    assert "外字" in problems[0].message


def test_joiners_and_marks_that_languages_need_are_left_alone() -> None:
    words = "क्\u200dष می\u200cخواهم \u200f\u2067ا\u2069 葛\U000e0100"
    assert decode(words.encode(), "a.md") == (words, [])
