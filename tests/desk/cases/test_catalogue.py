"""Every sentence of casework is there in Chinese, with the same places for values."""

import re
from pathlib import Path

import polib

from clearhall.desk import cases

CATALOGUE = polib.pofile(str(Path(cases.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def test_nothing_is_left_in_english():
    assert CATALOGUE.percent_translated() == 100
    assert not CATALOGUE.fuzzy_entries()


def test_each_translation_has_the_places_of_its_source():
    for entry in CATALOGUE:
        said = entry.msgstr or entry.msgstr_plural[0]
        assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(entry.msgid)), entry.msgid


def test_every_sentence_of_the_code_is_in_the_catalogue():
    known = {entry.msgid for entry in CATALOGUE}
    folder = Path(cases.__file__).parent
    for path in [*folder.glob("*.py"), *folder.glob("templatetags/*.py")]:
        for sentence in re.findall(r'\b(?:_|gettext_lazy)\(\s*"([^"\\]+)"', path.read_text()):
            assert sentence in known, f"{path.name}: {sentence}"
    for path in folder.glob("templates/cases/*.html"):
        for sentence in re.findall(r'\{% translate "([^"]+)"', path.read_text()):
            assert sentence in known, f"{path.name}: {sentence}"
