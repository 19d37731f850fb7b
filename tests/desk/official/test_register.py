"""The register: what it takes, who may change it, what it answers, and that every process hears of a change."""

import pytest
from click.testing import CliRunner
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.official import actions, queries
from clearhall.desk.official.cli import official as command
from clearhall.desk.official.entries import entry, host_of, number_of, read_entries, write_entries
from clearhall.desk.official.errors import ChannelTaken, CodeTaken, KeeperUnknown, OrganisationNotFound, RegisterRefused
from clearhall.desk.official.models import OfficialChannel, Organisation
from tests.factories import NOON, make_actor, make_body, make_person

ADMIN = (Role.ADMINISTRATOR,)
JOB = job("test")


def bank(code="lantern-bank", *, keeper="city", sites="lantern-bank.example", phones="95500", name="灯塔银行"):
    return entry(code, keeper=keeper, name_zh=name, name_en="Lantern Bank", sites=sites, phones=phones)


@pytest.fixture
def city(db):
    return make_body("city")


@pytest.fixture
def stored(city):
    actions.add_organisation(bank(), actor=JOB, at=NOON)


def events():
    return list(
        LedgerEntry.objects.filter(subject__startswith="official:").order_by("index").values_list("event", flat=True)
    )


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://WWW.Lantern-Bank.example/login?x=1", "lantern-bank.example"),
        ("lantern-bank.example.", "lantern-bank.example"),
        ("pay.lantern-bank.example", "pay.lantern-bank.example"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_a_site_is_its_host(typed, host):
    assert host_of(typed) == host


@pytest.mark.parametrize(
    ("typed", "number"),
    [("110", "110"), ("12345", "12345"), ("0099-5550123", "00995550123"), ("+1 555 0123", "+15550123")],
)
def test_a_number_is_its_digits(typed, number):
    assert number_of(typed) == number


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "A!"}, "code"),
        ({"name_zh": " "}, "name_zh"),
        ({"name_en": "x" * 201}, "name_en"),
        ({"sites": "no site"}, "sites"),
        ({"sites": "10.0.0.1"}, "sites"),
        ({"sites": "localhost"}, "sites"),
        ({"phones": "call us"}, "phones"),
        ({"phones": "12"}, "phones"),
        ({"sites": "", "phones": ""}, "sites"),
        ({"sites": " ".join(f"a{number}.example" for number in range(101))}, "sites"),
    ],
)
def test_a_wrong_field_is_named(changes, field):
    given = {
        "code": "bank",
        "keeper": "city",
        "name_zh": "行",
        "name_en": "Bank",
        "sites": "bank.example",
        "phones": "95500",
    }
    with pytest.raises(Invalid) as refused:
        entry(**given | changes)
    assert refused.value.field == field


@given(st.text(alphabet="ab1.-/:@[]中 \n,;+#", max_size=40), st.text(alphabet="0159+-() \n;a", max_size=40))
def test_whatever_is_typed_is_refused_by_name_or_taken_in_a_form_that_stays(sites, phones):
    names = {"keeper": "city", "name_zh": "行", "name_en": "Bank"}
    try:
        found = entry("bank", sites=sites, phones=phones, **names)
    except Invalid as error:
        field = error.field
        found = None
    if found is None:
        assert field in {"sites", "phones"}
    else:
        assert entry("bank", sites="\n".join(found.sites), phones="\n".join(found.phones), **names) == found


def test_what_is_added_is_found_official_and_recorded(stored):
    found = queries.register()
    assert found.official("url", "https://pay.lantern-bank.example/x").code == "lantern-bank"
    assert found.official("domain", "lantern-bank.example").name_en == "Lantern Bank"
    assert found.official("phone", "95500").code == "lantern-bank"
    assert found.official("url", "https://lantern-bank.example.evil.test/") is None
    assert found.official("bank_card", "95500") is None
    assert found.domains == {"lantern-bank.example"}
    assert events() == ["official:added"]
    assert "lantern-bank.example" in bytes(LedgerEntry.objects.get(event="official:added").payload).decode()


@pytest.mark.parametrize(
    ("link", "is_imitation"),
    [
        ("http://lantern-bаnk.example/", True),  # a Cyrillic а
        ("http://lantern-bank-login.test/", True),
        ("lantern-bank.test", True),
        ("https://lantern-bank.example.verify.test/a", True),
        ("https://lanternbank-news.invalid", False),
        ("https://pay.lantern-bank.example/", False),
        ("https://library.example/", False),
    ],
)
def test_a_link_that_looks_like_an_official_one_says_which_and_how(stored, link, is_imitation):
    found = queries.register().imitated("url", link)
    assert (found is not None) == is_imitation
    if found:
        assert found.official.channel == "lantern-bank.example"
        assert found.how.startswith("How: ")


def test_every_process_reads_a_change_at_its_next_question(stored, django_assert_num_queries):
    queries.register()
    with django_assert_num_queries(1):
        before = queries.register()
    actions.change_organisation(bank(sites="lantern.example"), actor=JOB, at=NOON)
    after = queries.register()
    assert before.official("domain", "lantern.example") is None
    assert after.official("domain", "lantern.example")
    assert after.official("domain", "lantern-bank.example") is None
    actions.remove_organisation("lantern-bank", actor=JOB, at=NOON)
    assert not queries.register().sites
    assert events() == ["official:added", "official:changed", "official:removed"]


def test_nobody_takes_a_code_or_a_site_of_another(stored):
    with pytest.raises(CodeTaken):
        actions.add_organisation(bank(sites="other.example", phones=""), actor=JOB, at=NOON)
    with pytest.raises(ChannelTaken) as refused:
        actions.add_organisation(bank("other", phones=""), actor=JOB, at=NOON)
    assert refused.value.field == "sites"
    assert "lantern-bank" in str(refused.value)
    assert Organisation.objects.count() == 1
    assert events() == ["official:added"]


@pytest.mark.parametrize("act", ["add", "change", "remove", "give away"])
def test_an_administrator_changes_only_what_the_own_bodies_keep(act, stored):
    here = make_body("here")
    actor = make_actor(body=here, roles=ADMIN)
    actions.add_organisation(bank("mine", keeper="here", sites="mine.example", phones=""), actor=actor, at=NOON)
    before = events()
    new, other = bank("new", sites="new.example", phones=""), bank("mine", keeper="city", sites="mine.example")
    acts = {
        "add": lambda: actions.add_organisation(new, actor=actor, at=NOON),
        "change": lambda: actions.change_organisation(bank(keeper="here"), actor=actor, at=NOON),
        "remove": lambda: actions.remove_organisation("lantern-bank", actor=actor, at=NOON),
        "give away": lambda: actions.change_organisation(other, actor=actor, at=NOON),
    }
    with pytest.raises((KeeperUnknown, OrganisationNotFound)):
        acts[act]()
    assert events() == before
    assert set(Organisation.objects.values_list("code", flat=True)) == {"lantern-bank", "mine"}


def test_a_caseworker_changes_nothing(stored, city):
    with pytest.raises(OrganisationNotFound):
        actions.remove_organisation("lantern-bank", actor=make_actor(body=city), at=NOON)


FILE = """code,keeper,name_zh,name_en,sites,phones
lantern-bank,city,灯塔银行,Lantern Bank,lantern-bank.example pay.lantern.example,95500; 0099-5550123
gas,city,燃气,City Gas,gas.example,
"""


def test_a_file_goes_in_once_and_comes_out_the_same(stored):
    done = actions.import_register(read_entries(FILE.encode()), actor=JOB, at=NOON)
    assert (done.added, done.changed, done.unchanged) == (("gas",), ("lantern-bank",), ())
    again = actions.import_register(read_entries(FILE.encode()), actor=JOB, at=NOON)
    assert again.unchanged == ("lantern-bank", "gas")
    written = write_entries(queries.all_entries())
    assert actions.import_register(read_entries(written.encode()), actor=JOB, at=NOON).changed == ()
    assert events() == ["official:added", "official:added", "official:changed"]


def test_every_bad_row_of_a_file_is_named_and_nothing_is_stored(stored):
    bad = (
        FILE
        + "x!,city,甲,A,a.example,\nb-b,nowhere,乙,B,b.example,\nc-c,city,丙,C,gas.example,\ngas,city,燃气,Gas,g.example,\n"
    )
    with pytest.raises(RegisterRefused) as refused:
        actions.import_register(read_entries(bad.encode()), actor=JOB, at=NOON)
    rows = [(row["line"], row["field"]) for row in refused.value.details["rows"]]
    assert rows == [(4, "code"), (5, "keeper"), (6, "sites"), (7, "code")]
    assert refused.value.details["bad_rows"] == 4
    assert OfficialChannel.objects.count() == 2


def test_the_command_says_what_it_did_and_what_is_wrong(stored, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(FILE, encoding="utf-8")
    assert "Would be added: 1, changed: 1" in CliRunner().invoke(command, ["import", str(path), "--dry-run"]).output
    assert Organisation.objects.count() == 1
    assert CliRunner().invoke(command, ["import", str(path)]).exit_code == 0
    path.write_text(FILE.replace("gas.example", "gas"), encoding="utf-8")
    failed = CliRunner().invoke(command, ["import", str(path)])
    assert failed.exit_code == 2
    assert "Line 3, sites:" in failed.output
    assert "gas.example" in CliRunner().invoke(command, ["export"]).output


def test_everybody_reads_the_list_and_searches_it(client, stored):
    page = client.get(reverse("official:index")).content.decode()
    assert "lantern-bank.example" in page
    assert reverse("official:change", args=["lantern-bank"]) not in page
    assert "95500" in client.get(reverse("official:index"), {"q": "lantern"}).content.decode()
    assert "lantern-bank.example" not in client.get(reverse("official:index"), {"q": "nobody"}).content.decode()
    assert client.get(reverse("official:file")).content.decode().startswith("code,keeper")


def test_the_list_costs_the_same_for_2_and_for_40(client, stored, django_assert_max_num_queries):
    for number in range(40):
        actions.add_organisation(bank(f"o-{number}", sites=f"o{number}.example", phones=""), actor=JOB, at=NOON)
    with django_assert_max_num_queries(4):
        client.get(reverse("official:index"))


def test_an_administrator_adds_changes_and_removes_by_pages(client, city):
    client.force_login(make_person(body=city, roles=ADMIN))
    given = {"code": "gas", "name_zh": "燃气", "name_en": "Gas", "sites": "gas.example", "phones": "", "keeper": "city"}
    refused = client.post(reverse("official:new"), given | {"sites": "gas"})
    assert refused.status_code == 422
    assert "is no website" in refused.content.decode()
    assert client.post(reverse("official:new"), given).status_code == 302
    assert client.post(reverse("official:change", args=["gas"]), given | {"name_en": "City Gas"}).status_code == 302
    assert Organisation.objects.get().name_en == "City Gas"
    assert client.post(reverse("official:remove", args=["gas"])).status_code == 302
    assert not Organisation.objects.exists()


def test_a_file_by_the_page_names_the_bad_rows(client, city):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(make_person(body=city, roles=ADMIN))
    bad = SimpleUploadedFile("names.csv", FILE.replace("gas.example", "gas").encode())
    answer = client.post(reverse("official:import"), {"file": bad})
    assert answer.status_code == 422
    assert "Line 3:" in answer.content.decode()
    good = SimpleUploadedFile("names.csv", FILE.encode())
    assert client.post(reverse("official:import"), {"file": good}).status_code == 302
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("page", ["new", "import", "change", "remove"])
def test_others_find_no_page_for_changing(client, stored, page):
    elsewhere = make_body("elsewhere")
    address = reverse(f"official:{page}", args=["lantern-bank"] if page in ("change", "remove") else [])
    assert client.post(address).status_code == 302  # to the sign-in page
    client.force_login(make_person(body=elsewhere, roles=(Role.CASEWORKER,)))
    assert client.post(address).status_code == 404
    if page in ("change", "remove"):
        client.force_login(make_person(body=elsewhere, roles=ADMIN))
        assert client.post(address).status_code == 404
    assert Organisation.objects.count() == 1


def test_while_one_thread_reads_a_change_in_the_others_go_on_with_what_stood_before(stored):
    before = queries.register()
    actions.change_organisation(bank(sites="lantern.example"), actor=JOB, at=NOON)
    with queries._lock:  # as the thread that builds holds it
        assert queries.register() is before
    assert queries.register().official("domain", "lantern.example")
