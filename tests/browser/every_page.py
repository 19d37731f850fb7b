"""The list of all pages. Who adds a page to the product adds its line here; axe, HTML validity, languages and pictures follow.

`test_the_list.py` walks the site's addresses and fails for a page that is neither here nor in NOT_PAGES.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clearhall.desk.lib.actors import Role
from clearhall.desk.taxonomy.harms import Harm
from tests.browser.stage import WATCHPOST, Stage

LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True)
class Sheet:
    """One page.

    name: for test ids and pictures.
    where: its URL name ("cases:case"), or an address that begins with a slash.
    args: the arguments of the URL, or a function of the stage (stage.py) that gives them.
    role: the role of the person who opens it; None: anybody, not signed in.
    status: expected HTTP status.
    """

    name: str
    where: str
    args: Sequence[Any] | Callable[[Stage], Sequence[Any]] = ()
    role: str | None = None
    status: int = 200

    def address(self, stage: Stage) -> str:
        if self.where.startswith("/"):
            return self.where
        return reverse(self.where, args=self.args(stage) if callable(self.args) else self.args)

    @property
    def feature(self) -> str:
        """Which feature's pages it belongs to; allauth's names stand in `accounts`."""
        space, _, name = self.where.rpartition(":")
        return space or ("accounts" if name.startswith(("account_", "mfa_")) else "")


PUBLIC = (
    Sheet("home", "home:index"),
    Sheet("help", "home:help"),
    *(Sheet(f"help-{harm.value}", "home:help-harm", [harm.value]) for harm in Harm),
    Sheet("charter", "home:charter"),
    Sheet("privacy", "home:privacy"),
    Sheet("accessibility", "home:accessibility"),
    Sheet("settings", "home:settings"),
    *(Sheet(f"offline-{language}", "home:offline", [language]) for language in LANGUAGES),
    Sheet("statistics", "scoreboard:index"),
    Sheet("statistics-harm", "/statistics/?period=30&only=harm:phishing"),
    Sheet("statistics-body", "/statistics/bodies/linjiang-antifraud/"),
    Sheet("not-found", "/no-such-page/", status=404),
    Sheet("report", "intake:start"),
    Sheet("report-quick", "intake:quick"),
    Sheet("report-harm", "intake:step", ["harm"]),
    Sheet("receipt", "receipts:enter"),
    Sheet("log", "ledger:index"),
    Sheet("sign-in", "account_login"),
    Sheet("link", "accounts:link", lambda stage: [stage.link]),
    Sheet("link-gone", "accounts:link", ["made-up"], status=404),
    Sheet("check", "check:start"),
    Sheet("official", "official:index"),
)
STAFF = (
    Sheet("queue", "cases:queue", role=Role.CASEWORKER),
    Sheet("case", "cases:case", lambda stage: [stage.case_key], role=Role.CASEWORKER),
    Sheet("case-held", "cases:case", lambda stage: [stage.held_case_key], role=Role.CASEWORKER),
    Sheet("case-offered", "cases:case", lambda stage: [stage.offered_case_key], role=Role.CASEWORKER),
    Sheet("campaigns", "campaigns:index", role=Role.CASEWORKER),
    Sheet("campaign", "campaigns:campaign", lambda stage: [stage.campaign_key], role=Role.CASEWORKER),
    Sheet("staff-report", "intake:staff-report", role=Role.CASEWORKER),
    Sheet("watchpost", "intake:watchpost", role=WATCHPOST),
    Sheet("watchpost-reports", "intake:watchpost-reports", role=WATCHPOST),
    Sheet("watchpost-import", "intake:watchpost-import", lambda stage: [stage.import_key], role=WATCHPOST),
    Sheet("me", "accounts:me", role=Role.CASEWORKER),
    Sheet("password", "accounts:password", role=Role.CASEWORKER),
    Sheet("sign-out", "accounts:sign-out", role=Role.CASEWORKER),
    Sheet("second-factor", "mfa_index", role=Role.CASEWORKER),
    Sheet("second-factor-app", "mfa_activate_totp", role=Role.CASEWORKER),
    Sheet("passkeys", "mfa_list_webauthn", role=Role.CASEWORKER),
    Sheet("passkey-add", "mfa_add_webauthn", role=Role.CASEWORKER),
    Sheet("people", "accounts:people", role=Role.ADMINISTRATOR),
    Sheet("invite", "accounts:invite", role=Role.ADMINISTRATOR),
    Sheet("person", "accounts:person", lambda stage: [stage.people[Role.CASEWORKER].handle], role=Role.ADMINISTRATOR),
    Sheet("tokens", "accounts:tokens", role=Role.ADMINISTRATOR),
    Sheet("token-new", "accounts:new-token", role=Role.ADMINISTRATOR),
    Sheet("bodies", "bodies:index", role=Role.ADMINISTRATOR),
    Sheet("body-new", "bodies:new", role=Role.ADMINISTRATOR),
    Sheet("body", "bodies:body", lambda stage: [stage.body_code], role=Role.ADMINISTRATOR),
    Sheet(
        "person-reset", "accounts:reset", lambda stage: [stage.people[Role.CASEWORKER].handle], role=Role.ADMINISTRATOR
    ),
    Sheet(
        "person-deactivate",
        "accounts:deactivate",
        lambda stage: [stage.people[Role.CASEWORKER].handle],
        role=Role.ADMINISTRATOR,
    ),
    Sheet("prove", "account_reauthenticate", role=Role.ADMINISTRATOR),
    Sheet("body-change", "bodies:change", lambda stage: [stage.body_code], role=Role.ADMINISTRATOR),
    Sheet("body-move", "bodies:move", lambda stage: [stage.body_code], role=Role.ADMINISTRATOR),
    Sheet("body-harms", "bodies:competences", lambda stage: [stage.body_code], role=Role.ADMINISTRATOR),
    Sheet("calendar", "bodies:calendar", ["office"], role=Role.ADMINISTRATOR),
    Sheet("calendar-version", "bodies:new-version", ["office"], role=Role.ADMINISTRATOR),
    Sheet("calendars", "bodies:calendars", role=Role.ADMINISTRATOR),
    Sheet("calendar-new", "bodies:new-calendar", role=Role.ADMINISTRATOR),
    Sheet("official-new", "official:new", role=Role.ADMINISTRATOR),
    Sheet("official-import", "official:import", role=Role.ADMINISTRATOR),
    Sheet("official-change", "official:change", lambda stage: [stage.organisation_code], role=Role.ADMINISTRATOR),
)

# Addresses that are not pages of their own (files, acts that only take POST, redirects), and steps that can only be reached by
# a path through forms, which the feature's own tests walk.
NOT_PAGES = frozenset(
    """
    set_language home:display home:manifest home:service-worker
    check:picture intake:known intake:hint intake:follow intake:check
    intake:sent intake:forget intake:watchpost-delete intake:watchpost-rejected
    receipts:page receipts:write receipts:contact receipts:withdraw receipts:reopen receipts:picture receipts:close receipts:following
    campaigns:merge campaigns:split campaigns:lock
    cases:bulk cases:step cases:picture cases:original
    ledger:find ledger:entry ledger:checkpoint ledger:key ledger:entries ledger:tile ledger:proof
    scoreboard:body scoreboard:csv
    accounts:end-sign-ins accounts:give-role accounts:take-role
    accounts:revoke-token account_logout account_inactive
    mfa_authenticate mfa_reauthenticate mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
    mfa_download_recovery_codes mfa_reauthenticate_webauthn mfa_login_webauthn mfa_remove_webauthn mfa_edit_webauthn
    openid_connect_login openid_connect_callback socialaccount_login_cancelled
    bodies:file bodies:switch official:file official:remove
    """.split()
)


def site_names() -> set[str]:
    """Every URL name of the site, without the API, the reference data of administrators and what has no name."""
    return {
        name for name in _names(get_resolver(), "") if not name.startswith(("api", "admin")) and not name.endswith(":")
    }


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}" if pattern.name or space else ":"
        else:
            yield from _names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def _is_installed(sheet: Sheet) -> bool:
    features = {name.rpartition(":")[0] for name in site_names()}
    return sheet.where.startswith("/") or sheet.feature in features


# A feature that this installation leaves out takes its sheets with it; a page that its feature lost is a fault (test_the_list.py).
SHEETS = tuple(sheet for sheet in (*PUBLIC, *STAFF) if _is_installed(sheet))
