"""The commands over the engine, as they are typed."""

import json

import pytest
from click.testing import CliRunner

from clearhall.cli import main
from clearhall.engine.cli import OPTIONS, TASKS

HALL = "The swimming hall opens again on Monday after the repair of its roof and of both changing rooms"


def run(*words, given=None):
    return CliRunner().invoke(main, [str(word) for word in words], input=given)


def written(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_extract_tells_place_value_and_hiding():
    said = run("extract", "登录 hxxps://post[.]example[.]com/x 或 13800000000")
    assert said.stdout.splitlines() == [
        "1\t3-33\turl\thttps://post.example.com/x\tdefanged\tLeads to post.example.com.",
        "1\t36-47\tphone\t13800000000\tplain\tA mobile number of mainland China.",
    ]


def test_extract_reads_the_lines_of_a_file_and_of_standard_input(tmp_path):
    file = tmp_path / "texts"
    file.write_bytes("\ufeffnothing\n\nat a.example.com\n\udcff 13800000000\n".encode("utf-8", "surrogateescape"))
    for said in (run("extract", "--json", file), run("extract", "--json", "-", given=file.read_bytes())):
        rows = [json.loads(line) for line in said.stdout.splitlines()]
        assert [row["text"] for row in rows] == [1, 2, 3]
        assert [[one["value"] for one in row["indicators"]] for row in rows] == [[], ["a.example.com"], ["13800000000"]]


def test_a_text_as_long_as_no_file_name_is_a_text():
    assert run("extract", "a.example.com " * 1_000).exit_code == 0
    assert run("extract", "").stdout == ""


def test_dedupe_writes_beside_the_file_and_says_how_much(tmp_path):
    file = tmp_path / "in.txt"
    file.write_text(f"{HALL}\nsomething else altogether\n{HALL}\n")
    said = run("dedupe", file)
    assert said.exit_code == 0
    assert "3 rows, 2 different texts, 2 groups" in said.stdout
    assert (tmp_path / "in.txt.groups.csv").read_text().count("\n") == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--column", "said"], "has one text a line and no columns"),
        (["--out", "in.txt"], "would overwrite the file itself"),
        (["--out", "no/such/folder.csv"], "No such file or directory"),
    ],
)
def test_dedupe_refuses_with_a_sentence(tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text(HALL)
    refused = run("dedupe", "in.txt", *words)
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["in.txt"]


def test_evaluate_prints_one_object_or_a_list_of_them(tmp_path):
    file = written(tmp_path / "rows.jsonl", [{"text": "see a.example.com", "urls": ["a.example.com"]}])
    one = run("evaluate", "indicators", "--data", file, "--json")
    assert json.loads(one.stdout)["exact_cases"] == 1
    assert "1 texts" in one.stderr
    two = json.loads(run("evaluate", "indicators", "--data", file, "--data", file, "--json").stdout)
    assert [result["f1"] for result in two] == [1.0, 1.0]
    assert "by_type.url.recall" in run("evaluate", "indicators", "--data", file).stdout


@pytest.mark.parametrize("task", TASKS)
def test_every_task_says_what_is_wrong_with_a_file(tmp_path, task):
    (tmp_path / "rows.jsonl").write_text('{"other": 1}\n')
    options = [
        word
        for name in TASKS[task].options
        if OPTIONS[name].get("required")
        for word in (f"--{name}", tmp_path / "rows.jsonl")
    ]
    refused = run("evaluate", task, "--data", tmp_path / "rows.jsonl", *options)
    assert refused.exit_code == 1
    assert "rows.jsonl, line 1" in refused.stderr


def test_every_option_of_a_task_is_known():
    assert {option for task in TASKS.values() for option in task.options} <= OPTIONS.keys()


def test_the_tasks_that_learn_run_on_labelled_files_and_print_what_was_promised(tmp_path):
    def file(name, rows):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / name

    def result(*words):
        done = run("evaluate", *words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    words = ["fee", "parcel", "depot", "pay", "link", "today", "lunch", "soup", "sunday", "garden", "rain", "boat"]

    def said(number, first):
        return " ".join(words[(number * step + first) % 6 + first] for step in (1, 2, 3, 5)) + f" {number}"

    texts = [{"text": said(n, 0 if n % 2 else 6), "label": "phishing" if n % 2 else "ordinary"} for n in range(80)]
    scams = result("scams", "--train", file("train.jsonl", texts[:60]), "--data", file("data.jsonl", texts[60:]))
    assert scams["macro_f1"] == 1.0
    assert {"binary_f1", "auc", "brier", "false_positive_rate", "recall", "messages_per_s"} <= scams.keys()
    bent = result(
        *("scams", "--train", tmp_path / "train.jsonl", "--data", tmp_path / "data.jsonl"), "--perturb", "zero_width"
    )
    assert bent["perturbation"] == "zero_width"

    links = [
        {
            "url": f"http://{'pay-login' if n % 2 else 'garden'}{n}.example/{'verify' if n % 2 else 'news'}",
            "label": str(n % 2),
        }
        for n in range(80)
    ]
    urls = result("urls", "--strip", "--train", file("u.jsonl", links[:60]), "--data", file("v.jsonl", links[60:]))
    assert urls["stripped"] is True
    assert {"f1", "auc", "recall_at_fpr_0_01", "urls_per_s"} <= urls.keys()

    corpus = file(
        "corpus.jsonl", [{"doc_id": f"d{n}", "claim": f"The {word} is poisoned"} for n, word in enumerate(words)]
    )
    asked = [
        {"query_id": f"q{n}", "text": f"is the {word} safe?", "relevant": [f"d{n}"]} for n, word in enumerate(words)
    ]
    found = result("retrieval", "--corpus", corpus, "--data", file("q.jsonl", asked))
    assert found["hits_at_1"] == 1.0
    assert {"map_at_5", "mrr", "hits_at_5", "queries_per_s", "no_match_auc"} <= found.keys()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--perturb", "earthquake"], "no way of disturbing named"),
        (["--map", "map.json"], "no instrument over what people think"),
    ],
)
def test_a_disturbance_or_a_label_that_is_not_known_is_said(tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.json").write_text('{"x": "political topic"}')
    (tmp_path / "rows.jsonl").write_text('{"text": "hello", "label": "x"}\n')
    refused = run("evaluate", "scams", "--train", "rows.jsonl", "--data", "rows.jsonl", *options)
    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_dedupe_on_a_cluster_writes_the_same(tmp_path):
    file = tmp_path / "in.txt"
    file.write_text(f"{HALL}\nsomething else altogether\n{HALL}\n")
    alone, shared = tmp_path / "alone.csv", tmp_path / "shared.csv"
    said = run("dedupe", file, "--out", alone)
    assert run("dedupe", file, "--out", shared, "--cluster", "processes", "--workers", 1).stdout == said.stdout.replace(
        "alone.csv", "shared.csv"
    )
    assert shared.read_bytes() == alone.read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--workers", "2"], "are for --cluster"),
        (["--cluster", "processes", "--address", "127.0.0.1:1"], "for --cluster ray only"),
        (["--cluster", "ray", "--address", "127.0.0.1:1"], "Nobody answers at 127.0.0.1:1"),
        (["--cluster", "ray", "--address", "head"], "write HOST:PORT"),
    ],
)
def test_dedupe_says_what_is_wrong_with_a_cluster(tmp_path, words, sentence):
    file = tmp_path / "in.txt"
    file.write_text(HALL)
    refused = run("dedupe", file, *words)
    assert refused.exit_code in (1, 2)
    assert sentence in refused.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["in.txt"]
