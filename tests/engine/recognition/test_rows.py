import json

import pytest

from clearhall.engine.recognition import (
    BadRow,
    Kind,
    LabelledText,
    LabelRefused,
    NoRows,
    UnknownLabel,
    read_addresses,
    read_rows,
)


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


def test_addresses_are_read_and_those_of_one_registered_domain_belong_together(tmp_path):
    text = "url,label\nhttps://a.example.co.uk/x,dangerous\nb.example.co.uk,Ordinary\n 192.0.2.7/x ,1\n"
    assert read_addresses(written(tmp_path, text, "a.csv")) == [
        LabelledText("https://a.example.co.uk/x", Kind.HARM, group="example.co.uk"),
        LabelledText("b.example.co.uk", Kind.ORDINARY, group="example.co.uk"),
        LabelledText("192.0.2.7/x", Kind.HARM, group="192.0.2.7"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"url": "b.example", "label": "phishing"}', "neither dangerous"),
        ('{"url": "b.example", "label": 2}', "neither dangerous"),
        ('{"url": "b.example"}', "no label"),
        ('{"url": 7, "label": "ordinary"}', "no url"),
        ('{"url": " ", "label": "ordinary"}', "no url"),
        ("{", "no JSON"),
    ],
)
def test_a_line_that_is_no_address_is_named_by_its_number(tmp_path, line, fault):
    text = '{"url": "a.example", "label": 1}\n' + line
    with pytest.raises(BadRow, match=f"Line 2: .*{fault}") as refused:
        read_addresses(written(tmp_path, text))
    assert refused.value.line == 2


def test_a_file_of_more_addresses_than_are_learned_from_is_refused(tmp_path):
    path = written(tmp_path, "url,label\na.example,1\nb.example,0\n", "a.csv")
    assert len(read_addresses(path, most=2)) == 2
    with pytest.raises(BadRow, match="more than 1 rows"):
        read_addresses(path, most=1)


def test_a_row_over_several_lines_of_a_csv_file_is_named_by_its_last(tmp_path):
    path = written(tmp_path, 'text,label\n"two\nlines",fraud\nhello,\n', "a.csv")
    with pytest.raises(BadRow, match="Line 4"):
        read_rows(path)


def test_labels_of_addresses_about_opinion_are_refused_with_the_charters_words(tmp_path):
    with pytest.raises(LabelRefused, match="no instrument over what people think"):
        read_addresses(written(tmp_path, "url,label\na.example,sensitive topic\n", "a.csv"))
