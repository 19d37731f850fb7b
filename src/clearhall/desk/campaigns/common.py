"""Sites that carry other people's messages or sell everybody's goods. That two messages name one of them says nothing.

Source: the maintainers' own knowledge of what Chinese and English messages link to; short on purpose. What is missing here stops
linking by itself once more than `rules.MOST_GROUPS` groups name it. A link *into* such a site (a form, a chat invitation, a shop
page) still counts, as the whole link.
"""

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
OFFICIAL_ENDINGS = (".gov.cn", ".gov", ".gov.hk", ".gov.tw", ".edu.cn", ".12377.cn")  # given to public bodies alone
SHORTEST_PHONE = (
    7  # digits; shorter numbers (110, 12345, 95588, 10086) are lines of the state, of banks and of carriers
)
