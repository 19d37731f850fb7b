"""`clearhall train claims`: what it learns from, what it refuses, and that no model from elsewhere is used."""

import json
import random

import pytest
from click.testing import CliRunner

from clearhall.cli import main
from clearhall.desk.cases.queries import claim_pairs
from clearhall.desk.factchecks.queries import fact_checks_for
from clearhall.desk.lib.clock import now
from clearhall.desk.recognition.store import CLAIMS
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.retrieval import UNTRAINED
from tests.desk.factchecks.conftest import FERRY
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db
CLOSED = {"state": "closed", "closed_at": NOON, "closing_state": "resolved"}
DRAW = random.Random(3)
NAMES = ["".join(DRAW.choices("abdeiklmnoprstuv", k=6)) for _ in range(160)]
CLAIMS_SAID = [" ".join(DRAW.sample(NAMES, 9)) for _ in range(60)]
MESSAGES = [" ".join([*DRAW.sample(said.split(), 4), *DRAW.sample(NAMES, 3)]) for said in CLAIMS_SAID]


def run(*words):
    return CliRunner().invoke(main, ["train", *words])


@pytest.fixture
def files(tmp_path):
    """A file of messages and one of fact-checks, as options of the command; the folder stays for tests that break them."""
    write(tmp_path / "corpus.jsonl", [{"doc_id": f"d{i}", "claim": said} for i, said in enumerate(CLAIMS_SAID)])
    asked = [{"query_id": f"q{i}", "text": said, "relevant": [f"d{i}"]} for i, said in enumerate(MESSAGES)]
    write(tmp_path / "pairs.jsonl", asked)
    return "--pairs", str(tmp_path / "pairs.jsonl"), "--corpus", str(tmp_path / "corpus.jsonl")


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def closed(publish, body):
    """Thirty closed cases of false claims, each answered by its fact-check."""
    cases = [make_case(body=body, harm=Harm.FALSE_CLAIM, text=said, **CLOSED) for said in MESSAGES[:30]]
    return [publish(en=said, case=case) for said, case in zip(CLAIMS_SAID, cases, strict=False)]


def test_a_desk_learns_from_files_and_uses_the_model_at_once(files, publish):
    said = run("claims", *files, "--licence", "CC0-1.0")
    assert said.exit_code == 0, said.output
    assert "closed cases of this desk (internal, 0 pairs)" in said.output
    assert "pairs.jsonl (CC0-1.0, 60 pairs)" in said.output
    model = CLAIMS.model()
    assert model.card["false_answers"] == 0.05
    assert f"known from a probability of {model.threshold:.0%} on" in said.output
    assert CLAIMS.path.name == "claims.model"
    assert CLAIMS.path.stat().st_mode & 0o007 == 0


def test_a_desk_learns_from_its_own_closed_cases(closed):
    assert sorted(claim_pairs()) == sorted(zip(MESSAGES[:30], [row.pk for row in closed], strict=True))
    said = run("claims", "--false-answers", "0.1")
    assert said.exit_code == 0, said.output
    assert "closed cases of this desk (internal, 30 pairs)" in said.output
    found = fact_checks_for(CLAIMS_SAID[4])
    assert found[0].text == CLAIMS_SAID[4]
    assert found[0].percent >= 100 * CLAIMS.model().threshold - 1


def test_no_case_teaches_that_is_open_withdrawn_erased_or_of_another_harm(publish, body):
    publish(en="1", case=make_case(body=body, harm=Harm.FALSE_CLAIM, text="open"))
    withdrawn = CLOSED | {"closing_state": "withdrawn"}
    publish(en="2", case=make_case(body=body, harm=Harm.FALSE_CLAIM, text="withdrawn", **withdrawn))
    erased = make_case(body=body, harm=Harm.FALSE_CLAIM, text="", **CLOSED)
    Report.objects.filter(case=erased).update(erased_at=now())
    publish(en="3", case=erased)
    kept = make_case(body=body, harm=Harm.FALSE_CLAIM, text="erased but for its text", **CLOSED)
    Report.objects.filter(case=kept).update(erased_at=now())
    publish(en="4", case=kept)
    other = make_case(body=body, harm=Harm.PHISHING, text="other", **CLOSED)
    publish(en="5", case=other, outcome="public_answer", harm=Harm.PHISHING)
    assert claim_pairs() == []
    corrected = make_case(body=body, harm=Harm.FALSE_CLAIM, text="corrected", **CLOSED)
    newer = publish(en="7", replaces=publish(en="6", case=corrected))
    assert claim_pairs() == [("corrected", newer.pk)]


def test_cases_can_be_left_out(closed, files):
    said = run("claims", "--no-cases", *files)
    assert said.exit_code == 0, said.output
    assert "closed cases" not in said.output


def test_too_few_pairs_are_refused_with_a_sentence(publish):
    refused = run("claims")
    assert refused.exit_code == 1
    assert "Learning takes 20 messages whose fact-check is known. There are 0." in refused.output
    assert not CLAIMS.path.exists()


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("pairs", "{", "pairs.jsonl, line 61 is no JSON object"),
        ("pairs", '{"query_id": "x", "text": 3, "relevant": ["d1"]}', "pairs.jsonl, line 61 needs query_id, text"),
        ("pairs", '{"query_id": "x", "text": "y", "relevant": ["gone"]}', "pairs.jsonl, line 61 names a document"),
        ("corpus", '{"doc_id": "x"}', "corpus.jsonl, line 61 needs doc_id"),
        ("corpus", '{"doc_id": "d1", "claim": "again"}', "corpus.jsonl, a doc_id comes twice"),
    ],
)
def test_a_bad_line_is_named(files, tmp_path, name, line, said):
    with (tmp_path / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    refused = run("claims", *files)
    assert refused.exit_code == 1
    assert said in refused.output
    assert not CLAIMS.path.exists()


def test_one_file_without_the_other_and_a_share_above_one_are_refused(files):
    assert "--pairs and --corpus go together" in run("claims", *files[:2]).output
    assert run("claims", *files, "--false-answers", "1.5").exit_code == 2


def test_messages_whose_fact_check_is_never_found_teach_nothing(tmp_path):
    write(tmp_path / "corpus.jsonl", [{"doc_id": "d", "text": "kiwi"}])
    write(tmp_path / "pairs.jsonl", [{"query_id": str(i), "text": "plum", "relevant": ["d"]} for i in range(25)])
    refused = run("claims", "--pairs", str(tmp_path / "pairs.jsonl"), "--corpus", str(tmp_path / "corpus.jsonl"))
    assert refused.exit_code == 1
    assert "These messages teach nothing" in refused.output


@pytest.mark.parametrize("made", ["unsigned", "with another key", "cut off"])
def test_a_model_from_elsewhere_or_damaged_is_not_used_and_said_so_once(some, made, caplog):
    CLAIMS.write(UNTRAINED)
    if made == "cut off":
        CLAIMS.path.write_bytes(CLAIMS.path.read_bytes()[:-5])
    else:
        UNTRAINED.save(CLAIMS.path, key=None if made == "unsigned" else b"the key of another desk")
    caplog.clear()
    for _ in range(3):
        assert [one.key for one in fact_checks_for(FERRY)] == [some["ferry"].pk]
    assert caplog.text.count("a model is not used") == 1
    assert CLAIMS.opened().model is None
    state = run("state")
    assert state.exit_code == 1
    assert "claims.model" in state.output
    assert "clearhall train claims" in state.output
    assert ("unknown origin" in state.output) == (made != "cut off")


def test_state_and_forget_know_the_model(files):
    assert "claims: no model; shared words alone decide." in run("state").output
    run("claims", *files)
    assert "claims: 60 pairs, known from " in run("state").output
    assert "The model is removed." in run("forget", "claims").output
    assert "There was no model." in run("forget", "claims").output
    assert CLAIMS.model() is None
