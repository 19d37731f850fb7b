"""Groups of a file: right, explained, the same after a kill, and unmoved by bad input."""

import csv
import json
import random

import pytest

from clearhall.engine.deduplication import DeduplicationError, NotTheSameRun, deduplicate, runs
from clearhall.engine.evaluation.others import other_text

PARCEL = "【蓝鲸快递】您的包裹因地址不详无法派送，请在今天十八点前点击链接补填信息并支付两元改派费，逾期将退回寄件人"
AGAIN = PARCEL.replace("十八", "十二").replace("两元", "三元")
HANT = "【藍鯨快遞】您的包裹因地址不詳無法派送，請在今天十八點前點擊鏈接補填信息並支付兩元改派費，逾期將退回寄件人"
HALL = "The swimming hall opens again on Monday after the repair of its roof and of both changing rooms"


def lines(tmp_path, texts, name="in.txt"):
    file = tmp_path / name
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def groups(out):
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(source, **options):
    out = source.with_name("out.csv")
    return deduplicate(source, out, **options), groups(out)


def test_each_row_joins_the_group_of_what_it_is_most_like_and_says_why(tmp_path):
    summary, rows = run(lines(tmp_path, [PARCEL, HALL, AGAIN, HANT, HALL]))
    assert [row["group"] for row in rows] == ["1", "2", "1", "1", "2"]
    assert [row["like"] for row in rows] == ["", "", "1", "1", "2"]
    assert rows[0]["reason"] == "Nothing before it is like it."
    assert "of their wording" in rows[2]["reason"]
    assert (rows[3]["similarity"], rows[3]["reason"]) == ("1.0", "The text is the same.")
    assert (summary.rows, summary.groups, summary.different) == (5, 2, 3)


@pytest.mark.parametrize("ending", ["csv", "tsv", "ndjson", "jsonl"])
def test_tables_and_objects_name_their_rows(tmp_path, ending):
    file = tmp_path / f"in.{ending}"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        if ending in ("csv", "tsv"):
            csv.writer(out, delimiter="," if ending == "csv" else "\t").writerows(
                [["id", "text", "x"], ["a", f"{HALL}\nin two lines", ""], ["b", HALL, ""]]
            )
        else:
            out.writelines(json.dumps(one) + "\n" for one in ({"id": "a", "text": HALL}, {"id": "b", "text": HALL}))
    _, rows = run(file)
    assert [(row["group"], row["row"], row["like"]) for row in rows] == [("1", "a", ""), ("1", "b", "a")]


def test_a_column_can_be_named_and_a_wrong_one_is_refused_before_anything_is_written(tmp_path):
    file = lines(tmp_path, ["when,said", f"now,{HALL}"], "in.csv")
    assert run(file, column="said")[0].rows == 1
    for column in (None, "say"):
        with pytest.raises(DeduplicationError, match=r"it has: when, said"):
            deduplicate(file, tmp_path / "other.csv", column=column)
    with pytest.raises(DeduplicationError, match=r"no columns"):
        deduplicate(lines(tmp_path, [HALL]), tmp_path / "other.csv", column="said")
    assert not list(tmp_path.glob("other*"))


def test_an_answer_in_json_lines(tmp_path):
    deduplicate(lines(tmp_path, [HALL, HALL]), tmp_path / "out.ndjson")
    rows = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert [(row["group"], row["row"], row["similarity"], row["like"]) for row in rows] == [
        (1, "1", 1.0, ""),
        (1, "2", 1.0, "1"),
    ]


def mixed(count):
    draw = random.Random(7)
    texts = [other_text(number) for number in range(count // 2)]
    return texts + [draw.choice(texts) + draw.choice(["", "!", " again", "了"]) for _ in range(count - len(texts))]


@pytest.mark.parametrize("chunks", [1, 7, 20])
def test_a_killed_run_that_goes_on_writes_the_same_file(tmp_path, monkeypatch, chunks):
    monkeypatch.setattr(runs, "CHUNK", 100)
    monkeypatch.setattr(runs, "_CHUNKS_BETWEEN_SAVES", 3)
    file = lines(tmp_path, mixed(2_500))
    whole, rows = run(file)
    out, left = tmp_path / "again.csv", chunks

    def kill(_characters):
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deduplicate(file, out, progress=kill)
    assert not out.exists()
    assert deduplicate(file, out, resume=True) == whole
    assert groups(out) == rows
    assert sorted(one.name for one in tmp_path.iterdir()) == ["again.csv", "in.txt", "out.csv"]


def test_progress_counts_every_byte(tmp_path):
    file, read = lines(tmp_path, mixed(300)), []
    deduplicate(file, tmp_path / "out.csv", progress=read.append)
    assert sum(read) == file.stat().st_size


def test_a_state_of_another_file_is_refused(tmp_path):
    file = lines(tmp_path, [HALL])
    for content in (b"{", b"[]", json.dumps({"run": {}, "rows": 1, "work": 0, "out": 0}).encode()):
        (tmp_path / "out.csv.state").write_bytes(content)
        for ending in (".part", ".texts"):
            (tmp_path / f"out.csv{ending}").write_bytes(b"")
        with pytest.raises(NotTheSameRun, match="again"):
            deduplicate(file, tmp_path / "out.csv", resume=True)


def test_without_resume_a_left_over_state_is_forgotten(tmp_path):
    file = lines(tmp_path, [HALL])
    (tmp_path / "out.csv.state").write_text("{")
    assert run(file)[0].rows == 1


@pytest.mark.parametrize(
    "texts",
    [
        ["a" * 1_000_000, "a" * 1_000_000],
        ["🙂🙃🙂", "🙂🙃🙂"],
        ["13800000000", "13800000000"],
        ["点" * 1_000_000 + "x", "点" * 1_000_000 + "x"],
    ],
    ids=["one letter", "emoji", "digits", "one character"],
)
def test_odd_texts_are_equal_to_themselves_only(tmp_path, texts):
    _, rows = run(lines(tmp_path, [*texts, HALL, "🙂", "12345"]))
    assert [row["group"] for row in rows] == ["1", "1", "2", "3", "4"]


def test_codes_with_other_digits_are_not_one_group(tmp_path):
    _, rows = run(lines(tmp_path, ["您的验证码是 204817，请勿告诉他人", "您的验证码是 995310，请勿告诉他人"]))
    assert [row["group"] for row in rows] == ["1", "2"]


def test_rows_that_cannot_be_read_are_counted_and_those_without_text_stand_alone(tmp_path):
    file = lines(
        tmp_path,
        ['{"text": "\u200b"}', "{", "[]", '{"text": 7}', '{"text": "\\ud800"}', json.dumps({"text": HALL})],
        "in.ndjson",
    )
    summary, rows = run(file)
    assert (summary.unreadable, summary.first_unreadable) == (3, "2")
    assert [row["group"] for row in rows] == ["1", "0", "0", "0", "2", "3"]


def test_an_empty_file_has_no_groups(tmp_path):
    (tmp_path / "in.txt").write_bytes(b"")
    assert run(tmp_path / "in.txt")[0].rows == 0


def test_a_line_of_ten_megabytes_and_bytes_that_are_no_text(tmp_path):
    file = tmp_path / "in.txt"
    file.write_bytes(("包裹 parcel " * 700_000).encode() + b"\n\xff\xfe\x00\n" + HALL.encode())
    assert [row["group"] for row in run(file)[1]] == ["1", "2", "3"]


def test_a_million_equal_rows_are_one_group(tmp_path):
    file = tmp_path / "in.txt"
    file.write_text((PARCEL + "\n") * 1_000_000, encoding="utf-8")
    summary = deduplicate(file, tmp_path / "out.csv")
    assert (summary.rows, summary.groups, summary.different) == (1_000_000, 1, 1)
