"""What the rule for notices keeps apart, and what of the scammers' own templates it costs.

    PYTHONPATH=src python -m benchmarks.notices --texts 10000

Texts are invented: one-time codes and pick-up notices of true services, each with a number of its own, and scam templates
in which numbers, names, addresses and telephone numbers change from copy to copy. Each set is entered copy by copy as
intake does it: the best match by estimate is compared exactly, and a copy joins its group or begins one.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence

from clearhall.engine import similarity
from clearhall.engine.similarity import Index, Level
from clearhall.engine.text import matching_form

SERVICES = (
    "临江银行",
    "星河购物",
    "青禾外卖",
    "云帆出行",
    "澄湖邮箱",
    "Acme",
    "Globex",
    "Initech",
    "Northwind",
    "Umbra",
)
TRUE = {
    "one-time codes": (
        "【{service}】您的验证码是 {code}，您正在登录账户，5分钟内有效，请勿泄露给任何人，如非本人操作请忽略本短信。",
        "【{service}】动态码{code}，用于修改登录密码，工作人员不会向您索要，请勿转发，如有疑问请致电95588。",
        "Your {service} verification code is {code}. It expires in 10 minutes. Never share this code with anyone.",
        "{code} is your {service} security code. If you did not try to sign in, you can ignore this message.",
    ),
    "pick-up notices": (
        "【{service}】您的包裹已到临江小区南门驿站，凭取件码 {shelf}-{shelf}-{code} 于今日20:00前领取，谢谢配合。",
        "【{service}】您尾号{code}的快件已放入3号快递柜，取件码{code2}，请于24小时内取出，超时将退回站点。",
        "Your parcel {code} from {service} is waiting at locker {shelf}, Mill Street. Code {code2}, pick up before 20:00.",
    ),
}
SCAMS = {
    "parcel, address changes": (
        "【{service}】您的包裹{code}因地址不详无法派送，请于24小时内点击 https://{site}.example/{code2} 补缴关税重新派送。",
        "{service}: your parcel {code} is held at the depot. Pay the fee of {shelf}.99 at https://{site}.example/{code2} today.",
    ),
    "parcel, telephone changes": (
        "【{service}】您的快件{code}在运输途中丢失，现为您办理双倍理赔，请联系理赔客服{phone}，今日有效。",
    ),
    "code as a lure, address changes": (
        "【{service}】您的验证码是{code}，您的账户正在异地登录，如非本人操作请立即登录 https://{site}.example/{code2} 冻结账户。",
        "{code} is your {service} security code. If this was not you, secure your account at https://{site}.example/{code2} now.",
    ),
    "pick-up as a lure, address changes": (
        "【{service}】您的包裹已到驿站，取件码{code}，取件前请先核对信息 https://{site}.example/{code2}，超时将退回站点。",
    ),
    "pick-up as a lure, contact stays": (
        "【{service}】您的包裹已到驿站，取件码{code}，无法领取请联系 13812345678 处理，超时将退回站点，谢谢配合。",
    ),
}


def copies(templates: Sequence[str], count: int, rng: random.Random, *, one_service: bool) -> list[tuple[int, str]]:
    """`count` copies: which template, and its text in matching form."""
    made = []
    for number in range(count):
        template = number % len(templates)
        fields = {
            "service": SERVICES[template] if one_service else rng.choice(SERVICES),
            "code": rng.randrange(100_000, 999_999),
            "code2": rng.randrange(1_000, 9_999),
            "shelf": rng.randrange(1, 9),
            "site": "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=8)),
            "phone": f"1{rng.randrange(30, 99)}{rng.randrange(10**8):08}",
        }
        made.append((template, matching_form(templates[template].format(**fields))))
    return made


def group(texts: Sequence[str], *, candidates: int = 3) -> list[int]:
    """The group of each text, named by its first text, as intake forms them."""
    signatures, index, groups = similarity.sign_many(texts), Index(expected=len(texts)), list[int]()
    for at, (text, signature) in enumerate(zip(texts, signatures, strict=True)):
        found = index.query(signature, limit=candidates)
        same = [m for m in similarity.verified(text, found, text_of=texts.__getitem__) if m.level is Level.GROUP]
        groups.append(groups[same[0].report_id] if same else at)
        index.add(at, signature)
    return groups


def line(name: str, made: Sequence[tuple[int, str]]) -> str:
    """The set with its number of groups, the largest, and the share of copies in the largest group of their template."""
    groups = group([text for _template, text in made])
    sizes = Counter(groups)
    by_template = Counter(zip((template for template, _text in made), groups, strict=True))
    best = {template: max(n for (t, _g), n in by_template.items() if t == template) for template, _text in made}
    return f"{name:38}{len(made):9,}{len(sizes):9,}{max(sizes.values()):9,}{sum(best.values()) / len(made):10.3f}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=int, default=10_000)
    count, rng = arguments.parse_args().texts, random.Random(11)
    print(f"{'':38}{'texts':>9}{'groups':>9}{'largest':>9}{'together':>10}")
    for name, templates in TRUE.items():
        print(line(f"{name}, one service each", copies(templates, count, rng, one_service=True)))
        print(line(f"{name}, many services", copies(templates, count, rng, one_service=False)))
    for name, templates in SCAMS.items():
        print(line(name, copies(templates, count, rng, one_service=False)))


if __name__ == "__main__":
    main()
