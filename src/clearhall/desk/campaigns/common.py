"""Sites that carry other people's messages or sell everybody's goods. That two messages name one of them says nothing.

Source: the maintainers' own knowledge of what Chinese and English messages link to, short on purpose; and, where the package is
installed (the extra `common-sites`), the MISP warning lists, which others keep: the 10,000 most used sites, short links, pages of
links, banks. What is missing in both stops linking by itself once more than `rules.MOST_GROUPS` groups name it. A link *into* such a
site (a form, a chat invitation, a shop page) still counts, as the whole link.
"""

import json
from functools import cache
from importlib.resources import files

WARNING_LISTS = ("tranco10k", "moz-top500", "url-shortener", "link-in-bio", "bank-website")
"""Names of the lists taken. Not those of a million sites, which hold what stood there on one bad day, nor those of addresses."""

COMMON_DOMAINS = frozenset(
    # chat, mail and short posts
    "qq.com weixin.qq.com wechat.com 163.com 126.com sina.com sina.cn weibo.com weibo.cn t.me telegram.org whatsapp.com wa.me "
    "line.me gmail.com outlook.com facebook.com instagram.com x.com twitter.com youtube.com "
    # shops, payment, food and tickets
    "taobao.com tmall.com jd.com pinduoduo.com yangkeduo.com 1688.com alipay.com amazon.com amazon.cn ebay.com paypal.com "
    "meituan.com dianping.com ele.me ctrip.com damai.cn xianyu.com goofish.com 12306.cn "
    # video, search, storage, forms and software
    "douyin.com kuaishou.com bilibili.com xiaohongshu.com xhslink.com zhihu.com tiktok.com baidu.com google.com bing.com "
    "docs.qq.com wjx.cn wenjuan.com jinshuju.net feishu.cn dingtalk.com zoom.us apple.com microsoft.com github.com github.io "
    # short links and hosts of everybody's pages
    "t.cn url.cn dwz.cn suo.im bit.ly tinyurl.com t.co goo.gl is.gd w.url.cn vercel.app netlify.app pages.dev web.app "
    # carriers of parcels, telephone and money
    "sf-express.com cainiao.com kuaidi100.com 10086.cn 10010.com 189.cn icbc.com.cn ccb.com abchina.com boc.cn cmbchina.com".split()
)


def is_common(domain: str) -> bool:
    """Whether a registrable domain, in lower-case ASCII, is everybody's."""
    return domain in COMMON_DOMAINS or domain in _listed()


@cache
def _listed() -> frozenset[str]:
    """The sites of the lists, read once; empty without the package. Its own look-up would load all 65 MB of lists."""
    try:
        folder = files("pymispwarninglists") / "data" / "misp-warninglists" / "lists"
    except ModuleNotFoundError:
        return frozenset()
    found: set[str] = set()
    for name in WARNING_LISTS:
        path = folder / name / "list.json"
        if path.is_file():
            found.update(json.loads(path.read_text(encoding="utf-8"))["list"])
    return frozenset(found)


OFFICIAL_ENDINGS = (".gov.cn", ".gov", ".gov.hk", ".gov.tw", ".edu.cn", ".12377.cn")  # given to public bodies alone
SHORTEST_PHONE = (
    7  # digits; shorter numbers (110, 12345, 95588, 10086) are lines of the state, of banks and of carriers
)
