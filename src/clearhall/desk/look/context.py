"""What every template knows as `look`: display, languages, navigation, emergency numbers, the site's name."""

from dataclasses import dataclass
from functools import cache, cached_property

import opencc
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from clearhall.desk.lib.actors import PUBLIC
from clearhall.desk.look import navigation
from clearhall.desk.look.numbers import CallNumber, call_numbers
from clearhall.desk.look.preferences import Display, display_from_cookies

# Code, what a phone has room for, the rest of the name.
LANGUAGE_NAMES = (("zh-hans", "简体", "中文"), ("zh-hant", "繁體", "中文"), ("en", "English", ""))


@dataclass(frozen=True)
class LanguageChoice:
    """One button of the language switch; `short` + `rest` is the language's own name."""

    code: str
    short: str
    rest: str
    is_current: bool


@cache
def in_traditional(name: str) -> str:
    """The desk's own name for readers of traditional Chinese; everything else is translated in catalogues."""
    return str(opencc.OpenCC("s2tw").convert(name))


class Look:
    """Built once a request; what costs something is worked out when a template first asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._path = request.path
        # Put there by accounts' middleware; absent on a page that failed before it ran.
        self._actor = getattr(request, "actor", PUBLIC)
        self.here = request.get_full_path()
        self.display: Display = display_from_cookies(request.COOKIES)

    @cached_property
    def site_name(self) -> str:
        options = settings.CLEARHALL
        if get_language() == "en":
            return options.desk_name_en
        return in_traditional(options.desk_name_zh) if get_language() == "zh-hant" else options.desk_name_zh

    @cached_property
    def languages(self) -> list[LanguageChoice]:
        now = get_language()
        return [LanguageChoice(code, short, rest, code == now) for code, short, rest in LANGUAGE_NAMES]

    @cached_property
    def public_links(self) -> list[navigation.Link]:
        return navigation.links(navigation.PUBLIC, path=self._path)

    @cached_property
    def staff_links(self) -> list[navigation.Link]:
        return navigation.links(navigation.STAFF, path=self._path, actor=self._actor)

    @cached_property
    def call_numbers(self) -> tuple[CallNumber, ...]:
        return call_numbers()

    @property
    def leave_url(self) -> str:
        return str(settings.CLEARHALL.leave_url)

    @property
    def is_example(self) -> bool:
        return bool(settings.CLEARHALL.example_desk)


def look(request: HttpRequest) -> dict[str, Look]:
    """Context processor: adds `look` to every template."""
    return {"look": Look(request)}
