import json

import pytest

from clearhall.engine.recognition import BadRow, Kind, LabelledText, LabelRefused, NoRows, UnknownLabel, read_rows


def written(tmp_path, text, name="rows.jsonl"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_json_lines_are_read_with_their_optional_columns(tmp_path):
    row = {"text": "请付款", "label": "fraud", "binary": 1, "fine": "FR:Bank", "near_dup_group": 7, "author": "nobody"}
    path = written(tmp_path, json.dumps(row) + "\n\n")
    assert read_rows(path) == [LabelledText("请付款", Kind.FRAUD, part="FR:Bank", harmful=True, group="7")]


def test_csv_of_addresses_is_read(tmp_path):
    path = written(
        tmp_path, "url,label,domain\nhttp://a.example/,1,a.example\nhttp://b.example/,0,b.example\n", "rows.csv"
    )
    assert [(row.text, row.kind, row.group) for row in read_rows(path)] == [
        ("http://a.example/", Kind.HARM, "a.example"),
        ("http://b.example/", Kind.ORDINARY, "b.example"),
    ]


def test_nothing_about_a_person_is_kept_of_a_row():
    assert set(LabelledText.__slots__) == {"text", "kind", "part", "harmful", "group"}


@pytest.mark.parametrize(
    ("name", "text"), [("a.jsonl", ""), ("a.jsonl", "\n \n"), ("a.csv", ""), ("a.csv", "text,label\n")]
)
def test_an_empty_file_has_no_rows(tmp_path, name, text):
    with pytest.raises(NoRows, match=r"a\.(jsonl|csv)"):
        read_rows(written(tmp_path, text, name))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[1]", "no JSON object"),
        ('{"label": "ham"}', "neither text nor url"),
        ('{"text": 5, "label": "ham"}', "neither text nor url"),
        ('{"text": "x"}', "no label"),
        ('{"text": "x", "label": "ham", "binary": 2}', "neither 0 nor 1"),
        (b'{"text": "\xff", "label": "ham"}', "not UTF-8"),
    ],
)
def test_a_bad_line_is_named(tmp_path, text, why):
    with pytest.raises(BadRow, match=why):
        read_rows(written(tmp_path, text))


def test_the_number_of_a_bad_line_is_told(tmp_path):
    with pytest.raises(BadRow) as raised:
        read_rows(written(tmp_path, '{"text": "x", "label": "ham"}\n{\n'))
    assert raised.value.line == 2


@pytest.mark.parametrize(("row", "error"), [({"label": "gossip"}, UnknownLabel), ({"label": "stance"}, LabelRefused)])
def test_labels_off_the_list_stop_the_reading(tmp_path, row, error):
    with pytest.raises(error):
        read_rows(written(tmp_path, json.dumps({"text": "x", **row})))


def test_a_part_of_a_label_may_not_be_about_opinion_either(tmp_path):
    with pytest.raises(LabelRefused):
        read_rows(written(tmp_path, json.dumps({"text": "x", "label": "fraud", "fine": "politics"})))
