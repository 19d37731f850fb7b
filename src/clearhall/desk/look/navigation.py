"""The main links of the public pages and of the staff pages: label, icon, URL name. A feature adds its line here."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.actors import PUBLIC as NOBODY_IN_PARTICULAR
from clearhall.desk.lib.actors import Actor, Role


@dataclass(frozen=True)
class NavItem:
    """One link; `url_name` as for `reverse`, without arguments; `roles`: only for who holds one of them, empty for everybody."""

    label: str | Promise
    icon: str
    url_name: str
    roles: tuple[Role, ...] = ()

    def url(self) -> str | None:
        """Return the address, or None while the page does not exist in this installation."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return None


PUBLIC = (
    NavItem(_("Check"), "check", "check:start"),
    NavItem(_("Report"), "report", "intake:start"),
    NavItem(_("My receipt"), "receipt", "receipts:enter"),
    NavItem(_("Help"), "heart", "home:help"),
    NavItem(_("Statistics"), "statistics", "scoreboard:index"),
    NavItem(_("Log"), "log", "ledger:index"),
)
STAFF = (
    NavItem(_("Queue"), "queue", "cases:queue"),
    NavItem(
        _("Campaigns"),
        "people",
        "campaigns:index",
        (Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR),
    ),
    NavItem(_("Enter a report"), "report", "intake:staff-report", (Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER)),
    NavItem(_("Import"), "upload", "intake:import"),
    NavItem(_("Bodies"), "building", "bodies:index"),
    NavItem(_("Official names"), "shield", "official:index", (Role.ADMINISTRATOR,)),
    NavItem(_("People"), "people", "accounts:people", (Role.ADMINISTRATOR, Role.AUDITOR)),
    NavItem(_("Access tokens"), "key", "accounts:tokens", (Role.ADMINISTRATOR,)),
    NavItem(_("Statistics"), "statistics", "scoreboard:index"),
    NavItem(_("Log"), "log", "ledger:index"),
)


@dataclass(frozen=True)
class Link:
    """A link ready to show; `is_current` when the page shown is this one or lies below it."""

    label: str | Promise
    icon: str
    url: str
    is_current: bool


def links(items: tuple[NavItem, ...], *, path: str, actor: Actor = NOBODY_IN_PARTICULAR) -> list[Link]:
    """Return the links of `items` that exist and are for `actor`; the longest address that `path` begins with is current."""
    meant = [item for item in items if not item.roles or actor.is_any(*item.roles)]
    found = [(item, url) for item in meant if (url := item.url())]
    current = max((url for _item, url in found if path.startswith(url)), key=len, default=None)
    return [Link(item.label, item.icon, url, url == current) for item, url in found]
