"""The long texts: complete in three languages, same structure in each, every harm with numbers to call."""

import re

import pytest

from clearhall.desk.home.content import CALLS, FOLDER, FOLDERS, PAGES, help_text, page_text
from clearhall.desk.taxonomy.harms import Harm

LANGUAGES = [*FOLDERS]
FILES = sorted(path.relative_to(FOLDER / "en").as_posix() for path in (FOLDER / "en").rglob("*.md"))


def shape(html: str) -> list[str]:
    return re.findall(r"<(h\d|ol|ul|li|table|tr|a)\b", html)


def test_every_harm_has_a_help_page_and_numbers():
    assert {f"help/{harm.value}.md" for harm in Harm} == {name for name in FILES if name.startswith("help/")}
    assert CALLS.keys() == set(Harm)
    assert all(CALLS.values())


def test_every_language_has_the_same_files():
    for folder in FOLDERS.values():
        assert sorted(path.relative_to(FOLDER / folder).as_posix() for path in (FOLDER / folder).rglob("*.md")) == FILES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("harm", Harm)
def test_a_help_page_says_what_to_do_what_to_keep_and_what_the_desk_does(harm, language):
    text = help_text(harm, language=language)
    assert text.title
    assert text.summary
    assert text.body.count("<h2>") >= 3
    assert shape(text.body) == shape(help_text(harm, language="en").body)
    assert re.findall(r"tel:\d+", text.body) == re.findall(r"tel:\d+", help_text(harm, language="en").body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_same_structure_in_every_language(name, language):
    text = page_text(name, language=language)
    assert text.summary
    assert shape(text.body) == shape(page_text(name, language="en").body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charter_names_all_twelve_limits(language):
    body = page_text("charter", language=language).body
    assert re.findall(r"<h2>(R\d+) ", body) == [f"R{number}" for number in range(1, 13)]


def test_an_unknown_language_reads_english():
    assert page_text("charter", language="fr") == page_text("charter", language="en")


@pytest.mark.parametrize("harm", Harm)
def test_chinese_pages_are_in_chinese(harm):
    text = help_text(harm, language="zh-hans")
    assert re.search("[一-鿿]", text.title)
    assert not re.search(r"[A-Za-z]{9,}", re.sub(r"<[^>]+>", "", text.body))
