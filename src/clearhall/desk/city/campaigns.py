"""The invented campaigns: one message sent to many people, with its size and its rise and fall.

How copies differ is in `variants`.
"""
# ruff: noqa: E501 -- one base text is one line; broken ones cannot be searched for

from __future__ import annotations

from dataclasses import dataclass

from clearhall.desk.city.template import Season


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign.

    `key` is unique and stays the same from day to day. `size` is its number of reports, give or take an eighth.
    `peak_days_ago` counts back from the day of generation; `rise_days` and `fall_days` say how fast reports grow
    before and fade after it. A campaign with `this_week` has exactly that many reports within the last seven days,
    whatever the hour, and only gentle copies among them.
    """

    key: str
    harm: str
    language: str
    channel: str
    text: str
    size: int
    peak_days_ago: int
    rise_days: float
    fall_days: float
    loss: tuple[int, int] | None = None
    season: Season | None = None
    this_week: int | None = None
    subkind: str = ""


def _c(
    key: str, harm: str, channel: str, size: int, peak: int, rise: float, fall: float, text: str,
    loss: tuple[int, int] | None = None, *, language: str = "zh-hans", this_week: int | None = None, subkind: str = "",
) -> Campaign:  # fmt: skip
    return Campaign(key, harm, language, channel, text, size, peak, rise, fall, loss, None, this_week, subkind)


CAMPAIGNS_ZH: tuple[Campaign, ...] = (
    _c("etc-toll", "phishing", "sms", 58, 3, 4, 3, "【高速通行】您的ETC设备签办信息已过期，车辆{plate}将被列入限行名单，无法走快速通道。请于{day}日24点前登录 {link:etc} 重新认证，以免影响您的出行。", (300, 21000), this_week=37),
    _c("points-telecom", "phishing", "sms", 46, 22, 5, 8, "【云岚通信】尊敬的客户：您的话费积分{amount}分将于今日清零，可兑换{hundreds}元话费，请速登录 {link:jf} 兑换，过期作废，退订回T。", (100, 4800)),
    _c("medical-card", "phishing", "sms", 40, 48, 4, 9, "【医疗保障服务】您的医保电子凭证因长期未更新已被停用，为不影响就医报销请于{n}日内进入 {link:ybj} 完成实名激活，咨询{landline}。", (200, 18000)),
    _c("salary-subsidy-mail", "phishing", "email", 34, 70, 3, 5, "根据人力资源与财政部门联合通知，现开展{month}劳动者综合补贴登记，请全体员工收到邮件后用手机扫描下方二维码认证领取，未登记的视为自动放弃。联系人{mail:hr}", (1200, 32000)),
    _c("parcel-address", "phishing", "sms", 52, 10, 6, 7, "【飞鹭速递】您的包裹{order:fl}已到达临江分拨中心，因收件地址不完整无法派送，请在12小时内更新地址 {link:feilu}，逾期将退回寄件人。", (80, 6000)),
    _c("bank-expiry", "phishing", "sms", 38, 90, 4, 6, "【云江银行】尊敬的客户您的手机银行将于次日失效，请及时登录 {link:yjbank} 进行身份更新，给您带来不便敬请谅解。", (900, 41000)),
    _c("child-vote", "phishing", "social", 24, 33, 3, 4, "麻烦给我家孩子投一票，{nn}号，参加的是小小讲故事大赛，点进去登录一下就可以投，就差一点进决赛了 {link:vote} 感谢感谢！", (200, 5000)),
    _c("tax-refund", "phishing", "sms", 26, 104, 5, 9, "【个税办理提醒】经系统核算，您上一年度有一笔退税{amount}元未领取，将于{day}日关闭通道，请本人登录 {link:gs} 提交收款账户。", (300, 16000)),
    _c("click-farm", "telecom_fraud", "social", 62, 40, 10, 14, "急招{shop}刷单兼职，在家用手机就能做，一单5分钟佣金{small}元，一天轻松{hundreds}，不收任何费用，名额有限，有意加{handle:jz}备注兼职。", (900, 88000)),
    _c("refund-service", "telecom_fraud", "phone", 56, 12, 6, 6, "您好我是{shop}退款专员，您购买的商品检测出甲醛超标，现在给您办理三倍退款{hundreds}元，请您加一下我们的理赔客服{handle:tk}，按提示填写退款信息就可以了。", (600, 52000)),
    _c("cancel-member", "telecom_fraud", "phone", 44, 27, 5, 9, "您好，您之前在直播间开通的百万医疗保障免费试用今天到期，不取消每月自动扣费{amount}元，需要您下载会议软件 {link:hy} 我来教您关闭代扣。", (2000, 130000)),
    _c("loan-sms", "telecom_fraud", "sms", 48, 60, 8, 12, "【速融钱包】恭喜您获得{big}元备用额度，日息低至万分之二，凭身份证5分钟到账，不看征信不打电话，点击 {link:sr} 提现，回T退订。", (600, 14000)),
    _c("student-loan-cancel", "telecom_fraud", "phone", 36, 55, 5, 8, "同学你好，系统显示你在校期间注册过校园贷账户，按新规需要在{day}日前注销，否则影响个人征信，请加企业客服{handle:zx}配合清零额度。", (3000, 68000)),
    _c("stock-group", "telecom_fraud", "app", 42, 35, 9, 12, "内部老师带队，{month}布局三支翻倍票，昨天群里朋友盈利{percent}%，现在免费进群看盘前分析，加助理{handle:gp}领取代码，下载专用软件{link:zq}。", (8000, 420000)),
    _c("grandchild-bail", "telecom_fraud", "phone", 28, 80, 4, 7, "外婆是我呀，我跟同学打架把人家打住院了，人家要{big}元才肯签谅解书，你先帮我准备现金，我让老师的朋友{surname}哥来家里拿，千万别跟我妈讲。", (10000, 80000)),
    _c("game-account", "telecom_fraud", "app", 30, 18, 6, 8, "高价收{game}账号，走{link:yx}平台担保交易，您的提现因银行卡号填写有误被冻结，需充值同等金额{amount}元解冻，到账一并退回。", (500, 20000)),
    _c("concert-ticket", "telecom_fraud", "social", 22, 8, 4, 4, "出{day}号体育馆演唱会内场两连座，原价{hundreds}转，本人临时出差，走闲置担保 {link:xz} 拍下就改名，看到都在，非诚勿扰。", (600, 4600)),
    _c("prize-variety", "telecom_fraud", "sms", 24, 98, 5, 8, "恭喜！您的手机号被大型节目《星光挑战夜》抽取为幸运观众，获得奖金{big}元及{product}一台，请登录 {link:xg} 用验证码{code6}领取，逾期视为弃权。", (800, 9000)),
    _c("police-safe-account", "impersonation", "phone", 48, 30, 8, 10, "这里是临江市公安局刑侦支队，你名下一张尾号{tail4}的银行卡涉及一起跨境洗钱案，现在需要你配合远程笔录，请立即到没有人的房间，下载 {link:ga} 查看案件材料。", (8000, 380000)),
    _c("boss-transfer", "impersonation", "social", 28, 45, 4, 6, "小{surname}在吗，我这边在开会不方便打电话，你现在查一下公司账户余额，有一笔项目款{big}元要马上付给合作方，账号{card}，付完把回单发我。", (20000, 260000)),
    _c("teacher-fee", "impersonation", "social", 34, 75, 4, 5, "各位家长，接学校通知，本学期资料费和餐费共{amount}元，请今天{hour}点前扫码转给我统一上交，转完请在群里备注孩子姓名，收到请回复。——{surname}老师", (300, 3200)),
    _c("gas-arrears", "impersonation", "sms", 26, 15, 4, 6, "【燃气服务】您户号{order:rq}已欠费{small}元，将于24小时内停止供气，请尽快在 {link:rq} 缴清，恢复供气需另付{n}0元开栓费。", (60, 3800)),
    _c("pension-check", "impersonation", "phone", 24, 65, 5, 8, "社保中心提醒，您的养老金领取资格认证未通过，从下月起暂停发放，请按1转人工办理，准备好身份证和银行卡，工号{tail4}为您服务，回电{landline}。", (2000, 60000)),
    _c("fake-mall-sale", "counterfeit_site", "web", 36, 9, 5, 5, "{shop}周年清仓最后一天，全场一折起，{product}仅{small}元，前{hundreds}名下单再送礼盒，官方直供假一赔十 {link:heji}", (19, 480)),
    _c("fake-gov-portal", "counterfeit_site", "web", 22, 50, 5, 9, "临江一网通办便民入口：居住证、驾驶证、户口业务加急办理，当天出证，请填写姓名身份证号并拍摄手持照片，收取加急费{hundreds}元 {link:zwfw}", (99, 800)),
    _c("leukemia-fund", "false_charity", "social", 26, 42, 3, 7, "求求好心人救救我的孩子，才{n}岁就得了白血病，还差{big}元手术费，哪怕捐10块钱也是希望，转发就是救命，孩子妈妈收款码见图，联系{phone}。", (10, 1000)),
    _c("flood-relief", "false_charity", "sms", 20, 72, 2, 4, "【同心救援】{place}突发山洪，上百户群众急需棉被食品，您捐{hundreds}元即可为一个家庭送去温暖，爱心账户{card}，户名{person}，请附言救灾。", (50, 3000)),
    _c("joint-cream", "false_advertising", "app", 34, 38, 10, 12, "膝盖疼别再硬扛！老中医祖传{medicine}，一贴就轻快，{n}天走路带风，无效全额退，今天只要{small}元，前{hundreds}名送泡脚包 {link:xg}", (60, 3000)),
    _c("side-job-course", "false_advertising", "app", 28, 58, 8, 10, "零基础学短视频剪辑，每天一小时，三十天接单过万，原价{amount}元的训练营今天只要1元，扫码进班，班主任{surname}老师手把手教 {link:kc}", (980, 16800)),
    _c("hand-warmer", "unsafe_goods", "web", 22, 20, 6, 8, "充电暖手宝买两个送一个，{small}元包邮，无水款更安全，插电{n}分钟暖一天。收到后充电十分钟外壳鼓包冒烟，铭牌上没有厂名厂址，订单{order:nsb}。", (19, 300)),
    _c("game-skin-minor", "minor_harm", "app", 32, 25, 8, 10, "小朋友恭喜你抽到{game}限定皮肤，拿爸爸妈妈的手机扫这个码就能领，别告诉大人，不然名额就没了，进群{handle:pf}找姐姐。", (300, 24000)),
    _c("breath-challenge", "minor_harm", "social", 18, 88, 4, 6, "憋气挑战第{n}期！谁能撑过{nn}秒就发视频带话题，前十名送{game}点券，你们学校敢不敢来 {link:bq}"),
    _c("code-bombing", "harassment", "sms", 22, 36, 5, 7, "【注册验证】您的验证码为{code6}，{n}分钟内有效，请勿泄露。如非本人操作请忽略。（这样的短信从昨晚到现在收到几百条，每条来自不同平台）"),
    _c("photo-apk", "malicious_software", "sms", 34, 14, 5, 6, "{person}，这是上次同学聚会的照片，我都整理好了，你点开看看还认不认得出来 {link:zp} 记得用手机打开。", (400, 26000)),
    _c("clean-master", "malicious_software", "web", 24, 62, 7, 9, "警告！您的手机检测到{n}个病毒，电池已受损{percent}%，请在2分钟内安装官方清理大师，否则通讯录将被删除 {link:ql}", (18, 400)),
    _c("trademark-shakedown", "business_infringement", "email", 18, 52, 6, 9, "贵司产品经我方抽检存在{n}项问题，如需暂缓对外发送，请于{day}日前与品质联盟联系购买年度服务{big}元，逾期后果自负，联系{mail:pz}。", (10000, 80000), subkind="extortion"),
    _c("water-chlorine", "false_claim", "social", 44, 17, 3, 5, "紧急通知！自来水厂下周起加氯消毒{n}天，大家千万不要喝自来水，提前把家里的桶都接满，水厂内部人员说的，赶快告诉家人！"),
    _c("watermelon-toxin", "false_claim", "app", 30, 85, 6, 9, "医生提醒：切开的西瓜放冰箱过夜，细菌超标{hundreds}倍，一家{n}口吃完全进了医院，肠子都切掉一截，为了家人健康一定要转发！"),
    _c("cough-cpr", "false_claim", "social", 26, 54, 8, 12, "一个人突发心梗怎么办？记住用力咳嗽，每{n}秒一次，能把血压进心脏，撑到救护车来，已经救了{nn}个人，请转给身边每一位老人。"),
    _c("bus-stop-demand", "demand", "app", 24, 11, 4, 6, "{nn}路公交取消望江路站以后，老人去医院要多走{hundreds}米，请问能不能恢复站点或者加一趟早班车？望答复。"),
)  # fmt: skip

CAMPAIGNS_EN: tuple[Campaign, ...] = (
    _c("en-hi-mum", "telecom_fraud", "sms", 38, 16, 6, 8, "Hi mum my phone fell in the water, this is my temporary number {phone_en}. Can you message me on {chat} when you read this? I need to pay a bill of {amount} today.", (700, 9000), language="en"),
    _c("en-parcel-fee", "phishing", "sms", 44, 7, 5, 5, "Feilu Express: your parcel {order:fl} is held at the depot because of an unpaid fee of {small}. Please settle it within 24 hours at {link:fee} or it will be returned.", (60, 4000), language="en"),
    _c("en-toll-road", "phishing", "sms", 30, 4, 4, 5, "Linjiang Expressway notice: vehicle {plate} has an unpaid toll of {small}. Pay before day {day} at {link:toll} to avoid a late charge and suspension.", (60, 6000), language="en"),
    _c("en-remote-job", "telecom_fraud", "social", 34, 44, 8, 11, "Hello, I am {person} from a recruiting agency. We saw your profile and offer a flexible online position, {hundreds} to {amount} a day for rating hotels, paid daily. Reply to {handle:hr} to start.", (900, 52000), language="en"),
    _c("en-mailbox-full", "phishing", "email", 26, 66, 4, 6, "Your mailbox has used {percent}% of its storage. To keep receiving messages, validate your account at {link:mbx} within {n} hours or incoming mail will be deleted. Mail Administrator", None, language="en"),
    _c("en-visa-police", "impersonation", "phone", 24, 31, 5, 8, "This is the immigration section of Linjiang police. Your residence permit has been used to open a bank account for fraud. Stay on the line, tell nobody, and transfer a deposit of {big} to account {card} until your name is cleared.", (6000, 150000), language="en"),
    _c("en-student-flat", "telecom_fraud", "web", 20, 78, 5, 7, "Bright furnished studio near {university}, {amount} per month with all bills. I am abroad, so please send one month as deposit to {card} and the courier brings the keys. Write to {mail:flat}.", (1500, 9000), language="en"),
    _c("en-gift-card-dean", "impersonation", "email", 18, 57, 3, 5, "Are you available? I am in a long meeting and need {n} gift cards worth {hundreds} each for our guests. Scratch the back and send me photos of the codes, I will repay you this evening. Dean {surname}", (400, 6000), language="en"),
    _c("en-sextortion", "harassment", "email", 20, 92, 4, 7, "I have access to your device and recorded you through the camera {nn} days ago. Send {amount} in coins to {wallet} within {nn} hours or I will send the video to all your contacts. Do not reply.", (800, 7000), language="en"),
    _c("en-miracle-drops", "false_advertising", "web", 20, 46, 8, 10, "Throw away your glasses! Natural eye drops restore perfect sight in {n} weeks, approved by {hundreds} clinics, no surgery. Today only {small} per bottle, order at {link:eye}", (50, 1200), language="en"),
    _c("en-fake-outlet", "counterfeit_site", "web", 22, 10, 5, 5, "Thousand Sails outlet closing sale, everything must go, {product} from {small}, free shipping worldwide, only {n} hours left {link:sails}", (20, 500), language="en"),
    _c("en-phone-bedside", "false_claim", "social", 18, 24, 3, 5, "Warning for all residents: doctors confirm that phones charging near the bed caused {nn} cases of brain swelling in Linjiang this month, keep them {n} metres away and forward this to everyone you love.", language="en"),
)  # fmt: skip

CAMPAIGNS: tuple[Campaign, ...] = tuple(sorted((*CAMPAIGNS_ZH, *CAMPAIGNS_EN), key=lambda campaign: campaign.key))
