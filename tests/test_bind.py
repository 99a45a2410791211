"""Binding: every slot gets the town's value in the locale's form, safe where it stands."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.facts_samples import LOCALES, fact, text
from tests.roots import GUIDE, SECOND_TOWN, write_root
from tesuri.bind import Binder, phone_html
from tesuri.load import load
from tesuri.load.towns import JAPAN
from tesuri.model import Collection, Fact, Law, Office, Town
from tesuri.readings import Reader
from tesuri.routes import Kind, Route, routes
from tesuri.site.build import BuildOptions, PageMaker, Plan, plan_town
from tesuri.slots import Context, Slot

READER = Reader()
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=JAPAN)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    loaded, _ = load(write_root(tmp_path_factory.mktemp("root")))
    return replace(loaded, locales=LOCALES)


def words(value: str) -> Fact:
    return fact("text", value, text=text(value))


def bound(collection: Collection, tag: str, slot: Slot, value: Fact) -> str:
    town = collection.towns["mihon"]
    return Binder(replace(collection, facts={"x": value}), town, LOCALES[tag], READER).stamp(str(slot))


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        ("en", 0, "free"),
        ("en", 1, "1 day only"),
        ("en", 5, "all 5 days"),
        ("ja", 5, 'all <ruby>5日<rt aria-hidden="true">いつか</rt></ruby>'),
    ],
)
def test_a_form_is_chosen_by_zero_and_by_the_locales_plural(
    collection: Collection, tag: str, value: int, expected: str
) -> None:
    slot = Slot(Context.HTML, "x", "", {"zero": "free", "one": "{value} only", "other": "all {value}"})
    assert bound(collection, tag, slot, fact("days", value)) == expected


def test_a_korean_particle_follows_the_last_sound_of_the_value(collection: Collection) -> None:
    slot = Slot(Context.HTML, "x", "", {"consonant": "{value}을", "vowel": "{value}를"})
    assert bound(collection, "ko", slot, words("여권")).endswith("</span>을")
    assert bound(collection, "ko", slot, words("카드")).endswith("</span>를")


@pytest.mark.parametrize("context", list(Context))
def test_a_value_for_which_no_form_is_meant_stands_alone(collection: Collection, context: Context) -> None:
    assert bound(collection, "en", Slot(context, "x", "", {"zero": "free"}), fact("money", 300)) == "300 yen"


def test_a_value_is_escaped_for_each_context(collection: Collection) -> None:
    nasty = words("""</script><b title="x">'\\&""")
    shown = {context: bound(collection, "en", Slot(context, "x"), nasty) for context in Context}
    assert "<b" not in shown[Context.HTML]
    assert not set(shown[Context.TEXT]) & set("<>\"'")
    assert json.loads(f'"{shown[Context.JSON]}"') == nasty.value
    assert "</script>" not in shown[Context.JSON]


def test_an_unmeant_name_is_an_exception_and_no_blank(collection: Collection) -> None:
    binder = Binder(collection, collection.towns["mihon"], LOCALES["en"], READER)
    for name in ("nobody.knows", "@nowhere"):
        with pytest.raises(KeyError):
            binder.stamp(str(Slot(Context.HTML, name)))


@pytest.mark.parametrize(("number", "dialled"), [("099-000-0110", "0990000110"), ("#7119", "%237119")])
def test_a_phone_number_is_a_link_that_dials_isolated_from_a_right_to_left_line(
    collection: Collection, number: str, dialled: str
) -> None:
    shown = bound(collection, "ur", Slot(Context.HTML, "x"), fact("phone", number))
    assert shown == phone_html(number) == f'<a class="phone" href="tel:{dialled}"><bdi dir="ltr">{number}</bdi></a>'


def test_a_time_is_isolated_from_a_right_to_left_line(collection: Collection) -> None:
    assert bound(collection, "ur", Slot(Context.HTML, "x"), fact("time", 510)) == '<bdi dir="ltr">8:30</bdi>'


def test_a_law_keeps_its_japanese_name_and_leads_to_its_text(collection: Collection) -> None:
    law = fact("law", Law("民法", "第140条", 'https://example.jp/?a&b"'))
    shown = bound(collection, "en", Slot(Context.HTML, "x"), law)
    assert shown.startswith('<a href="https://example.jp/?a&amp;b&quot;" rel="external"><span lang="ja">')


def test_a_towns_name_with_an_authors_reading_is_plain_words_in_an_attribute(collection: Collection) -> None:
    town = collection.towns["mihon"]
    named = replace(town, name=text("{見本|みほん}市"))
    binder = Binder(collection, named, LOCALES["ja"], READER)
    assert binder.stamp(str(Slot(Context.TEXT, "town.name"))) == "見本市"
    assert "<ruby>見本<rt" in binder.stamp(str(Slot(Context.HTML, "town.name")))


# Whole pages


def towns_root(folder: Path) -> Path:
    pictured = GUIDE.replace("住民票が移ります。", "住民票が移ります。\n\n![窓口の絵](../../pictures/desk.svg)")
    guide = {"content/guides/moving/moving-in.md": pictured, "content/pictures/desk.svg": "<svg/>"}
    return write_root(folder, {**SECOND_TOWN, **guide})


def plan_for(collection: Collection, town: Town, tags: tuple[str, ...] = ("ja", "en")) -> Plan:
    return plan_town(collection, town, BuildOptions(Path("out"), tags, (town.slug,), NOON))


@pytest.fixture
def two_towns(tmp_path: Path) -> Collection:
    return load(towns_root(tmp_path))[0]


def made(collection: Collection, tag: str, order: int = 1) -> Iterator[tuple[Route, str]]:
    plan = plan_for(collection, collection.towns["mihon"])
    maker = PageMaker(plan, tag)
    for route in list(routes(collection, plan.town))[::order]:
        yield route, maker.page(route)


@pytest.mark.parametrize("tag", ["ja", "en"])
def test_a_page_is_the_same_whatever_was_made_before_it(two_towns: Collection, tag: str) -> None:
    assert dict(made(two_towns, tag)) == dict(made(two_towns, tag, -1))


@pytest.mark.parametrize("tag", ["ja", "en"])
def test_stamping_a_page_for_another_town_is_building_it_there(two_towns: Collection, tag: str) -> None:
    route = Route(Kind.GUIDE, "moving-in")
    first, second = (PageMaker(plan_for(two_towns, two_towns.towns[slug]), tag) for slug in ("mihon", "second"))
    unbound, own = first.variables(route)["body_html"], second.variables(route)["body_html"]
    assert unbound == own
    assert second.stamp(str(unbound)) == second.stamp(str(own)) != first.stamp(str(unbound))


def test_a_picture_in_prose_leads_to_its_file(two_towns: Collection) -> None:
    plan = plan_for(two_towns, two_towns.towns["mihon"])
    page = PageMaker(plan, "ja").variables(Route(Kind.GUIDE, "moving-in"))["body_html"]
    assert f'{plan.assets["pictures/desk.svg"].address}" alt="窓口の絵"' in str(page)


def test_without_the_source_locale_readers_of_no_language_get_the_first_one(two_towns: Collection) -> None:
    plan = plan_for(two_towns, two_towns.towns["mihon"], ("en",))
    page = PageMaker(plan, "en").page(Route(Kind.HOME))
    assert '<link rel="alternate" hreflang="x-default" href="https://mihon.example/en/">' in page


def test_a_matter_nobody_answers_for_leads_to_the_switchboard(two_towns: Collection) -> None:
    town = two_towns.towns["mihon"]

    def without_roles(office: Office) -> Office:
        return replace(office, roles=())

    alone = replace(town, offices={id: without_roles(office) for id, office in town.offices.items()})
    maker = PageMaker(plan_for(two_towns, alone), "ja")
    assert "099-000-0110" in maker.stamp(str(Slot(Context.HTML, "@office:residents")))
    assert maker.stamp(str(Slot(Context.JSON, "@office-phone:residents"))) == "099-000-0110"
