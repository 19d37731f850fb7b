"""Display preferences, navigation, telephone numbers, the error page."""

from itertools import product

import pytest
from django.test import RequestFactory
from django.utils import translation

from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.look.context import Look
from clearhall.desk.look.navigation import NavItem, links
from clearhall.desk.look.numbers import Call, call_numbers, number_for
from clearhall.desk.look.preferences import Display, PrintSize, Theme, display_from_cookies
from clearhall.desk.look.web import TEXTS, error_page


@pytest.mark.parametrize(("theme", "print_size"), [*product(Theme, PrintSize)])
def test_cookies_say_how_pages_are_shown(theme, print_size):
    display = display_from_cookies({"clearhall_theme": theme, "clearhall_print": print_size})
    assert display == Display(theme, print_size)
    assert display.is_large == (print_size == "large")


@pytest.mark.parametrize("value", ["", "pink", "LARGE", "\x00", "x" * 5000])
def test_an_unknown_cookie_counts_as_not_asked(value):
    assert display_from_cookies({"clearhall_theme": value, "clearhall_print": value}) == Display()


def test_links_without_a_page_are_left_out():
    assert links((NavItem("Nowhere", "check", "no-such:page"),), path="/") == []


def test_links_for_a_role_are_shown_to_who_holds_it():
    item = NavItem("People", "people", "home:help", (Role.ADMINISTRATOR,))
    administrator = Actor("person:x", person_id=1, roles={Role.ADMINISTRATOR: frozenset({1})})
    caseworker = Actor("person:y", person_id=2, roles={Role.CASEWORKER: frozenset({1})})
    assert [link.label for link in links((item,), path="/help/", actor=administrator)] == ["People"]
    assert links((item,), path="/help/", actor=caseworker) == links((item,), path="/help/") == []


def test_the_longest_address_that_fits_is_the_current_page():
    items = (NavItem("Home", "hall", "home:index"), NavItem("Help", "heart", "home:help"))
    assert [link.is_current for link in links(items, path="/help/phishing/")] == [False, True]
    assert [link.is_current for link in links(items, path="/other/")] == [True, False]


def test_every_call_has_a_default_number_and_a_label():
    assert {number.call for number in call_numbers(*Call)} == set(Call)
    assert all(str(number.label) for number in call_numbers(*Call))


def test_numbers_come_from_the_settings_and_can_be_absent(settings):
    settings.CLEARHALL = settings.CLEARHALL.model_copy(
        update={"emergency_number": "+86 (0) 10-0000", "fraud_hotline": ""}
    )
    assert number_for(Call.POLICE).href == "tel:+860100000"
    assert number_for(Call.FRAUD) is None
    assert [number.number for number in call_numbers()] == ["+86 (0) 10-0000", "120"]


@pytest.mark.parametrize("status", [*TEXTS, 418])
def test_an_error_page_says_what_happened_and_gives_a_number_to_ask_about(status):
    answer = error_page(RequestFactory().get("/x"), status, reference="R-7K2P-<b>")
    page = answer.content.decode()
    assert answer.status_code == status
    assert "R-7K2P-&lt;b&gt;" in page
    assert str(status) in page


def test_look_knows_the_page_and_its_languages():
    look = Look(RequestFactory().get("/check/?text=1"))
    assert look.here == "/check/?text=1"
    assert [choice.code for choice in look.languages] == ["zh-hans", "zh-hant", "en"]


@pytest.mark.parametrize(("language", "name"), [("en", "Clearhall"), ("zh-hans", "清朗厅"), ("zh-hant", "清朗廳")])
def test_the_desk_has_its_name_in_each_language(language, name):
    with translation.override(language):
        assert Look(RequestFactory().get("/")).site_name == name
