"""A passkey in a real browser: added, then signed in with alone, under the strict content policy."""

import re

import pytest
from django.conf import settings

from clearhall.desk.accounts.throttle import THROTTLE
from tests.desk.accounts.helpers import PASSWORD


@pytest.fixture
def browser_page(chromium, live_server, stage):
    """A page on the name localhost (a bare address can hold no passkey) with a key that is always touched."""
    THROTTLE.forget()
    context = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="en")
    context.set_default_timeout(15_000)
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    yield page
    context.close()
    assert faults == []


def test_a_passkey_is_added_and_signs_in_alone(browser_page):
    page = browser_page
    assert "localhost" in settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS
    page.goto("/account/sign-in/")
    page.get_by_label("User name").fill("stage-administrator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/people/"))
    page.goto("/account/passkeys/add/")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(re.compile("/account/second-factor/codes/"))
    page.goto("/account/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/account/sign-in/"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/people/"))
