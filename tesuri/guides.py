"""What a guide is made of, as every projection needs it."""

from __future__ import annotations

from tesuri.markdown import texts
from tesuri.model import Guide, Text
from tesuri.tokens import find_tokens


def texts_of_guide(guide: Guide) -> list[Text]:
    """Every text of a guide in reading order, keywords left out."""
    card = (guide.title, guide.word, guide.summary, guide.who, guide.deadline, guide.fee)
    return [t for t in (*card, *(b.note for b in guide.bring), *texts(guide.body)) if t is not None]


def fact_ids(guide: Guide) -> tuple[str, ...]:
    """Ids of all facts that a guide names, its laws included, each once."""
    tokens = [token.id for text in texts_of_guide(guide) for token in find_tokens(text.source) if not token.problems]
    return tuple(dict.fromkeys([*tokens, *guide.law]))
