"""Commands for the first people, for new links, for tokens."""

import pytest
from click.testing import CliRunner

from clearhall.desk.accounts.cli import person, token
from clearhall.desk.accounts.models import Person
from clearhall.desk.accounts.queries import find_token
from clearhall.desk.lib.clock import now
from tests.desk.accounts.helpers import PASSWORD
from tests.factories import make_body

pytestmark = pytest.mark.django_db


def run(command, *words):
    return CliRunner().invoke(command, words)


def test_the_first_administrator_gets_a_link_that_works(client):
    make_body("top")
    done = run(person, "new", "ada", "--body", "top", "--role", "administrator")
    assert done.exit_code == 0
    path = done.output.strip().removeprefix("http://127.0.0.1:8000")
    client.post(path, {"password": PASSWORD})
    assert Person.objects.get(username="ada").check_password(PASSWORD)


def test_a_reset_prints_another_link(client):
    make_body("top")
    first = run(person, "new", "ada", "--body", "top").output.strip()
    second = run(person, "reset", "ada", "--second-factor").output.strip()
    assert first != second
    assert client.get(first.removeprefix("http://127.0.0.1:8000")).status_code == 404
    assert run(person, "deactivate", "ada").exit_code == 0


@pytest.mark.parametrize(
    "words", [("new", "ada", "--body", "nowhere"), ("new", "two words", "--body", "top"), ("reset", "nobody")]
)
def test_what_cannot_be_is_said_in_a_sentence(words):
    make_body("top")
    done = run(person, *words)
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert done.output.strip()


def test_a_token_is_printed_and_works():
    make_body("top")
    plain = run(token, "new", "loader", "--body", "top", "--scope", "reports:write").output.strip()
    found = find_token(plain, at=now())
    assert found.body_code == "top"
    assert run(token, "revoke", str(found.token_id)).exit_code == 0
    assert find_token(plain, at=now()) is None
    assert run(token, "new", "x", "--scope", "reports:write").exit_code == 2
    assert run(token, "new", "x", "--watchpost", "no", "--scope", "reports:write").exit_code == 2
