"""The tree as a CSV file: what goes out comes in again, and what is wrong is named by its line."""

import pytest
from click.testing import CliRunner

from clearhall.desk.bodies.cli import bodies
from clearhall.desk.bodies.models import Body
from clearhall.desk.bodies.queries import tree
from clearhall.desk.bodies.tree_file import read_tree, write_tree
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.errors import Invalid
from tests.factories import make_body, make_place

HEADER = "code,parent,level,place,name_zh,name_en,harms\n"
GOOD = HEADER + "low,top,county,LJ,下局,Lower office,phishing demand\ntop,,city,LJ,上局,Upper office,\n"


def run(tmp_path, content, *words):
    file = tmp_path / "tree.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(bodies, ["import", str(file), *words])


@pytest.mark.django_db
def test_a_file_in_any_order_makes_a_tree(tmp_path):
    make_place()
    done = run(tmp_path, GOOD)
    assert (done.exit_code, done.output) == (0, "Were added: 2, changed: 0, as before: 0.\n")
    low = Body.objects.get(code="low")
    assert low.path == f"/{low.parent_id}/{low.pk}/"
    assert sorted(item.harm for item in low.competences.all()) == ["demand", "phishing"]
    assert run(tmp_path, GOOD).output == "Were added: 0, changed: 0, as before: 2.\n"
    changed = run(tmp_path, GOOD.replace("Lower office", "Renamed office"))
    assert changed.output == "Were added: 0, changed: 1, as before: 1.\n"


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(tmp_path):
    make_place()
    assert run(tmp_path, GOOD, "--dry-run").output == "Would be added: 2, changed: 0, as before: 0.\n"
    assert not Body.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db
def test_what_goes_out_comes_in_unchanged(tmp_path):
    top = make_body("top", harms=("phishing",))
    make_body("low", parent=top)
    done = run(tmp_path, write_tree(tree()))
    assert done.output == "Were added: 0, changed: 0, as before: 2.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEADER + "top,,city,NOWHERE,上局,Upper,\n", "Line 2"),
        (HEADER + "top,nobody,city,LJ,上局,Upper,\n", "Line 2"),
        (HEADER + "ok,,city,LJ,上局,Upper,\nBad Code,,city,LJ,上局,Upper,\n", "Line 3"),
    ],
)
def test_one_bad_line_leaves_the_desk_as_it_was(tmp_path, content, says):
    make_place()
    done = run(tmp_path, content)
    assert done.exit_code == 2
    assert says in done.output
    assert not Body.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "columns"),
        (b"code,level\n", "place"),
        (GOOD.encode("gb18030"), "UTF-8"),
        (GOOD.encode("utf-16"), "UTF-8"),
        ((HEADER + "top,,planet,LJ,a,b,\n").encode(), "Line 2"),
        ((HEADER + "top,,city,LJ,a,b,opinion\n").encode(), "unknown harm"),
        ((HEADER + "top,,city,LJ,,b,\n").encode(), "name_zh"),
        ((HEADER + "a1,b1,city,LJ,a,b,\nb1,a1,city,LJ,a,b,\n").encode(), "below itself"),
        ((HEADER + "a1,,city,LJ,a,b,\na1,,city,LJ,a,b,\n").encode(), "twice"),
        (b"x" * 5_000_001, "larger"),
        (HEADER.encode() + b'"' + b"x" * 200_000, "not CSV"),
        (b"," * 100_000 + b"\n", "columns"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_a_sentence(content, says):
    with pytest.raises(Invalid, match=says):
        read_tree(content)


def test_more_rows_than_the_limit_are_refused():
    rows = "".join(f"b{number},,city,LJ,a,b,\n" for number in range(5_001))
    with pytest.raises(Invalid, match="more than"):
        read_tree((HEADER + rows).encode())
