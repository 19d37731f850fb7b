"""The staff pages: who sees what, what is escaped, what a step does, and that lists cost the same for 20 rows and 200."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.cases import actions
from clearhall.desk.cases.actions import Answer, Closing
from clearhall.desk.cases.models import Case, PublishedOutcome
from clearhall.desk.cases.queries import case_page
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.clock import now
from clearhall.desk.mailbox.models import Contact, Message, Side
from clearhall.desk.official.actions import add_organisation
from clearhall.desk.official.entries import entry
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.taxonomy.harms import Harm
from tests.desk.cases.conftest import everything
from tests.factories import NOON, make_case, make_place

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\u202eгa\u200b{{ case }}"
MOST_QUERIES = 20
REASON = "They answer for shops and markets"


@pytest.fixture
def signed_in(client, desk):
    person = desk.person()
    client.force_login(person)
    client.person = person
    return client


def url(page, case, **more):
    return reverse(f"cases:{page}", kwargs={"case_id": case.pk, **more})


def masked(answer):
    """A page without what differs between two requests for the same: tokens, keys in the address, numbers to ask about."""
    page = re.sub(r"/staff/cases/\w{13}/", "/staff/cases/KEY/", answer.content.decode())
    return re.sub(r'value="\w{64}"|<code>[^<]+</code>', "", page)


def test_the_queue_shows_the_most_urgent_first_and_then_the_first_due(signed_in, desk):
    later = make_case(body=desk.police, due_at=NOON + timedelta(days=9))
    sooner = make_case(body=desk.police, due_at=NOON + timedelta(days=1))
    child = make_case(body=desk.police, harm=Harm.MINOR_HARM, due_at=NOON + timedelta(days=30))
    shown = re.findall(r'scope="row"><a href="/staff/cases/(\w+)/', signed_in.get("/staff/").content.decode())
    assert shown == [ids.encode(case.pk) for case in (child, sooner, later)]


def test_the_queue_holds_no_case_of_another_body_whatever_the_address_asks_for(signed_in, desk):
    foreign = make_case(body=desk.market, text="Rotten apples")
    ReportIndicator.objects.create(
        report=foreign.reports.get(), kind="domain", value="apples.example", domain="apples.example", start=0, end=1
    )
    key = ids.encode(foreign.pk)
    for query in (
        "",
        "?tab=open",
        "?tab=unassigned",
        f"?q={key}",
        "?q=apples.example",
        f"?body={desk.market.pk}",
        f"?body={desk.city.pk}",
        "?harm=phishing",
        "?tab=overdue",
        "?tab=news",
        "?tab=closed",
        "?tab=mine",
    ):
        page = signed_in.get(f"/staff/{query}").content.decode()
        assert f"/staff/cases/{key}/" not in page
        assert "Rotten" not in page


def test_a_parent_body_sees_the_cases_below_it(client, desk):
    client.force_login(desk.person(desk.city, Role.AUDITOR))
    cases = [make_case(body=body) for body in (desk.police, desk.market, desk.city)]
    page = client.get("/staff/").content.decode()
    assert all(ids.encode(case.pk) in page for case in cases)
    assert 'name="case"' not in page  # an auditor chooses nothing
    one = client.get(f"/staff/?body={desk.police.pk}").content.decode()
    assert [ids.encode(case.pk) in one for case in cases] == [True, False, False]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tab=mine", {"held"}),
        ("tab=unassigned", {"new", "late", "far"}),
        ("tab=overdue", {"late"}),
        ("tab=news", {"news"}),
        ("tab=closed", {"closed"}),
        ("tab=open", {"new", "late", "far", "held", "news"}),
        ("tab=open&state=active", {"held", "news"}),
        ("tab=open&harm=unsafe_goods", {"far"}),
        ("tab=open&language=zh_hant", {"far"}),
        ("q=fake-bank.example", {"new", "closed"}),
        ("q=https%3A%2F%2Ffake-bank.example%2Flogin", {"new"}),
        ("q=no-such.example", set()),
        ("tab=nonsense&state=nonsense&body=x&place=%00", {"new", "late", "far", "held", "news"}),
    ],
)
def test_tabs_filters_and_search_find_what_they_say(signed_in, desk, query, expected):
    place, soon = make_place("QS"), now() + timedelta(days=5)
    cases = {
        "new": make_case(body=desk.police, due_at=soon),
        "late": make_case(body=desk.police),
        "far": make_case(body=desk.police, due_at=soon, harm=Harm.UNSAFE_GOODS, language="zh_hant", place=place),
        "held": make_case(body=desk.police, due_at=soon, state="active", assignee=signed_in.person),
        "news": make_case(body=desk.police, due_at=soon, state="active", has_news=True),
        "closed": make_case(body=desk.police, state="closed", closed_at=NOON, closing_state="unfounded"),
    }
    for name, value in (("new", "https://fake-bank.example/login"), ("closed", "http://www.fake-bank.example/")):
        ReportIndicator.objects.create(
            report=cases[name].reports.get(), kind="url", value=value, domain="fake-bank.example", start=0, end=4
        )
    page = signed_in.get(f"/staff/?{query}").content.decode()
    shown = set(re.findall(r'scope="row"><a href="/staff/cases/(\w+)/', page))
    assert shown == {ids.encode(cases[name].pk) for name in expected}


def test_a_search_for_a_case_number_finds_it_in_every_state(signed_in, desk):
    case = make_case(body=desk.police, state="closed", closed_at=NOON, closing_state="unfounded")
    for typed in (ids.encode(case.pk), ids.encode(case.pk).lower()):
        assert ids.encode(case.pk) in signed_in.get("/staff/", {"q": typed}).content.decode()


def test_paging_by_key_walks_all_rows_once_forwards_and_back(signed_in, desk):
    cases = [make_case(body=desk.police, due_at=NOON + timedelta(days=number % 3)) for number in range(25)]
    address, seen, back = "/staff/?size=10", [], ""
    while address:
        page = signed_in.get(address).content.decode()
        seen += re.findall(r'scope="row"><a href="/staff/cases/(\w+)/', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        back = re.search(r'rel="prev" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(ids.encode(case.pk) for case in cases)
    assert len(set(seen)) == 25
    page = signed_in.get(back[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r'scope="row"><a href="/staff/cases/(\w+)/', page) == seen[10:20]


def test_a_damaged_page_link_is_an_answer_and_not_a_crash(signed_in, desk):
    assert signed_in.get("/staff/?cursor=AAAA").status_code == 422


def test_the_queue_costs_the_same_for_20_rows_and_for_200(
    signed_in, desk, django_assert_num_queries, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            case = make_case(body=desk.police, due_at=NOON + timedelta(minutes=number), state="active")
            ReportIndicator.objects.create(report=case.reports.get(), kind="phone", value="010", start=0, end=1)

    fill(20)
    signed_in.get("/staff/?size=200")
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        assert signed_in.get("/staff/?size=200").content.count(b'scope="row"') == 20
    fill(180)
    with django_assert_num_queries(len(few)):
        assert signed_in.get("/staff/?size=200").content.count(b'scope="row"') == 200
    with django_assert_max_num_queries(len(few) + 1):
        signed_in.get("/staff/?size=200&harm=phishing")


def test_a_case_page_shows_what_is_known_and_defangs_every_link(signed_in, desk):
    text = "Parcel held, pay at http://fake-bank.example/pay?id=1 or call 010 5550100"
    case = make_case(body=desk.police, text=text)
    other = make_case(body=desk.market)
    for report, start, end in ((case.reports.get(), 20, 53), (other.reports.get(), 0, 5)):
        ReportIndicator.objects.create(
            report=report,
            kind="url",
            value="http://fake-bank.example/pay?id=1",
            domain="fake-bank.example",
            start=start,
            end=end,
        )
    page = signed_in.get(url("case", case)).content.decode()
    assert "hxxp://fake-bank[.]example/pay?id=1" in page
    assert 'href="http://fake-bank' not in page
    assert "KEYWORD_PHISHING" in page
    assert re.search(r'\?q=http%3A%2F%2Ffake-bank.example%2Fpay%3Fid%3D1">1</a>', page)  # one other report


def test_nothing_a_stranger_wrote_is_markup_or_turns_the_page_round(signed_in, desk):
    case = make_case(body=desk.police, text=EVIL, place=make_place("<b>P"))
    Report.objects.filter(case=case).update(what_happened=EVIL, url=EVIL[:200])
    report = case.reports.get()
    ReportIndicator.objects.create(report=report, kind="<i>", value=EVIL[:100], start=0, end=8)
    Message.objects.create(report=report, side=Side.REPORTER, at=NOON, text=EVIL)
    actor = actor_for(signed_in.person)
    signed_in.person.display_name = EVIL.split("\u202e")[0]
    signed_in.person.save()
    actions.take_case(case.pk, actor=actor, at=NOON)
    actions.add_case_note(case.pk, text=EVIL, actor=actor, at=NOON)
    actions.publish_outcome(case.pk, Answer(EVIL, EVIL), actor=actor, at=NOON)
    for address in (url("case", case), "/staff/", f"/staff/?q={EVIL[:50]}"):
        page = signed_in.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>P" not in page
    assert "\u202e" not in signed_in.get(url("case", case)).content.decode()


def test_the_contact_of_a_reporter_is_nowhere_on_the_page(signed_in, desk):
    case = make_case(body=desk.police)
    report = case.reports.get()
    Contact.objects.create(
        report=report, email="someone@reporter.example", language="en", given_at=NOON, erase_after=NOON
    )
    Report.objects.filter(pk=report.pk).update(client_id="client-17")
    page = signed_in.get(url("case", case)).content.decode()
    for secret in ("someone@reporter.example", "client-17", ids.encode(report.pk)):
        assert secret not in page


PATHS = ["case", "take", "close", "ask", "answer", "note", "hand-over", "assign", "harm", "release", "read"]


@pytest.mark.parametrize("name", PATHS)
def test_another_bodys_case_answers_404_like_one_that_is_not_there(signed_in, desk, name):
    foreign = make_case(body=desk.market, state="active")
    before = everything(foreign)

    def answer(case):
        if name == "case":
            return signed_in.get(url("case", case))
        values = {"text": "words here now", "how": "unfounded", "reason": REASON, "body": desk.police.pk}
        return signed_in.post(url("step", case, name=name), values)

    there, absent = answer(foreign), answer(Case(pk=ids.new_id()))
    assert (there.status_code, absent.status_code) == (404, 404)
    assert everything(foreign) == before
    assert masked(there) == masked(absent)


def test_who_is_not_signed_in_is_asked_to_and_learns_nothing(client, desk):
    case = make_case(body=desk.police)
    for address in ("/staff/", url("case", case)):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/staff/" not in answer["Location"].split("?")[0]
    assert client.post(url("step", case, name="take")).status_code == 302


def test_an_administrator_without_a_case_role_is_shown_no_case(client, desk):
    client.force_login(desk.person(desk.city, Role.ADMINISTRATOR))
    assert client.get("/staff/").status_code == 404
    assert client.get(url("case", make_case(body=desk.police))).status_code == 404


def test_every_page_asks_not_to_be_kept(signed_in, desk):
    for address in ("/staff/", url("case", make_case(body=desk.police))):
        assert "no-store" in signed_in.get(address)["Cache-Control"]


def test_a_case_is_worked_from_the_queue_to_the_public_answer(signed_in, desk):
    case = make_case(body=desk.police)

    def post(name, **values):
        answer = signed_in.post(url("step", case, name=name), values, follow=True)
        case.refresh_from_db()
        return answer

    assert post("take").status_code == 200
    assert (case.state, case.assignee) == ("active", signed_in.person)
    post("ask", text="Which number called you?")
    assert case.state == "waiting"
    Message.objects.create(report=case.reports.get(), side=Side.REPORTER, at=now(), text="It was 010 5550100")
    actions.reporter_answered(case.pk, at=now())
    page = signed_in.get(url("case", case)).content.decode()
    assert "It was 010 5550100" in page
    assert "Mark as read" in page
    post("read")
    assert not case.has_news
    preview = post("close", how="resolved", text_en="The number is **blocked**.", preview="1")
    assert "Preview: this is what the public reads" in preview.content.decode()
    assert case.state == "active"
    post("close", how="resolved", text_en="The number is **blocked**.", text_zh="该号码已停用。")
    assert (case.state, case.closing_state) == ("closed", "resolved")
    page = signed_in.get(url("case", case)).content.decode()
    assert "closed the case: Resolved" in page
    post(
        "answer",
        text_zh="该号码已停用。",
        text_en="The number is blocked.",
        replaces=ids.encode(PublishedOutcome.objects.get().pk),
    )
    assert PublishedOutcome.objects.count() == 2
    events = [entry.event for entry in LedgerEntry.objects.order_by("index")]
    assert events == [
        "case:taken",
        "case:asked",
        "case:answered_by_reporter",
        "case:closed",
        "case:answer_corrected",
    ]


def test_handing_a_case_over_leads_back_to_the_queue(signed_in, desk):
    case = make_case(body=desk.police)
    answer = signed_in.post(url("step", case, name="hand-over"), {"body": desk.market.pk, "reason": REASON})
    assert answer["Location"] == "/staff/"


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("hand-over", {"reason": "ok"}, "Please give the reason in a few words"),
        ("close", {"how": "resolved", "text_en": " "}, "needs a public answer"),
        ("close", {"how": "duplicate", "duplicate_of": "12"}, "not a case number"),
        ("close", {"how": "not_our_competence", "reason": REASON}, "name the body or service"),
        ("close", {"how": "withdrawn", "reason": REASON}, "Select a valid choice"),
        ("harm", {"harm": "opinion", "reason": REASON}, "Select a valid choice"),
        ("ask", {"text": "  "}, "Please write something here"),
        ("note", {"text": "x" * 10_001}, "too long"),
        ("note", {"text": "x" * 30_000}, "at most"),
        ("assign", {"person": "99999999"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_form_and_nothing_typed_is_lost(signed_in, desk, name, values, sentence):
    case = make_case(body=desk.police)
    actions.take_case(case.pk, actor=actor_for(signed_in.person), at=NOON)
    before = everything(case)
    given = {"body": desk.market.pk, "reason": "", **values} if name == "hand-over" else values
    answer = signed_in.post(url("step", case, name=name), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert all(str(value) in page for value in values.values() if len(str(value)) < 40)
    assert everything(case) == before


def test_who_comes_second_is_told_who_has_the_case(signed_in, desk):
    case = make_case(body=desk.police)
    first = desk.person()
    actions.take_case(case.pk, actor=actor_for(first), at=NOON)
    answer = signed_in.post(url("step", case, name="take"))
    assert answer.status_code == 409
    assert f"{first} has already taken this case" in answer.content.decode()
    page = signed_in.get(url("case", case)).content.decode()
    assert f"{first} has this case. Assign it to yourself first." in page


def test_a_step_that_is_not_on_the_list_or_is_asked_for_by_get_is_none(signed_in, desk):
    case = make_case(body=desk.police)
    assert signed_in.post(f"/staff/cases/{ids.encode(case.pk)}/delete/").status_code == 404
    assert signed_in.get(url("step", case, name="take")).status_code == 405


def test_many_are_taken_after_a_preview_that_says_which_and_why_not(signed_in, desk):
    mine, taken, foreign = (
        make_case(body=desk.police),
        make_case(body=desk.police, state="active"),
        make_case(body=desk.market),
    )
    keys = [ids.encode(case.pk) for case in (mine, taken, foreign)]
    preview = signed_in.post(reverse("cases:bulk"), {"step": "take", "case": [*keys, "nonsense"]}).content.decode()
    assert "1 case would be changed. Nothing has happened yet." in preview
    assert keys[2] not in preview
    mine.refresh_from_db()
    assert mine.state == "received"
    signed_in.post(reverse("cases:bulk"), {"step": "take", "case": keys, "confirmed": "1"})
    assert set(Case.objects.filter(assignee=signed_in.person)) == {mine}


def test_many_are_handed_over_for_one_reason(signed_in, desk):
    cases = [make_case(body=desk.police) for _ in range(3)]
    values = {"step": "hand-over", "case": [ids.encode(case.pk) for case in cases]}
    assert b'name="body"' in signed_in.post(reverse("cases:bulk"), values).content
    wrong = signed_in.post(reverse("cases:bulk"), values | {"confirmed": "1", "body": desk.market.pk, "reason": "ok"})
    assert (wrong.status_code, Case.objects.filter(body=desk.market).count()) == (302, 0)
    signed_in.post(reverse("cases:bulk"), values | {"confirmed": "1", "body": desk.market.pk, "reason": REASON})
    assert Case.objects.filter(body=desk.market).count() == 3


def test_too_many_or_none_at_all_change_nothing(signed_in, desk):
    keys = [ids.encode(key) for key in ids.new_ids(201)]
    assert signed_in.post(reverse("cases:bulk"), {"step": "take", "case": keys}).status_code == 422
    assert signed_in.post(reverse("cases:bulk"), {"step": "take"}).status_code == 302


def test_a_duplicate_and_its_original_point_to_each_other(signed_in, desk):
    first, second = make_case(body=desk.police), make_case(body=desk.police)
    actor = actor_for(signed_in.person)
    actions.take_case(second.pk, actor=actor, at=NOON)
    actions.close_case(second.pk, Closing(ClosingState.DUPLICATE, duplicate_of_id=first.pk), actor=actor, at=NOON)
    assert ids.encode(second.pk) in signed_in.get(url("case", first)).content.decode()
    assert ids.encode(first.pk) in signed_in.get(url("case", second)).content.decode()


def test_the_case_page_costs_the_same_however_much_happened(
    signed_in, desk, django_assert_num_queries, django_assert_max_num_queries
):
    case, actor = make_case(body=desk.police), actor_for(signed_in.person)
    actions.take_case(case.pk, actor=actor, at=NOON)

    def happen(count):
        for number in range(count):
            actions.add_case_note(case.pk, text=f"Note {number}", actor=actor, at=NOON)
            report = case.reports.get()
            Message.objects.create(report=report, side=Side.REPORTER, at=NOON, text="Hm")
            ReportIndicator.objects.create(report=report, kind="phone", value=f"010{number}", start=0, end=1)
            make_case(body=desk.police, group=case.group)

    happen(2)
    signed_in.get(url("case", case))
    with django_assert_max_num_queries(40) as few:
        signed_in.get(url("case", case))
    happen(20)
    with django_assert_num_queries(len(few)):
        signed_in.get(url("case", case))


def test_a_link_that_looks_like_an_official_name_is_pointed_out_with_the_real_one(client, desk):
    said = {"keeper": "police", "name_zh": "行", "name_en": "Lantern Bank", "sites": "lantern-bank.example"}
    add_organisation(entry("bank", **said), actor=job("test"), at=NOON)
    case = make_case(body=desk.police)
    rows = (
        ("url", "http://lantern-bank.test/a", "lantern-bank.test"),
        ("url", "https://lantern-bank.example/", "lantern-bank.example"),
    )
    for kind, value, domain in rows:
        ReportIndicator.objects.create(report=case.reports.get(), kind=kind, value=value, domain=domain, start=0, end=1)
    client.force_login(desk.person())
    page = client.get(f"/staff/cases/{ids.encode(case.pk)}/").content.decode()
    assert "Looks like an official name" in page
    assert "lantern-bank[.]test" in page
    assert "How: it has another ending." in page
    [found] = case_page(case.pk, actor=desk.actor(), at=NOON).look_alikes
    assert found.imitated.official.code == "bank"
