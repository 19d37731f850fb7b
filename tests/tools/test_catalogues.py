"""Catalogues: every message is translated, the traditional twin is fresh, and extraction finds what xgettext finds."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from tools.catalogues import Feature, collected, features, merged, traditional, traditional_catalogue, written

from tools import catalogues


@pytest.fixture
def feature(tmp_path: Path) -> Feature:
    folder = tmp_path / "sample"
    (folder / "templates" / "sample").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "words.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        'A = _("Plain")\nB = ngettext("%(count)s file", "%(count)s files", 2)\nC = pgettext("verb", "Open")\n'
        'D = _("Joined "\n      "over lines")\n'
    )
    (folder / "templates" / "sample" / "page.html").write_text(
        '{% load i18n %}<p>\n      {% translate "In a tag" %}\n  {% badge _("Overdue") "urgent" %}'
        '{{ x|default:_("In a filter") }}\n'
        "    {% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}\n"
        "{# Translators: a hint #}\n{% blocktranslate with name=who trimmed %}\n"
        '  Hello {{ name }},\n   it\'s "you"\n{% endblocktranslate %}</p>\n'
        '{% translate "Close" context "door" %}'
    )
    return Feature(folder)


EXPECTED = {
    ("Plain", None),
    (("%(count)s file", "%(count)s files"), None),
    ("Open", "verb"),
    ("Joined over lines", None),
    ("In a tag", None),
    ("Overdue", None),
    ("In a filter", None),
    (("%(n)s row", "%(n)s rows"), None),
    ('Hello %(name)s, it\'s "you"', None),
    ("Close", "door"),
}


def put(catalogue: Catalog, message: str, text: str) -> None:
    catalogue.get(message).string = text


def ids(catalogue: Catalog) -> set:
    return {(message.id, message.context) for message in catalogue if message.id}


def test_messages_are_found_in_code_and_in_every_form_of_template_tag(feature):
    assert ids(collected(feature)) == EXPECTED


def test_no_feature_has_a_message_that_is_missing_empty_fuzzy_stale_or_broken():
    assert catalogues.faults() == []


def test_a_translation_survives_an_update_and_a_message_that_is_gone_does_not(feature):
    path = feature.catalogue("zh_Hans")
    path.parent.mkdir(parents=True)
    catalogue = Catalog(locale="zh_Hans")
    catalogue.add("Plain", "简单")
    catalogue.add("Gone", "没了")
    path.write_text(written(catalogue), encoding="utf-8")
    result = merged(feature)
    assert result.get("Plain").string == "简单"
    assert result.get("Gone") is None
    assert ids(result) == EXPECTED
    assert written(result) == written(merged(feature))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda catalogue: catalogue.delete("Plain"), "not translated: 'Plain'"),
        (lambda catalogue: put(catalogue, "Plain", ""), "not translated: 'Plain'"),
        (lambda catalogue: catalogue.get("Plain").flags.add("fuzzy"), "fuzzy: 'Plain'"),
        (lambda catalogue: put(catalogue, 'Hello %(name)s, it\'s "you"', "你好 %(nom)s"), "unknown named placeholder"),
        (lambda catalogue: catalogue.add("Old", "旧"), "no longer used: 'Old'"),
    ],
)
def test_each_kind_of_fault_is_named(feature, monkeypatch, change, fault):
    monkeypatch.setattr(catalogues, "features", lambda: [feature])
    monkeypatch.setattr(catalogues, "traditional_content", dict)
    catalogue = Catalog(locale="zh_Hans")
    for message in collected(feature):
        if message.id:
            catalogue.add(
                message.id, (message.id[0],) if isinstance(message.id, tuple) else message.id, context=message.context
            )
    change(catalogue)
    for locale, content in (("zh_Hans", written(catalogue)), ("zh_Hant", "")):
        feature.catalogue(locale).parent.mkdir(parents=True)
        feature.catalogue(locale).write_text(content, encoding="utf-8")
    twin = written(traditional_catalogue(catalogues.read(feature.catalogue("zh_Hans"))))
    feature.catalogue("zh_Hant").write_text(twin, encoding="utf-8")
    found = catalogues.faults()
    assert len(found) == 1
    assert fault in found[0]


def test_one_message_translated_in_two_ways_is_a_fault(feature, tmp_path, monkeypatch):
    other = Feature(tmp_path / "other")
    shutil.copytree(feature.folder, other.folder)
    monkeypatch.setattr(catalogues, "features", lambda: [feature, other])
    monkeypatch.setattr(catalogues, "traditional_content", dict)
    for each, word in ((feature, "甲"), (other, "乙")):
        catalogue = merged(each)
        put(catalogue, "Plain", word)
        catalogues._write(each.catalogue("zh_Hans"), written(catalogue))
    assert any("'Plain' reads '乙' here and '甲' in sample" in fault for fault in catalogues.faults())


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("账号和权限", "帳號和權限"),
        ("挂断电话", "掛斷電話"),
        ("包括发送号码", "包括發送號碼"),
        ("这台设备", "這台裝置"),
        ("“查一查”", "「查一查」"),
        ("并发布提醒", "並發布提醒"),
        ("公开发布", "公開發布"),
        ("第 %(number)s 题", "第 %(number)s 題"),
        ("拨打 {fraud_hotline}", "撥打 {fraud_hotline}"),
    ],
)
def test_traditional_chinese_is_corrected_where_the_converter_errs(simplified, expected):
    assert traditional(simplified) == expected


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not installed here; the tool does not need it")
@pytest.mark.parametrize("name", [feature.name for feature in features() if len(collected(feature))])
def test_extraction_finds_exactly_what_xgettext_finds(name, tmp_path):
    folder = tmp_path / name
    shutil.copytree(
        catalogues.DESK / name, folder, ignore=shutil.ignore_patterns("locale", "__pycache__", "migrations")
    )
    (folder / "locale").mkdir()
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", "zh_Hans", "-v0", "--keep-pot"]
    subprocess.run(
        command, cwd=folder, check=True, timeout=60, env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": ""}
    )
    made = catalogues.read(folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po")
    assert ids(made) == ids(collected(Feature(catalogues.DESK / name)))
