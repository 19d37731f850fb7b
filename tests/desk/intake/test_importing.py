"""Files of reports: every encoding an office produces, every bomb, and an import that can be killed."""

import csv
import io
import json
import zipfile
from itertools import count

import openpyxl
import pytest
from click.testing import CliRunner

from clearhall.desk.intake import importing
from clearhall.desk.intake.cli import import_group
from clearhall.desk.intake.columns import NAMES, find_mapping
from clearhall.desk.intake.importing import import_file
from clearhall.desk.intake.senders import watchpost_sender
from clearhall.desk.intake.tables import FileUnreadable, open_table
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import limits
from clearhall.desk.lib.errors import DeskError, Invalid, TooLarge, Unavailable
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost
from tests.factories import NOON, make_body, make_place

pytestmark = pytest.mark.django_db

CHINESE = '编号,内容,链接,渠道,发生日期,损失金额\na-1,您的快递已停运，请点链接,http://p.example.com/1,短信,2026年3月1日,"1,200.50元"\na-2,退税通知,,电话,,\n'


@pytest.fixture
def bank():
    body = make_body("police", place=make_place("LJ"), harms=tuple(Harm))
    return Watchpost.objects.create(
        code="bank", name_zh="银行", name_en="Bank", kind="bank", daily_quota=20_000, body=body, accredited_at=NOON
    )


def bring_in(path, bank, **options):
    return import_file(
        path, sender=watchpost_sender(bank, entrance="file"), clock=lambda: NOON, harm="telecom_fraud", **options
    )


def rows_csv(number: int) -> str:
    return "id,text\n" + "".join(f"r{n},message number {n}\n" for n in range(1, number + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_every_encoding_that_offices_produce(tmp_path, bank, encoding):
    path = tmp_path / "报表.csv"
    path.write_bytes(CHINESE.encode(encoding))
    summary = bring_in(path, bank)
    assert (summary.stored, summary.refused) == (2, 0)
    first = Report.objects.get(client_id="a-1")
    assert (first.text, first.url, first.channel) == ("您的快递已停运，请点链接", "http://p.example.com/1", "sms")
    assert (str(first.occurred_on), str(first.loss_amount)) == ("2026-03-01", "1200.50")
    assert (first.entrance, first.source) == ("file", "watchpost:bank")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path, bank, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(f"id{delimiter}text\n1{delimiter}hello\n")
    assert bring_in(path, bank).stored == 1


def test_xlsx_and_ndjson_come_in_like_csv(tmp_path, bank):
    book = openpyxl.Workbook()
    for row in (
        ["编号", "内容", "发生日期"],
        [1, "第一条", NOON.replace(tzinfo=None)],
        [2.0, "第二条", None],
        [None, None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    lines = [{"id": "n1", "text": "one"}, {"text": "two", "url": "http://u.example.com"}]
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    assert bring_in(tmp_path / "a.xlsx", bank).stored == 2
    assert bring_in(tmp_path / "a.ndjson", bank).stored == 2
    assert str(Report.objects.get(client_id="1").occurred_on) == "2026-03-04"
    assert Report.objects.filter(client_id="2", text="第二条").exists()


def test_the_same_file_again_adds_nothing_with_or_without_an_id_column(tmp_path, bank):
    (tmp_path / "with.csv").write_text(rows_csv(30))
    (tmp_path / "without.csv").write_text("text\n" + "".join(f"m {n}\n" for n in range(30)))
    for name in ("with.csv", "without.csv"):
        assert bring_in(tmp_path / name, bank).stored == 30
        again = bring_in(tmp_path / name, bank)
        assert (again.stored, again.repeated) == (0, 30)
    assert Report.objects.count() == LedgerEntry.objects.filter(event="report:received").count() == 60


def test_refused_rows_are_written_beside_it_with_reasons(tmp_path, bank):
    path = tmp_path / "a.csv"
    path.write_text("id,text,harm\n1,good,\n2,,\n3,bad harm,gossip\n4,fine,phishing\n5,also,网络钓鱼或者没有\n")
    rejected = tmp_path / "a.csv.rejected.csv"
    summary = bring_in(path, bank, rejected_path=rejected)
    assert (summary.stored, summary.refused) == (2, 3)
    written = list(csv.DictReader(io.StringIO(rejected.read_text("utf-8-sig"))))
    assert [(row["row"], row["field"], row["id"]) for row in written] == [
        ("2", "text", "2"),
        ("3", "harm", "3"),
        ("5", "harm", "5"),
    ]
    assert all(row["reason"] for row in written)


def test_no_refused_row_leaves_no_file(tmp_path, bank):
    (tmp_path / "a.csv").write_text(rows_csv(3))
    assert bring_in(tmp_path / "a.csv", bank, rejected_path=tmp_path / "r.csv").rejected_path is None
    assert not (tmp_path / "r.csv").exists()


def test_a_dry_run_stores_nothing_and_tells_what_would_be(tmp_path, bank):
    path = tmp_path / "a.csv"
    path.write_text("内容,链接\n一条,javascript:alert(1)\n二条,\n")
    summary = bring_in(path, bank, is_dry_run=True)
    assert (summary.read, summary.refused, summary.stored) == (2, 1, 0)
    assert summary.mapping == {"text": "内容", "url": "链接"}
    assert [new.text for new in summary.sample] == ["二条"]  # rows as they would be stored, so none that would not
    assert not Report.objects.exists()


def test_columns_can_be_named_by_hand(tmp_path, bank):
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\nfoo,bar\n")
    with pytest.raises(Invalid) as caught:
        bring_in(path, bank)
    assert "甲" in str(caught.value)
    assert bring_in(path, bank, mapping={"text": "乙"}).stored == 1
    assert Report.objects.get().text == "bar"


@pytest.mark.parametrize("wrong", [{"text": "丙"}, {"author": "甲"}])
def test_a_wrong_mapping_is_named(wrong):
    with pytest.raises(Invalid) as caught:
        find_mapping(["甲", "text"], given=wrong)
    assert caught.value.field == "map"


def test_every_known_column_name_finds_its_field():
    for field, names in NAMES.items():
        for name in names:
            assert find_mapping([name, "text", "url"])[field] in (name, "text", "url")
    assert find_mapping(["Client ID", "SMS-Text"]) == {"text": "SMS-Text", "client_id": "Client ID"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b" \n \n"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("broken.xlsx", b"PK\x03\x04 not really"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, bank, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DeskError) as caught:
        bring_in(path, bank)
    assert str(caught.value)
    assert not Report.objects.exists()


def test_a_million_columns_are_refused(tmp_path, bank):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n" + "," * 999_999 + "\n")
    with pytest.raises(TooLarge) as caught:
        bring_in(path, bank)
    assert "1000000" in str(caught.value)


def bomb(path, *, size: int, name: str = "xl/worksheets/sheet1.xml") -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as part:
        block = b" " * 1_000_000
        for _ in range(size // len(block)):
            part.write(block)


def test_a_spreadsheet_that_would_fill_the_disk_is_refused_before_it_is_unpacked(tmp_path, bank):
    path = tmp_path / "bomb.xlsx"
    bomb(path, size=600_000_000)
    with pytest.raises(TooLarge), open_table(path):
        pass


def test_a_spreadsheet_that_claims_ten_gigabytes_is_refused(tmp_path, bank):
    path = tmp_path / "bomb.xlsx"
    bomb(path, size=2_000_000)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")  # the size that the directory claims
    path.write_bytes(bytes(raw))
    assert len(parts) == 1
    with pytest.raises(DeskError), open_table(path):
        pass


def test_an_entity_bomb_in_a_spreadsheet_is_refused(tmp_path, bank):
    good = tmp_path / "good.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.save(good)
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(evil, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                head = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
                content = head + content.split(b"?>", 1)[-1].replace(b"<sheets>", b"<sheets>&b;")
            target.writestr(part.filename, content)
    with pytest.raises(FileUnreadable):
        bring_in(evil, bank)


def test_ndjson_with_one_broken_line_keeps_the_others(tmp_path, bank):
    path = tmp_path / "a.ndjson"
    path.write_text('{"text": "one"}\n{"text": "cut\n{"text": "three"}\n[1]\n')
    summary = bring_in(path, bank)
    assert (summary.stored, summary.refused) == (2, 2)


def test_more_rows_than_the_limit_stop_with_a_sentence(tmp_path, bank, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "import_rows", limits.Limit(10, limits.Unit.ROWS, ""))
    (tmp_path / "a.csv").write_text(rows_csv(11))
    with pytest.raises(TooLarge):
        bring_in(tmp_path / "a.csv", bank)


def test_an_import_that_breaks_off_is_finished_by_the_next_one(tmp_path, bank, monkeypatch):
    (tmp_path / "a.csv").write_text(rows_csv(50))
    monkeypatch.setattr(importing, "CHUNK_ROWS", 10)
    store, calls = importing.accept_reports, count()

    def fails_at_the_third(*args, **kwargs):
        if next(calls) == 2:
            raise Unavailable
        return store(*args, **kwargs)

    monkeypatch.setattr(importing, "accept_reports", fails_at_the_third)
    with pytest.raises(Unavailable):
        bring_in(tmp_path / "a.csv", bank)
    assert Report.objects.count() == 20
    summary = bring_in(tmp_path / "a.csv", bank)
    assert (summary.stored, summary.repeated) == (30, 20)
    assert Report.objects.count() == 50


def test_the_command_prints_what_became_of_the_rows(tmp_path, bank):
    path = tmp_path / "a.csv"
    path.write_text("id,内容\n1,good\n2,\n")
    answer = CliRunner().invoke(import_group, ["reports", str(path), "--watchpost", "bank", "--map", "text=内容"])
    assert answer.exit_code == 0, answer.output
    assert "1 stored, 0 were there before, 1 refused." in answer.output
    assert (tmp_path / "a.csv.rejected.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--watchpost", "nobody"], "no watchpost"), (["--watchpost", "bank", "--map", "x"], "FIELD=HEADER")],
)
def test_the_command_says_what_is_wrong(tmp_path, bank, arguments, words):
    path = tmp_path / "a.csv"
    path.write_text(rows_csv(1))
    answer = CliRunner().invoke(import_group, ["reports", str(path), *arguments])
    assert answer.exit_code != 0
    assert words in answer.output
