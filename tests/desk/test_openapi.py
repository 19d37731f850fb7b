"""The API says what it serves, in a document that others' tools accept, and every error has one shape."""

import json

import pytest
from openapi_spec_validator import validate

from clearhall.desk.config.urls import api


def document() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def test_the_document_is_valid_openapi():
    validate(document())


@pytest.mark.django_db
def test_the_document_is_served_and_readable(client):
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Clearhall"
    assert client.get("/api/docs").status_code == 200


@pytest.mark.parametrize("path", sorted(document()["paths"]))
@pytest.mark.django_db
def test_a_body_that_is_no_json_gets_the_one_shape_of_error(client, path):
    for method in document()["paths"][path]:
        address = path.replace("{key}", "0000000000000").replace("{case_key}", "0000000000000")
        answer = client.generic(method.upper(), address, b"{no json", content_type="application/json")
        assert answer.status_code < 500, f"{method} {path}"
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) >= {"code", "message", "field", "details"}, f"{method} {path}"


@pytest.mark.django_db
def test_an_unknown_address_of_the_api_answers_in_json(client):
    answer = client.get("/api/v1/no-such-thing")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
