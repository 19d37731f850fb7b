"""Pages of the front door. Thin: read a text or a preference, render."""

import json
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from clearhall.desk.home.content import CALLS, PAGES, help_text, page_text
from clearhall.desk.home.forms import DisplayForm
from clearhall.desk.look.context import Look
from clearhall.desk.look.numbers import call_numbers
from clearhall.desk.look.preferences import KEPT_FOR, PRINT_COOKIE, THEME_COOKIE, display_from_cookies
from clearhall.desk.look.web import error_page
from clearhall.desk.taxonomy.harms import RULES, Harm

WORKER = Path(__file__).parent / "worker.js"
SHELL_FILES = (
    *("tokens", "base", "layout", "forms", "parts", "tables", "charts"),
    *("start", "receipt", "leave", "queue", "draft", "once", "worker"),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Check first, then report and receipt; numbers to call stand above all of it."""
    return render(request, "home/index.html", {"numbers": call_numbers(), "harms": _harms()})


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "home/help_index.html", {"numbers": call_numbers(), "harms": _harms()})


@require_safe
def help_page(request: HttpRequest, harm: str) -> HttpResponse:
    """What to do now about one harm; 404 for a code that is not in the taxonomy."""
    if harm not in set(Harm):
        raise Http404
    known = Harm(harm)
    text = help_text(known, language=translation.get_language() or "en")
    values = {"text": text, "harm": known, "label": RULES[known].label, "numbers": call_numbers(*CALLS[known])}
    return render(request, "home/help.html", values)


@require_safe
def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """Charter, privacy, accessibility."""
    if name not in PAGES:
        raise Http404
    text = page_text(name, language=translation.get_language() or "en")
    return render(request, "home/text.html", {"text": text})


@require_safe
def display_settings(request: HttpRequest) -> HttpResponse:
    display = display_from_cookies(request.COOKIES)
    now = {"language": translation.get_language(), "theme": display.theme, "print": display.print_size}
    return render(request, "home/settings.html", {"form": DisplayForm(initial=now)})


# Exempt from the forgery token, so that no page needs a cookie only to show its language switch. A forged request could change
# the size of someone's letters, nothing else; requests that the browser marks as coming from another site are refused.
@csrf_exempt
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Keep language, theme or print size in cookies and go back to the page it was asked from."""
    form = DisplayForm(request.POST)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none") or not form.is_valid():
        return error_page(request, 400)
    answer = HttpResponseRedirect(_back(request))
    names = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE, "print": PRINT_COOKIE}
    for field, cookie in names.items():
        if value := form.cleaned_data[field]:
            _keep(answer, cookie, value)
    return answer


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """What an installed page shows without a connection: numbers to call, and a place to write that keeps what is typed."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return render(request, "home/offline.html", {"numbers": call_numbers()})


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest, in the reader's language."""
    look = Look(request)
    icons = [
        {"src": static(f"look/icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("icon-192", 192, "any"),
            ("icon-512", 512, "any"),
            ("maskable-512", 512, "maskable"),
        )
    ]
    content = {
        "id": "/",
        "name": look.site_name,
        "short_name": look.site_name[:12],
        "lang": translation.get_language(),
        "start_url": reverse("home:index"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f7f6",
        "theme_color": "#0b5d63",
        "icons": icons,
        "shortcuts": [{"name": str(link.label), "url": link.url} for link in look.public_links[:3]],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's file with the list of what it keeps in front; the list's hash is its version."""
    pages = {code: reverse("home:offline", args=[code]) for code, _name in settings.LANGUAGES}
    styles = [static(f"look/{name}.css") for name in SHELL_FILES[:7]]
    scripts = [static(f"look/{name}.js") for name in SHELL_FILES[7:]]
    shell = {
        "pages": pages,
        "files": [*styles, *scripts, static("look/icons/mark.svg")],
        "fallback": settings.LANGUAGE_CODE,
    }
    code = WORKER.read_text(encoding="utf-8")
    version = sha256((json.dumps(shell) + code).encode()).hexdigest()[:12]
    lines = f"const SHELL = {json.dumps({**shell, 'version': version})};\n{code}"
    return HttpResponse(lines, content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


def _harms() -> list[dict[str, object]]:
    return [
        {
            "code": harm.value,
            "label": rule.label,
            "hint": rule.hint,
            "url": reverse("home:help-harm", args=[harm.value]),
        }
        for harm, rule in RULES.items()
    ]


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours and target.startswith("/") else reverse("home:index")


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=KEPT_FOR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
