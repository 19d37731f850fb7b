"""Message catalogues: collect, check, make traditional Chinese, compile. No gettext binary is needed.

    python tools/catalogues.py update     collect messages of every feature into its zh_Hans catalogue, make zh_Hant, compile
    python tools/catalogues.py check      exit 1 and name each message that is missing, empty, fuzzy, stale or broken
    python tools/catalogues.py compile    write the .mo files (set-up calls this; needs Babel only)

English is the source. Each feature keeps its own `locale/zh_Hans/LC_MESSAGES/django.po`, translated by people; `zh_Hant` is made
from it by OpenCC (characters and words of Taiwan) and `corrections/zh_Hant.toml`. Long texts under `home/content/zh_Hans` become
`zh_Hant` the same way. Messages in templates are found by Django's own `templatize`, which turns a template into Python-like text,
and Babel's Python extractor; `tests/tools/test_catalogues.py` compares that with xgettext where one is installed.
"""

import io
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
DESK = ROOT / "src" / "clearhall" / "desk"
CONTENT = DESK / "home" / "content"
CORRECTIONS = ROOT / "corrections" / "zh_Hant.toml"
# Catalogues carry no dates: a message is older than its commit says only if nobody looked.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
COMMENT_TAGS = ("Translators:",)


@dataclass(frozen=True)
class Feature:
    """One folder of the desk that has messages."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def catalogue(self, locale: str) -> Path:
        return self.folder / "locale" / locale / "LC_MESSAGES" / "django.po"


def features(desk: Path = DESK) -> list[Feature]:
    """Every folder of the desk, in alphabetical order."""
    return [Feature(folder) for folder in sorted(desk.iterdir()) if (folder / "__init__.py").exists()]


def collected(feature: Feature) -> Catalog:
    """The messages that the feature's Python files and templates ask for, with the files that ask."""
    found = Catalog(locale="zh_Hans")
    files = [*feature.folder.rglob("*.py"), *feature.folder.glob("templates/**/*")]
    for path in sorted(files):
        if path.is_file() and "migrations" not in path.parts:
            for line, message, comments, context in _messages(path):
                where = path.relative_to(feature.folder).as_posix()
                found.add(message, None, [(where, line)], auto_comments=comments, context=context)
    return found


def _messages(path: Path) -> Iterator[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, str(path))
    return extract("python", io.BytesIO(source.encode()), KEYWORDS, COMMENT_TAGS, options={"encoding": "utf-8"})


def _as_python(template: str, origin: str) -> str:
    # Indentation is meaningless in a template, and the tokenizer would trip over it.
    return re.sub(r"^[ \t]+", "", templatize(template, origin=origin), flags=re.MULTILINE)


def read(path: Path) -> Catalog:
    """The catalogue at `path`; an empty one where there is no file."""
    locale = path.parents[1].name
    if not path.exists():
        return _dated(Catalog(locale=locale))
    with path.open("rb") as file:
        return _dated(read_po(file, locale=locale))


def _dated(catalogue: Catalog) -> Catalog:
    catalogue.creation_date = catalogue.revision_date = EPOCH
    return catalogue


def written(catalogue: Catalog) -> str:
    """The catalogue as the text of its file: sorted by file, without line numbers, so that edits elsewhere change nothing."""
    buffer = io.BytesIO()
    write_po(
        buffer,
        _without_header_noise(catalogue),
        width=120,
        sort_by_file=True,
        include_lineno=False,
        ignore_obsolete=True,
    )
    return re.sub(r'^"Generated-By: .*\n', "", buffer.getvalue().decode(), flags=re.MULTILINE)


def _without_header_noise(catalogue: Catalog) -> Catalog:
    _dated(catalogue)
    catalogue.project, catalogue.version = "Clearhall", "0"
    catalogue.header_comment = f"# Messages of Clearhall in {catalogue.locale_identifier}."
    catalogue.last_translator = catalogue.language_team = "Clearhall"
    catalogue.msgid_bugs_address = ""
    catalogue.fuzzy = False
    return catalogue


def merged(feature: Feature) -> Catalog:
    """The zh_Hans catalogue brought up to the code: new messages empty, gone ones dropped, translations kept."""
    catalogue = read(feature.catalogue("zh_Hans"))
    catalogue.update(collected(feature), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


@cache
def _converter():
    return opencc.OpenCC("s2twp")


@cache
def _corrections(path: Path = CORRECTIONS) -> tuple[dict[str, str], dict[str, str]]:
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    words = dict(sorted(table.get("words", {}).items(), key=lambda pair: -len(pair[0])))
    return words, table.get("messages", {})


def traditional(text: str) -> str:
    """`text` in traditional Chinese: by hand where corrections/ has the whole message, else OpenCC and then the word list."""
    words, messages = _corrections()
    if text in messages:
        return messages[text]
    converted = _converter().convert(text)
    for wrong, right in words.items():
        converted = converted.replace(wrong, right)
    return converted


def traditional_catalogue(simplified: Catalog) -> Catalog:
    """The zh_Hant twin of a zh_Hans catalogue."""
    twin = _dated(Catalog(locale="zh_Hant"))
    for message in simplified:
        if message.id:
            text = message.string
            converted = tuple(map(traditional, text)) if isinstance(text, tuple) else traditional(text or "")
            twin.add(message.id, converted, message.locations, message.flags - {"fuzzy"}, context=message.context)
    return twin


def traditional_content() -> dict[Path, str]:
    """Where each long text in traditional Chinese lies, and what it says."""
    pages = sorted((CONTENT / "zh_Hans").rglob("*.md"))
    return {
        CONTENT / "zh_Hant" / page.relative_to(CONTENT / "zh_Hans"): _convert_prose(page.read_text(encoding="utf-8"))
        for page in pages
    }


def _convert_prose(source: str) -> str:
    # Addresses and setting names in braces stay as they are: they are ASCII, which OpenCC does not touch.
    return traditional(source)


def update() -> int:
    """Bring all catalogues up to the code and compile them. Returns 0."""
    for feature in features():
        simplified = merged(feature)
        if len(simplified):
            _write(feature.catalogue("zh_Hans"), written(simplified))
            # From the file and not from memory, so that `check` sees the same order of messages.
            _write(feature.catalogue("zh_Hant"), written(traditional_catalogue(read(feature.catalogue("zh_Hans")))))
    for path, text in traditional_content().items():
        _write(path, text)
    return compile_all()


def compile_all() -> int:
    """Write a .mo file beside each catalogue that is newer than its .mo. Returns 0."""
    for feature in features():
        for locale in ("zh_Hans", "zh_Hant"):
            source = feature.catalogue(locale)
            target = source.with_suffix(".mo")
            if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
                buffer = io.BytesIO()
                write_mo(buffer, read(source))
                # Another process may be reading: replaced in one step.
                fresh = target.with_suffix(f".mo.{os.getpid()}")
                fresh.write_bytes(buffer.getvalue())
                fresh.replace(target)
    return 0


def faults() -> list[str]:
    """One sentence for each thing that is wrong, empty when all is well."""
    found: list[str] = []
    seen: dict[tuple, tuple[str, tuple[str, ...]]] = {}
    for feature in features():
        present = read(feature.catalogue("zh_Hans"))
        wanted = collected(feature)
        for message in wanted:
            if message.id:
                found += _faults_of(feature, message, present.get(message.id, message.context), seen)
        for message in present:
            if message.id and wanted.get(message.id, message.context) is None:
                found.append(f"{feature.name}: no longer used: {message.id!r}")
        found += _stale(feature, present)
    for path, text in traditional_content().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            found.append(f"{path.relative_to(ROOT)} is stale: run tools/catalogues.py update")
    return found


def _faults_of(feature: Feature, wanted: Message, present: Message | None, seen: dict) -> Iterator[str]:
    where = f"{feature.name}/{wanted.locations[0][0]}" if wanted.locations else feature.name
    texts = _texts(present)
    if present is None or not all(texts):
        yield f"{where}: not translated: {wanted.id!r}"
        return
    if present.fuzzy:
        yield f"{where}: fuzzy: {wanted.id!r}"
    for error in present.check():
        yield f"{where}: {error}: {wanted.id!r}"
    if _placeholders(wanted.id) != _placeholders(texts):
        yield f"{where}: other placeholders than the original: {wanted.id!r}"
    other = seen.setdefault((wanted.id, wanted.context), (feature.name, texts))
    if other[1] != texts:
        here, there = "/".join(texts), "/".join(other[1])
        yield f"{where}: {wanted.id!r} reads {here!r} here and {there!r} in {other[0]}; Django would show only one of them"


def _texts(message: Message | None) -> tuple[str, ...]:
    text = message.string if message else ""
    return text if isinstance(text, tuple) else (text,)


def _placeholders(texts: str | tuple | list) -> set[str]:
    joined = " ".join(texts) if isinstance(texts, (tuple, list)) else texts
    return set(re.findall(r"\{\w*\}", joined))  # the others are checked by Babel


def _stale(feature: Feature, simplified: Catalog) -> Iterator[str]:
    path = feature.catalogue("zh_Hant")
    if len(simplified) and (
        not path.exists() or path.read_text(encoding="utf-8") != written(traditional_catalogue(simplified))
    ):
        yield f"{feature.name}: zh_Hant is stale: run tools/catalogues.py update"


def check() -> int:
    """Print all faults. Returns 1 if there are any."""
    found = faults()
    for fault in found:
        print(fault)
    if found:
        print(
            f"{len(found)} faults in the catalogues. `make catalogues` collects new messages; then translate the empty ones."
        )
    return 1 if found else 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


COMMANDS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: catalogues.py {'|'.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
