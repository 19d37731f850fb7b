"""What the columns of a handed-in file mean: names in Chinese and English, and the report that a row comes to."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import override

from clearhall.desk.intake.errors import ReportRefused
from clearhall.desk.intake.tables import UNDECODED, Row
from clearhall.desk.intake.types import NewReport
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.taxonomy.harms import RULES, Harm

# Field → names under which offices and programs write it; compared without case, spaces, hyphens and underscores.
NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "message", "sms", "smstext", "body", "内容", "短信内容", "正文", "文本", "消息",
             "消息内容", "举报内容", "信息内容"),
    "url": ("url", "link", "website", "webaddress", "链接", "网址", "网站", "链接地址", "网页地址"),
    "harm": ("harm", "危害", "危害类型", "危害类别"),
    "subkind": ("subkind", "侵权类型", "侵害类型"),
    "what_happened": ("whathappened", "details", "description", "经过", "事情经过", "情况说明", "详细情况"),
    "channel": ("channel", "渠道", "来源渠道", "途径"),
    "place": ("place", "placecode", "地区代码", "地点代码", "行政区划代码"),
    "occurred_on": ("occurredon", "date", "日期", "发生日期", "发生时间", "时间"),
    "loss_amount": ("loss", "lossamount", "amount", "损失", "损失金额", "金额", "涉案金额"),
    "client_id": ("clientid", "id", "reference", "编号", "流水号", "工单号", "记录编号"),
}  # fmt: skip
CHANNELS = {
    "短信": "sms", "电话": "phone", "网站": "web", "网页": "web", "应用": "app", "手机应用": "app", "app": "app", "社交": "social",
    "社交平台": "social", "微信": "social", "邮件": "email", "电子邮件": "email", "线下": "offline", "其他": "other",
}  # fmt: skip
_PLAIN_ID = re.compile(r"[\x21-\x7e]{1,64}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")


class NoTextColumn(Invalid):
    """No column is known to hold the text or the link; `headers` lists those there are."""

    code = "no_text_column"


def find_mapping(headers: list[str], *, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Header by field, for the fields that the file has.

    Args:
        given: header by field, as the user says; wins over the table.

    Raises:
        Invalid: `given` names a field or a header that there is not.
        NoTextColumn: neither text nor link is there.
    """
    mapping: dict[str, str] = {}
    for field, header in (given or {}).items():
        if field not in NAMES:
            raise Invalid(
                _("There is no field %(field)s; there are: %(known)s.") % {"field": field, "known": ", ".join(NAMES)},
                field="map",
            )
        if header not in headers:
            raise Invalid(_("The file has no column “%(header)s”.") % {"header": header[:80]}, field="map")
        mapping[field] = header
    by_name = {_folded(header): header for header in reversed(headers)}
    for field, names in NAMES.items():
        for name in names:
            if field not in mapping and name in by_name and by_name[name] not in mapping.values():
                mapping[field] = by_name[name]
    if "text" not in mapping and "url" not in mapping:
        shown = ", ".join(header[:40] for header in headers[:20])
        raise NoTextColumn(
            _("No column holds the text. Say which one, for example --map text=…; the file has: %(headers)s.")
            % {"headers": shown},
            field="map",
            headers=headers,
        )
    return mapping


def report_of(row: Row, *, mapping: Mapping[str, str], harm: str, file_mark: str) -> NewReport:
    """The report that a row comes to.

    Args:
        harm: for rows that name none.
        file_mark: start of the client ids of rows without an own id, so that the same file sent again adds nothing.

    Raises:
        ReportRefused: a cell is no date, amount, harm or channel.
    """
    cell = {field: row.cells.get(header, "").strip() for field, header in mapping.items()}
    text = row.cells.get(mapping.get("text", ""), "")
    if UNDECODED in text:
        raise ReportRefused(
            _("Some characters of this row could not be decoded. Save the file as UTF-8."), field="text"
        )
    return NewReport(
        text=text,
        harm=_harm(cell.get("harm", "")) or harm,
        subkind=cell.get("subkind", ""),
        what_happened=cell.get("what_happened", ""),
        url=cell.get("url", ""),
        channel=_channel(cell.get("channel", "")),
        place=cell.get("place", ""),
        occurred_on=_day(cell.get("occurred_on", "")),
        loss_amount=_amount(cell.get("loss_amount", "")),
        client_id=_client_id(cell.get("client_id", ""), row=row, file_mark=file_mark),
    )


def _folded(name: str) -> str:
    return re.sub(r"[\s_\-（）()]", "", name).lower()


def _client_id(own: str, *, row: Row, file_mark: str) -> str:
    if not own:
        return f"{file_mark}-{row.number}"
    return own if _PLAIN_ID.fullmatch(own) else hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()[:40]


def _harm(cell: str) -> str:
    if not cell or cell in set(Harm):
        return cell
    found = _harm_by_label().get(cell.lower())
    if found is None:
        raise ReportRefused(_("“%(cell)s” is no harm that this desk knows.") % {"cell": cell[:60]}, field="harm")
    return found


def _harm_by_label() -> dict[str, str]:
    labels: dict[str, str] = {}
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            labels |= {str(rule.label).lower(): harm.value for harm, rule in RULES.items()}
    return labels


def _channel(cell: str) -> str:
    return CHANNELS.get(cell.lower(), cell.lower()) if cell else "other"


def _day(cell: str) -> date | None:
    if not cell:
        return None
    found = _DAY.match(cell)
    try:
        return date(*map(int, found.groups())) if found else datetime.fromisoformat(cell).date()
    except ValueError:
        raise ReportRefused(
            _("“%(cell)s” is no day; write 2026-03-04.") % {"cell": cell[:40]}, field="occurred_on"
        ) from None


def _amount(cell: str) -> Decimal | None:
    plain = cell.replace(",", "").replace("，", "").lstrip("¥￥").removesuffix("元").strip()
    if not plain:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise ReportRefused(_("“%(cell)s” is no amount in yuan.") % {"cell": cell[:40]}, field="loss_amount") from None
