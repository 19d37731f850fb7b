"""The card of pictures on the case page: what it says, to whom, and that nothing in it can be clicked or run."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearhall.desk.lib.ids import encode
from clearhall.desk.pictures.queries import case_pictures
from clearhall.desk.reports.models import Report
from tests.desk.cases.conftest import Desk, desk
from tests.desk.pictures.conftest import LATE, MISSING, png
from tests.engine.pictures import drawing
from tests.factories import NOON, make_case

__all__ = ["Desk", "desk"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, desk):
    client.force_login(desk.person())
    return client


def page_of(client, picture):
    case_id = picture.report.case_id
    answer = client.get(reverse("cases:case", kwargs={"case_id": case_id}))
    assert answer.status_code == 200
    return answer.content.decode()


def card_of(client, picture):
    page = page_of(client, picture)
    start = page.index('aria-labelledby="pictures-title"')
    return page[start : page.index("</section>", start)]


def test_the_card_names_cases_with_the_picture_and_says_why(signed_in, album, desk, poster):
    first = album.read(png(poster), body=desk.police)
    again = album.read(drawing.as_bytes(drawing.compressed(poster), "JPEG", quality=40), body=desk.police)
    part = album.read(png(drawing.cropped(poster, 0.05, 0.05, 0.05, 0.05)), body=desk.police)
    turned = album.read(png(poster.rotate(90, expand=True)), body=desk.police)
    card = card_of(signed_in, first)
    for other in (again, part, turned):
        assert reverse("cases:case", kwargs={"case_id": other.report.case_id}) in card
        assert encode(other.report.case_id) in card
    assert "The same picture" in card
    assert "marked spots agree" in card
    assert "turned or mirrored" in card
    assert "Read by a machine" in card
    assert encode(first.report.case_id) in card_of(signed_in, part)


def test_a_case_of_another_body_is_not_named(signed_in, client, album, desk, poster):
    mine = album.read(png(poster), body=desk.police)
    foreign = album.read(png(poster), body=desk.market, lines=("Words of the market",))
    card = card_of(signed_in, mine)
    assert encode(foreign.report.case_id) not in card
    assert "Words of the market" not in card
    assert "No like picture in other cases that you may see." in card
    assert signed_in.get(reverse("cases:case", kwargs={"case_id": foreign.report.case_id})).status_code == 404
    city = desk.actor(desk.city)
    [shown] = case_pictures([mine.report_id], actor=city, at=NOON)
    assert [match.case.pk for match in shown.matches] == [foreign.report.case_id]


def test_text_and_codes_are_shown_as_words_that_lead_nowhere(signed_in, album, desk):
    script = "<script>alert(1)</script> https://qr-pay.example/x"
    picture = album.read(
        png(drawing.code(script)), lines=("Pay <b>now</b> at http://parcel-fee.example\u202e",), body=desk.police
    )
    card = card_of(signed_in, picture)
    assert "<script>alert" not in card
    assert "<b>now" not in card
    assert "&lt;script&gt;alert(1)" in card
    assert "hxxps://qr-pay[.]example/x" in card
    assert "hxxp://parcel-fee[.]example" in card
    assert "http://parcel-fee" not in card
    assert "\u202e" not in card
    assert "QR code" in card


def test_reports_that_say_what_the_picture_says_are_named(signed_in, album, desk, poster, reports_of_police):
    said = reports_of_police("您的快递包裹因地址不详无法派送，请点击链接补充信息，逾期将退回")
    picture = album.read(
        png(poster), lines=("您的快递包裹因地址不详无法派送，请点击链接补充信息，逾期将退回",), body=desk.police
    )
    card = card_of(signed_in, picture)
    assert "Reports with the words of this picture" in card
    assert encode(said.case_id) in card


@pytest.fixture
def reports_of_police(desk):
    from clearhall.desk.matching.index import PROCESS
    from clearhall.engine.similarity import sign
    from clearhall.engine.text import matching_form

    def make(text):
        report = make_case(body=desk.police, text=text).reports.get()
        Report.objects.filter(pk=report.pk).update(signature=sign(matching_form(text)).data)
        PROCESS.forget()
        return report

    return make


@pytest.mark.parametrize(
    ("error", "words"), [(MISSING, "does not read text in pictures"), (LATE, "could not be read in time")]
)
def test_the_card_says_when_there_is_no_text(signed_in, album, reader, desk, poster, error, words):
    reader.error = error
    assert words in card_of(signed_in, album.read(png(poster), body=desk.police))


def test_the_card_says_when_a_picture_waits_and_is_absent_without_pictures(signed_in, album, desk, poster):
    case = make_case(body=desk.police)
    picture_page = reverse("cases:case", kwargs={"case_id": case.pk})
    assert "pictures-title" not in signed_in.get(picture_page).content.decode()
    album.send(png(poster), case=case)
    assert "Not read yet." in signed_in.get(picture_page).content.decode()


def test_what_the_picture_names_stands_with_the_indicators_of_the_case(signed_in, album, desk, poster):
    picture = album.read(png(poster), lines=("Pay at http://parcel-fee.example now",), body=desk.police)
    page = page_of(signed_in, picture)
    assert "Links, numbers and accounts in this picture" in page
    table = page[page.index('id="indicators-title"') : page.index('aria-labelledby="pictures-title"')]
    assert "hxxp://parcel-fee[.]example" in table


def test_the_card_costs_the_same_for_two_matches_and_for_ten(album, desk, poster):
    actor = desk.actor()
    first = album.read(png(poster), body=desk.police)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            [shown] = case_pictures([first.report_id], actor=actor, at=NOON)
        return len(found), len(shown.matches)

    for _ in range(2):
        album.read(png(poster), body=desk.police)
    few, matches = queries()
    assert matches == 2
    for _ in range(8):
        album.read(png(poster), body=desk.police)
    assert queries() == (few, 10)
