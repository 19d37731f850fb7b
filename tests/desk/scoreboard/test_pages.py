import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearhall.desk.scoreboard.actions import count_figures
from clearhall.desk.scoreboard.figures import Campaign, Figures, Row, Table, TableCode
from clearhall.desk.scoreboard.files import table_csv
from clearhall.desk.scoreboard.models import Figure
from tests.desk.scoreboard.desks import make_reports, make_small_city
from tests.factories import NOON, make_body, make_place

pytestmark = pytest.mark.django_db
ADDRESSES = ["/statistics/", "/statistics/?period=30&only=harm:phishing", "/statistics/?only=place:LJ-N",
             "/statistics/bodies/linjiang-antifraud/", "/statistics/harm.csv", "/statistics/campaign.csv",
             "/api/v1/statistics?period=365&only=body:linjiang-market"]  # fmt: skip


@pytest.fixture
def city():
    bodies = make_small_city()
    count_figures(at=NOON)
    return bodies


def read_csv(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_figures_may_be_kept_by_caches_for_five_minutes(client, city, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "max-age=300" in response["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_count_another_language_and_another_display_change_the_mark(client, city, address):
    marks = {client.get(address)["ETag"], client.get(address, headers={"accept-language": "zh-hans"})["ETag"]}
    client.cookies["clearhall_theme"] = "dark"
    Figure.objects.update(as_of=NOON.replace(minute=7))
    marks.add(client.get(address)["ETag"])
    assert len(marks) == 3


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_names_its_date_its_rounding_and_what_it_does_not_say(client, city, language):
    page = client.get("/statistics/", headers={"accept-language": language}).content.decode()
    assert "2026" in page
    assert {"en": "do not say", "zh-hans": "没有说明", "zh-hant": "沒有說明"}[language] in page
    assert {"en": "multiple of 5", "zh-hans": "5 的倍数", "zh-hant": "5 的倍數"}[language] in page
    assert page.count("<svg") > 10
    assert "fewer than 5" in page or language != "en"


def test_page_file_and_json_show_the_same_cells(client, city):
    content = client.get("/api/v1/statistics").json()
    for table in content["tables"]:
        rows = [row for row in read_csv(client.get(f"/statistics/{table['code']}.csv")) if row["code"] != "total"]
        assert [row["code"] for row in rows] == [row["code"] for row in table["rows"]]
        for line, row in zip(rows, table["rows"], strict=True):
            for code, cell in row["cells"].items():
                assert line[f"{code}_flag"] == cell["flag"]
                assert (float(line[code]) if line[code] else None) == cell["value"]


def test_no_exact_count_is_stored_or_shown(client, city):
    """41, 23 and 78 are in the tables; no figure holds them."""
    stored = json.dumps([figure.content for figure in Figure.objects.all()])
    numbers = {
        int(word) for word in stored.replace("[", " ").replace("]", " ").replace(",", " ").split() if word.isdigit()
    }
    assert numbers.isdisjoint({1, 2, 4, 41, 44, 23, 78})


def test_a_file_names_rows_in_both_languages_and_flags_what_is_withheld(client, city):
    response = client.get("/statistics/harm.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"] == 'attachment; filename="statistics-harm-2026-03-04.csv"'
    rows = {row["code"]: row for row in read_csv(response)}
    assert rows["phishing"]["name_en"] == "Phishing"
    assert rows["phishing"]["reports"] == "45"
    assert rows["false_advertising"]["reports"] == ""
    assert rows["false_advertising"]["reports_flag"] == "fewer_than_5"
    assert rows["total"]["reports"] == "80"
    assert rows["total"]["as_of"] == "2026-03-04T04:00:00+00:00"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "|x"])
def test_a_name_that_a_spreadsheet_would_run_is_made_text(name):
    figures = Figures(NOON, NOON, 10, {TableCode.PLACE: Table(TableCode.PLACE, (Row(name, (10,), name, name),))})
    line = next(csv.DictReader(io.StringIO(table_csv(figures, TableCode.PLACE).lstrip("\ufeff"))))
    assert {line["code"], line["name_en"], line["name_zh_hans"]} == {f"'{name}"}


def test_campaign_file_has_no_words_of_reports(city):
    figures = Figures(
        NOON, NOON, 10, {}, (Campaign("phishing", 15, 20, "2026-03-01", "2026-03-04", "alert", "甲", "A"),)
    )
    line = table_csv(figures, TableCode.CAMPAIGN).splitlines()[1]
    assert line.startswith("phishing,Phishing,")
    assert ",15,,20,,2026-03-01,2026-03-04,alert," in line


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/statistics/?period=31", 422),
        ("/statistics/?only=person:li", 422),
        ("/statistics/?only=harm:sentiment", 422),
        ("/statistics/?only=place:", 422),
        ("/statistics/?only=place:NOWHERE", 422),
        ("/statistics/?only=place:%00", 422),
        ("/statistics/?only=" + "x" * 5000, 422),
        ("/statistics/bodies/nobody/", 404),
        ("/statistics/bodies/%00/", 422),
        ("/statistics/persons.csv", 404),
        ("/statistics/duration.csv?only=harm:phishing", 404),
        ("/api/v1/statistics?period=x", 422),
        ("/api/v1/statistics?only=body:nobody", 404),
    ],
)
def test_an_address_that_is_not_ours_gets_a_sentence(client, city, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert "public" not in response["Cache-Control"]
    if address.startswith("/api"):
        assert response.json()["error"]["message"]


@pytest.mark.parametrize(
    "address", ["/statistics/", "/statistics/bodies/linjiang-market/", "/statistics/place.csv", "/api/v1/statistics"]
)
def test_a_page_costs_the_same_for_a_large_desk(client, city, address):
    client.get(address)
    with CaptureQueriesContext(connection) as small:
        client.get(address)
    for number in range(12):
        make_reports(6, body=make_body(), place=make_place(f"P{number}"), harm="demand", group=number + 1, at=NOON)
    count_figures(at=NOON)
    with CaptureQueriesContext(connection) as large:
        client.get(address)
    assert len(small) == len(large) <= 4


def test_a_desk_that_was_never_counted_counts_once_when_first_asked(client):
    make_reports(12)
    assert client.get("/statistics/").status_code == 200
    with CaptureQueriesContext(connection) as again:
        client.get("/statistics/")
    assert len(again) <= 4


def test_bodies_are_in_the_order_of_the_tree_whatever_they_get(client, city):
    rows = [row["code"] for row in read_csv(client.get("/statistics/closed-in-time.csv"))]
    assert rows == ["linjiang-antifraud", "linjiang-market", "all"]


def test_names_of_places_are_escaped(client):
    make_reports(12, place=make_place("<b>"))
    page = client.get("/statistics/").content.decode()
    assert "<b> City" not in page
    assert "&lt;b&gt; City" in page


def test_home_and_navigation_lead_here(client, city):
    assert 'href="/statistics/"' in client.get("/").content.decode()
