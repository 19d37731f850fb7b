"""The log as a browser and as a program sees it."""

import gzip
from datetime import timedelta

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearhall.desk.ledger import signing
from clearhall.desk.ledger.actions import Record, latest_checkpoint, record_many, sign_checkpoint
from clearhall.desk.ledger.jobs import sign_regularly
from clearhall.desk.ledger.models import Checkpoint, LedgerEntry
from clearhall.desk.lib import ids
from clearhall.engine import merkle
from tests.desk.ledger.test_actions import WORKER, some_records
from tests.desk.ledger.test_verify import Intruder
from tests.factories import NOON

PAGES = ["/log/", "/log/entry/0", "/log/entry/299", "/log/find?q=case", "/log/find?q=0123456789ABC"]


@pytest.fixture
def _log_of_300(db):
    record_many(some_records(300))


def head_of(note):
    return merkle.parse_checkpoint(merkle.open_note(note, [signing.signer().verifier]).text).head


@pytest.mark.usefixtures("_log_of_300")
def test_the_checkpoint_is_signed_by_the_key_that_is_published(client):
    answer = client.get("/log/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "max-age=1" in answer["Cache-Control"]
    key = merkle.parse_verifier_key(client.get("/log/key").content.decode().strip())
    checkpoint = merkle.parse_checkpoint(merkle.open_note(answer.content, [key]).text)
    assert (checkpoint.origin, checkpoint.head.size) == (key.name, 300)


@pytest.mark.django_db
def test_an_empty_log_has_a_checkpoint_that_is_not_kept(client):
    assert head_of(client.get("/log/checkpoint").content) == merkle.TreeHead(0, merkle.EMPTY_ROOT)
    assert not Checkpoint.objects.exists()
    assert client.get("/log/").status_code == 200
    assert client.get("/log/proof/0").status_code == 404


@pytest.mark.usefixtures("_log_of_300")
def test_a_checkpoint_is_signed_anew_only_when_the_log_has_grown_and_a_second_has_gone_by():
    first = latest_checkpoint(at=NOON)
    assert latest_checkpoint(at=NOON + timedelta(hours=1)) == first
    record_many(some_records(1))
    assert latest_checkpoint(at=NOON + timedelta(milliseconds=999)) == first
    second = latest_checkpoint(at=NOON + timedelta(seconds=1))
    assert (first.size, second.size) == (300, 301)
    record_many(some_records(1))
    assert latest_checkpoint(at=NOON - timedelta(days=1)).size == 302  # the clock was set back: sign, do not wait
    assert sign_checkpoint(at=NOON).size == sign_regularly(at=NOON).size == 302
    assert Checkpoint.objects.count() == 3


@pytest.mark.usefixtures("_log_of_300")
def test_a_tree_that_does_not_continue_the_last_checkpoint_is_never_signed(client):
    latest_checkpoint(at=NOON)
    with Intruder() as intruder:
        intruder.rewrite(7)
        intruder.recompute_tree()
    record_many(some_records(1))
    answer = client.get("/log/checkpoint")
    assert answer.status_code == 503
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db
def test_tiles_and_bundles_of_every_width_are_those_of_the_entries(client):
    record_many(some_records(600))
    sign_checkpoint(at=NOON)
    payloads = [bytes(row) for row in LedgerEntry.objects.order_by("index").values_list("payload", flat=True)]
    leaves = [merkle.leaf_hash(payload) for payload in payloads]
    for place, start, stop in (("000", 0, 256), ("001", 256, 512), ("002.p/88", 512, 600), ("000.p/5", 0, 5)):
        tile, bundle = client.get(f"/log/tile/0/{place}"), client.get(f"/log/tile/entries/{place}")
        assert tile.content == b"".join(leaves[start:stop])
        assert merkle.unbundle_entries(bundle.content) == payloads[start:stop]
        for answer in (tile, bundle):
            assert answer["Content-Type"] == "application/octet-stream"
            assert "immutable" in answer["Cache-Control"]
    assert client.get("/log/tile/1/000.p/2").content == b"".join(merkle.root_of(leaves[n : n + 256]) for n in (0, 256))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002", "tile/0/002.p/89", "tile/0/003.p/1", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/0", "tile/0/x000/000",
        "tile/1/000", "tile/1/000.p/3", "tile/2/000.p/1", "tile/8/000.p/1", "tile/63/000", "tile/64/000", "tile/00/000",
        "tile/-1/000", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/entries/002", "tile/entries/003.p/1", "tile/entries/0",
        "tile/data/000", "proof/1200", "proof/-1", "proof/" + "9" * 30, "proof/" + "9" * 5000, "entry/1200", "entry/" + "9" * 19,
    ],
)  # fmt: skip
def test_what_the_log_does_not_have_is_not_found(client, path):
    record_many(some_records(600))
    sign_checkpoint(at=NOON)
    record_many(some_records(600))
    assert client.get(f"/log/{path}").status_code == 404


@pytest.mark.usefixtures("_log_of_300")
def test_bundles_are_compressed_for_who_asks_and_nobody_writes(client):
    client.get("/log/checkpoint")
    plain = client.get("/log/tile/entries/000")
    packed = client.get("/log/tile/entries/000", headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4
    assert "Content-Encoding" not in client.get("/log/tile/entries/000", headers={"accept-encoding": "gzip;q=0"})
    for path in ("", "checkpoint", "key", "tile/0/000", "tile/entries/000", "proof/1", "entry/1", "find"):
        assert client.post(f"/log/{path}").status_code == 405


@pytest.mark.usefixtures("_log_of_300")
@pytest.mark.parametrize("index", [0, 255, 299])
def test_a_proof_file_convinces_offline(client, index):
    file = merkle.parse_proof_file(client.get(f"/log/proof/{index}").content.decode())
    verifier = signing.signer().verifier
    payload = bytes(LedgerEntry.objects.get(pk=index).payload)
    assert file.check(payload, origin=verifier.name, trusted=[verifier]).head.size == 300


@pytest.mark.usefixtures("_log_of_300")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_valid_html_without_personal_data(client, path, language):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == (422 if path.endswith("=case") else 200)
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(answer.content.decode())
    assert parser.errors == []
    if "entry" not in path:
        assert WORKER.label not in answer.content.decode()


@pytest.mark.django_db
def test_lists_are_paged_by_key_and_cost_the_same_for_few_and_many(client):
    record_many(some_records(5))
    client.get("/log/")
    costs = []
    for more in (0, 295):
        record_many(some_records(more))
        with CaptureQueriesContext(connection) as queries:
            client.get("/log/")
        costs.append(len(queries))
    assert costs[1] <= costs[0] + 8  # the larger tree is signed, which reads its tiles once
    seen, url = [], "/log/"
    while url:
        answer = client.get(url)
        seen += [row.index for row, _ in answer.context["rows"]]
        url = "/log/" + answer.context["older"] if answer.context["older"] else ""
    assert seen == list(range(299, -1, -1))


@pytest.mark.usefixtures("_log_of_300")
def test_an_entry_is_found_by_its_number_and_a_case_by_its_reference(client):
    assert client.get("/log/find?q= 17 ").url == "/log/entry/17"
    key = ids.new_id()
    shown = ids.encode(key)
    record_many([Record("case:taken", f"case:{shown}", WORKER, NOON, {}, {}), *some_records(1)])
    answer = client.get("/log/find", {"q": f" {shown[:6].lower()}-{shown[6:]}"})
    assert [row.index for row, _ in answer.context["rows"]] == [300]
    assert "/log/entry/300" in answer.content.decode()
    assert client.get("/log/find", {"q": ids.encode(key + 1)}).context["rows"] == []


@pytest.mark.usefixtures("_log_of_300")
@pytest.mark.parametrize(
    "query", ["", "<script>alert(1)</script>", "٣", "9" * 13 + "x", "\x00", "a" * 5000, "\u202e12"]
)
def test_what_is_neither_number_nor_reference_is_answered_with_a_sentence(client, query):
    answer = client.get("/log/find", {"q": query})
    assert answer.status_code == 422
    assert "13 letters and digits" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.usefixtures("_log_of_300")
def test_a_damaged_cursor_is_answered_with_a_sentence(client):
    assert client.get("/log/?cursor=nonsense").status_code == 422


@pytest.mark.usefixtures("_log_of_300")
def test_the_page_of_an_entry_says_when_it_does_not_fit_the_signed_log(client):
    assert "Checked just now" in client.get("/log/entry/17").content.decode()
    with Intruder() as intruder:
        intruder.rewrite(17)
    page = client.get("/log/entry/17").content.decode()
    assert "Checked just now" not in page
    assert "does not fit the signed log" in page


def test_the_signing_key_is_made_once_and_only_its_owner_may_read_it(settings):
    first = signing.signer().verifier.key_text
    assert signing.key_file().stat().st_mode & 0o777 == 0o600
    signing._private_key.cache_clear()
    assert signing.signer().verifier.key_text == first
