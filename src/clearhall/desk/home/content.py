"""Long texts by language: where they lie, which exist, which telephone numbers belong to which harm."""

from functools import cache
from pathlib import Path

from clearhall.desk.home.markup import Text, render_text
from clearhall.desk.look.numbers import Call
from clearhall.desk.taxonomy.harms import Harm

FOLDER = Path(__file__).parent / "content"
FOLDERS = {"en": "en", "zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}
PAGES = ("charter", "privacy", "accessibility")

# Whom a person with this harm calls first. Every list starts with the one who can act at once.
CALLS: dict[Harm, tuple[Call, ...]] = {
    Harm.TELECOM_FRAUD: (Call.FRAUD, Call.POLICE),
    Harm.PHISHING: (Call.FRAUD, Call.POLICE),
    Harm.COUNTERFEIT_SITE: (Call.FRAUD, Call.CONTENT),
    Harm.IMPERSONATION: (Call.FRAUD, Call.CONTENT),
    Harm.FALSE_CHARITY: (Call.POLICE, Call.CITY),
    Harm.FALSE_ADVERTISING: (Call.CONSUMERS,),
    Harm.UNSAFE_GOODS: (Call.CONSUMERS, Call.AMBULANCE),
    Harm.MINOR_HARM: (Call.POLICE, Call.CHILDREN),
    Harm.PERSONAL_DATA_EXPOSURE: (Call.POLICE, Call.CONTENT),
    Harm.HARASSMENT: (Call.POLICE, Call.CONTENT),
    Harm.MALICIOUS_SOFTWARE: (Call.FRAUD, Call.CONTENT),
    Harm.PERMISSION_OVERREACH: (Call.CONTENT, Call.CONSUMERS),
    Harm.NETWORK_HAZARD: (Call.CITY, Call.POLICE),
    Harm.BUSINESS_INFRINGEMENT: (Call.CITY, Call.POLICE),
    Harm.FALSE_CLAIM: (Call.CITY, Call.CONTENT),
    Harm.DEMAND: (Call.CITY,),
}


def page_text(name: str, *, language: str) -> Text:
    """Return the page `name` of PAGES in `language` (English when we do not speak it). Raises FileNotFoundError."""
    return render_text(_source(FOLDERS.get(language, "en"), name))


def help_text(harm: Harm, *, language: str) -> Text:
    """Return what to do now about `harm`."""
    return render_text(_source(FOLDERS.get(language, "en"), f"help/{harm.value}"))


@cache
def _source(folder: str, name: str) -> str:
    return (FOLDER / folder / f"{name}.md").read_text(encoding="utf-8")
