"""What a translation must keep of its source: fact tokens, placeholders, links, emphasis, white space."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import babel

from tesuri.problem import Problem, Severity
from tesuri.tokens import PLURAL_FORMS, SOUND_FORMS, VALUE, Token, find_tokens, without_tokens

_BRACES = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"\]\(([^()\s]*)\)")
_AS_TYPED = re.compile(r"&#\w+;?|</?[A-Za-z][^<>]*>|<!--")
"""Character references, which could bring in a character that nobody may type, and HTML."""
_COUNTED = (*range(1, 201), 1_000, 10_000, 100_000)
"""Numbers that facts hold; Spanish and Portuguese have a category of their own for a million."""


def check_translation(
    source: str, text: str, babel_id: str, ruby: bool, path: str, line: int, context: str | None = None
) -> list[Problem]:
    """All that a translation lost or added; ``ruby``: its locale carries ruby, ``line``: of the message."""
    if not text:
        return []
    found = [(message, rule, Severity.ERROR) for message, rule in _losses(source, text)]
    if "{" in text or "{" in source:
        tokens = find_tokens(text)
        for token in tokens:
            found += ((problem, "token", Severity.ERROR) for problem in token.problems)
            found += ((problem, "forms", Severity.ERROR) for problem in _form_faults(token, babel_id))
        found += ((problem, "placeholder", Severity.ERROR) for problem in _brace_faults(source, text, ruby))
        found += ((problem, "forms", Severity.WARNING) for problem in _lost_zero(find_tokens(source), tokens))
    name = f" ({context})" if context else ""
    return [Problem(path, line, f"{message}{name}", rule, severity) for message, rule, severity in found]


@cache
def plural_categories(babel_id: str) -> dict[str, int]:
    """Plural categories that a locale needs, with how many of the numbers tried fall into each."""
    plural = babel.Locale.parse(babel_id).plural_form
    counted = Counter(plural(number) for number in _COUNTED)
    return {category: counted[category] for category in PLURAL_FORMS if category in counted or category == "other"}


def _losses(source: str, text: str) -> Iterator[tuple[str, str]]:
    if "{{" in source or "{{" in text:
        yield from _differences(_ids(source), _ids(text), "the fact {}", "token")
    if "](" in source or "](" in text:
        yield from _differences(_LINK.findall(source), _LINK.findall(text), "the link to {}", "link")
    if ("<" in text or "&#" in text) and (match := _AS_TYPED.search(without_tokens(text))):
        yield f"'{match.group()}' would be shown as it was typed, or hide a character: write plain words", "markup"
    if text.count("**") % 2:
        yield "'**' is opened and never closed", "emphasis"
    if "\n" in text and "\n" not in source:
        yield "a line break that the source does not have", "white-space"
    elif source[:1].isspace() != text[:1].isspace() or source[-1:].isspace() != text[-1:].isspace():
        yield "white space at the start or the end that differs from the source's", "white-space"


def _ids(text: str) -> list[str]:
    return [token.id for token in find_tokens(text) if not token.problems]


def _differences(source: Sequence[str], text: Sequence[str], what: str, rule: str) -> Iterator[tuple[str, str]]:
    if source == text:
        return  # nearly always; counting would be a quarter of reading a catalog
    wanted, given = Counter(source), Counter(text)
    for name in (wanted - given).elements():
        yield what.format(f"'{name}'") + " is lost", rule
    for name in (given - wanted).elements():
        yield what.format(f"'{name}'") + " is added", rule


def _brace_faults(source: str, text: str, ruby: bool) -> Iterator[str]:
    """Faults of single braces: placeholders ``{name}``, and ruby ``{漢字|かんじ}`` where the locale carries it."""
    words = without_tokens(text)
    inside = _BRACES.findall(words)
    rubies = [braces for braces in inside if "|" in braces]
    if rubies and not ruby:
        yield f"ruby '{{{rubies[0]}}}' in a language that carries none"
    elif any(not all(part.strip() for part in braces.split("|")) or braces.count("|") > 1 for braces in rubies):
        yield "ruby is written {漢字|かんじ}: one bar, with words on both sides"
    rest = _BRACES.sub("", words)
    if "{" in rest or "}" in rest:
        yield "a brace without its partner"
    wanted = [braces for braces in _BRACES.findall(without_tokens(source)) if "|" not in braces]
    given = [braces for braces in inside if "|" not in braces]
    for message, _ in _differences(wanted, given, "the placeholder {}", ""):
        yield message


def _form_faults(token: Token, babel_id: str) -> Iterator[str]:
    forms = token.forms
    if not forms:
        return
    categories = plural_categories(babel_id)
    sounds = [form for form in SOUND_FORMS if form in forms]
    if sounds:
        missing = [form for form in SOUND_FORMS if form not in forms]
    else:
        missing = [category for category in categories if category not in forms]
    if missing:
        yield f"'{token.id}' lacks the form {', '.join(missing)}"
    for form, words in forms.items():
        one_number = form == "zero" or (form in PLURAL_FORMS and form != "other" and categories.get(form, 1) == 1)
        if VALUE not in words and not one_number:
            yield f"form '{form}' of '{token.id}' stands for several numbers and lacks {VALUE}"
        braces = _BRACES.findall(words)
        if any("|" not in inside and f"{{{inside}}}" != VALUE for inside in braces):
            yield f"form '{form}' of '{token.id}' has a placeholder other than {VALUE}"


def _lost_zero(source: Iterable[Token], text: Iterable[Token]) -> Iterator[str]:
    lost = Counter(token.id for token in source if "zero" in token.forms)
    lost -= Counter(token.id for token in text if "zero" in token.forms)
    for id in lost:
        yield f"'{id}' has words for zero in the source and none here"
