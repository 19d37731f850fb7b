"""The gate: strangers are sent to sign in, people without a role learn nothing, staff come in with an actor."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from clearhall.desk.accounts.gate import signed_in_only, staff_only
from clearhall.desk.accounts.middleware import ActorMiddleware
from clearhall.desk.lib.actors import PUBLIC, Role
from tests.factories import make_body, make_person

pytestmark = pytest.mark.django_db


@staff_only
def any_role(request):
    return HttpResponse(request.actor.label)


@staff_only(Role.AUDITOR, Role.PUBLISHER)
def auditors(request):
    return HttpResponse(request.actor.label)


@signed_in_only
def signed_in(request):
    return HttpResponse(request.actor.label)


def open_page(view, user, method="get"):
    request = getattr(RequestFactory(), method)("/desk/?page=2")
    request.user = user
    return ActorMiddleware(view)(request)


@pytest.mark.parametrize("view", [any_role, auditors, signed_in])
def test_a_stranger_is_sent_to_sign_in_and_back(view):
    response = open_page(view, AnonymousUser())
    assert (response.status_code, response["Location"]) == (302, "/account/sign-in/?next=/desk/%3Fpage%3D2")


def test_after_a_form_the_way_back_is_not_the_form():
    assert open_page(any_role, AnonymousUser(), "post")["Location"] == "/account/sign-in/?next=/"


@pytest.mark.parametrize("view", [any_role, auditors])
def test_a_person_without_a_role_gets_not_found(view):
    with pytest.raises(Http404):
        open_page(view, make_person())


@pytest.mark.parametrize("role", list(Role))
def test_each_role_comes_in_where_it_is_wanted_and_nowhere_else(role):
    person = make_person(body=make_body(), roles=(role,))
    response = open_page(any_role, person)
    assert response.content.decode() == f"person:{person.handle}"
    assert response["Cache-Control"] == "no-store, private"
    if role in {Role.AUDITOR, Role.PUBLISHER}:
        assert open_page(auditors, person).status_code == 200
    else:
        with pytest.raises(Http404):
            open_page(auditors, person)


def test_the_actor_costs_two_queries_once_and_none_when_unasked(django_assert_num_queries):
    person = make_person(body=make_body())
    seen = []
    page = ActorMiddleware(lambda request: seen.append(request) or HttpResponse())
    request = RequestFactory().get("/")
    request.user = person
    with django_assert_num_queries(0):
        page(request)
    with django_assert_num_queries(2):
        assert seen[0].actor.is_staff
        assert seen[0].actor.is_any(Role.CASEWORKER)


def test_without_a_sign_in_the_actor_is_the_public():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    ActorMiddleware(lambda request: HttpResponse())(request)
    assert request.actor == PUBLIC
