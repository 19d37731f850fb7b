"""Real input: about 20,000 real scam messages come in as a watchpost's file, and ten are walked from queue to public answer.

Prints what the issue asks for (rows per second, peak memory, near-duplicate groups); run with `-s` to read it.
"""

import csv
import json
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from clearhall.desk.cases.models import Case, PublishedOutcome
from clearhall.desk.intake.importing import Summary, import_file
from clearhall.desk.intake.senders import watchpost_sender
from clearhall.desk.ledger.queries import verify_ledger
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.receipts import find_receipt_code
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost
from tests.factories import NOON, make_body, make_person

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
SETS = ("scam_zh_fbs", "scam_zh_telecom5", "scam_en_sms5971")
ANSWER_ZH, ANSWER_EN = (
    "经查，这是诈骗短信。不要点击链接，不要转账。",
    "This is a scam. Do not open the link, do not pay.",
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not SHARED.is_dir(), reason="no public data sets beside the project (../shared/data)"),
]


def real_texts() -> Iterator[str]:
    for name in SETS:
        with (SHARED / name / "train.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


@pytest.fixture
def watchpost_file(tmp_path: Path) -> Path:
    """The texts of the three training sets as the CSV a bank would hand in: one column, Chinese header."""
    path = tmp_path / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["内容"])
        writer.writerows([text] for text in real_texts())
    return path


def bring_in(path: Path) -> tuple[Summary, float]:
    body = make_body("fraud-centre", harms=tuple(Harm))
    make_person("worker", body=body, roles=(Role.CASEWORKER, Role.PUBLISHER))
    bank = Watchpost.objects.create(
        code="bank",
        name_zh="某银行",
        name_en="A bank",
        kind="bank",
        harms=[],
        daily_quota=1_000_000,
        body=body,
        accredited_at=NOON,
    )
    started = time.perf_counter()
    rejected = path.with_name("rejected.csv")
    summary = import_file(
        path, sender=watchpost_sender(bank, entrance="file"), clock=now, harm=Harm.TELECOM_FRAUD, rejected_path=rejected
    )
    return summary, time.perf_counter() - started


def print_figures(summary: Summary, seconds: float) -> None:
    groups = Counter(Report.objects.values_list("group", flat=True))
    shared_groups = [(size, group) for group, size in groups.items() if size > 1]
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{summary.stored:,} stored, {summary.refused} refused, {summary.stored / seconds:,.0f} rows/s, peak {peak_mb:,.0f} MB"
    )
    print(
        f"{len(shared_groups):,} near-duplicate groups hold {sum(size for size, _ in shared_groups):,} reports; largest:"
    )
    for size, group in sorted(shared_groups, reverse=True)[:8]:
        print(f"  {size:4d}  {Report.objects.get(pk=group).text[:70]!r}")


@pytest.mark.django_db(transaction=True)
def test_twenty_thousand_real_messages_come_in_and_ten_are_walked_to_their_public_answer(
    watchpost_file, live_server, chromium: Browser
):
    summary, seconds = bring_in(watchpost_file)
    print_figures(summary, seconds)
    rows = sum(1 for _ in real_texts())
    assert summary.stored + summary.refused == rows
    assert summary.refused < rows / 100
    assert Report.objects.count() == Case.objects.count() == summary.stored
    assert Report.objects.values("group").distinct().count() < summary.stored * 0.95

    repeated = import_file(
        watchpost_file,
        sender=watchpost_sender(Watchpost.objects.get(), entrance="file"),
        clock=now,
        harm=Harm.TELECOM_FRAUD,
    )
    assert (repeated.stored, repeated.repeated) == (0, summary.stored)

    staff = signed_in(chromium, live_server.url)
    for number in range(10):
        case_id = walk(staff.new_page(), live_server.url, asks=number == 0)
        case = Case.objects.get(pk=case_id)
        assert (case.state, case.closing_state) == ("closed", "resolved")
        assert PublishedOutcome.objects.get(case=case).text_zh == ANSWER_ZH
    staff.close()
    read_with_receipt(chromium, live_server.url, Case.objects.filter(state="closed").order_by("closed_at").first())

    report = verify_ledger()
    assert report.is_good, str(report)


def signed_in(browser: Browser, url: str) -> BrowserContext:
    client = Client()
    from clearhall.desk.accounts.models import Person

    client.force_login(Person.objects.get(username="worker"))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": name, "value": morsel.value, "url": url} for name, morsel in client.cookies.items()])
    context.add_cookies([{"name": "django_language", "value": "en", "url": url}])
    return context


def walk(page: Page, url: str, *, asks: bool) -> int:
    """Open the first unassigned case of the queue, take it, ask if wanted, close it with a public answer. Returns its key."""
    page.goto(f"{url}/staff/?view=unassigned")
    page.locator('a[href*="/staff/cases/"]').first.click()
    key = ids.find_key(page.url.rstrip("/").rsplit("/", 1)[-1])
    assert key is not None
    page.locator('form[action$="/take/"] button').first.click()
    if asks:
        open_form(page, "ask").locator("textarea").fill("When did you receive it?")
        page.locator('form[action$="/ask/"] button').first.click()
        expect(page.locator("#main")).to_contain_text("When did you receive it?")
    form = open_form(page, "close")
    form.locator('input[name="how"][value="resolved"]').check()
    form.locator('textarea[name="text_zh"]').fill(ANSWER_ZH)
    form.locator('textarea[name="text_en"]').fill(ANSWER_EN)
    form.locator("button").first.click()
    expect(page.locator("#main")).to_contain_text(ANSWER_EN)
    page.close()
    return key


def open_form(page: Page, step: str):
    """The form of a step, its `<details>` opened where it stands in one."""
    form = page.locator(f'form[action$="/{step}/"]').first
    if not form.is_visible():
        page.locator("details", has=form).first.locator("summary").first.click()
    return form


def read_with_receipt(browser: Browser, url: str, case: Case) -> None:
    report = case.reports.get()
    code = find_receipt_code(report.source, report.client_id, mac=bytes(report.receipt_mac))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{url}/receipt/")
    page.locator('input[name="code"]').fill(code)
    page.locator("main form button").first.click()
    expect(page.locator("#main")).to_contain_text(ANSWER_ZH)
    expect(page.locator("#main")).to_contain_text("When did you receive it?")
    context.close()
