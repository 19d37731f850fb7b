"""What the invented desk writes: public answers by harm and closing state, questions to reporters, notes.

Chinese and English side by side.
"""
# ruff: noqa: E501 -- one base text is one line; broken ones cannot be searched for

from __future__ import annotations

RESOLVED: dict[str, tuple[tuple[str, str], ...]] = {
    "telecom_fraud": (
        ("经核查，这是一起电信诈骗。相关号码与账号已移交处置，同类短信已加入查一查。请不要转账；如已转账，请立即联系银行止付并报警。", "This is a telecom fraud. The numbers and accounts were passed on for action and the message can now be found in Check. Do not pay; if you did, call your bank and the police at once."),
        ("确认系诈骗话术。已将收款账户通报银行，并向可能收到同样内容的居民发布提醒。退款、解冻、清零都不需要先转钱。", "The script is a known scam. The receiving account was reported to its bank and residents were warned. No refund, release or cancellation ever needs money first."),
    ),
    "phishing": (
        ("链接指向仿冒登录页，已通知域名服务方停止解析，目前无法访问。填过卡号或验证码的，请立即改密码并联系银行。", "The link led to a fake sign-in page. The name service was notified and it no longer opens. If you typed a card or a code, change the password and call your bank."),
        ("已确认是钓鱼信息，链接列入风险指标并对外提供拦截数据。官方机构不会在短信里要求填写取款密码。", "Confirmed as phishing; the link is now in the indicator feed. No authority asks for a card PIN by text message."),
    ),
    "counterfeit_site": (
        ("该网站与被仿冒单位无关，已完成取证并通知接入服务商，页面现已关闭。请从官方渠道核验页进入真实网站。", "The site has no link with the body it copies. Evidence was kept, the host notified, and the page is closed. Reach the real site from the verified channels page."),
    ),
    "impersonation": (
        ("已向被冒充单位核实：该账号（号码）不是其官方渠道。平台已处理仿冒主页，核验结果已公布。", "The body concerned confirms that this is not its channel. The platform acted on the copied page, and the result is published."),
        ("确认冒充。任何机关都不会通过电话或聊天软件办案、要求转账到所谓安全账户。", "Confirmed impersonation. No authority investigates by telephone or chat, or asks for money in a 'safe account'."),
    ),
    "false_charity": (
        ("经查，该募捐没有在登记平台备案，已责令停止并通知收款渠道。捐款前可在本站查询登记的慈善组织。", "The appeal is not registered. It was ordered to stop and the payment channel informed. Registered charities can be looked up here before you give."),
    ),
    "false_advertising": (
        ("已对经营者立案检查，涉事宣传已停用，消费者可凭付款记录申请退款。", "The trader was inspected and the claims withdrawn. Buyers can ask for a refund with their payment record."),
        ("经核实宣传内容无依据、资质不全，已要求限期改正；改正情况将复查。", "The claims have no basis and licences were missing. The trader must mend this by a set date and will be checked again."),
    ),
    "unsafe_goods": (
        ("样品已送检，结果不合格，相关批次下架并启动召回。请停止使用，凭订单办理退款。", "A sample was tested and failed. The batch was taken off sale and recalled. Stop using it; refunds are given against the order."),
    ),
    "minor_harm": (
        ("已联系平台处理相关内容并保护证据，学校和家长已得到帮助信息。孩子没有做错，遇到要求保密的大人请立刻告诉家长。", "The platform acted and evidence is kept safe; school and parents received help. The child did nothing wrong. An adult who asks for secrecy should be told about at once."),
    ),
    "personal_data_exposure": (
        ("已通知持有者撤下文件并清除缓存，经复查无法再打开。相关单位已开展自查，并须告知受影响的人。", "The holder removed the file and its copies; on re-check it no longer opens. The holder must review its practice and tell those concerned."),
    ),
    "harassment": (
        ("已协助当事人固定证据，并请服务方停止相关滥用。如有人身危险，请直接拨打报警电话。", "We helped to secure evidence and asked the service to stop the abuse. If you are in danger, call the police directly."),
    ),
    "malicious_software": (
        ("样本已分析，确认含有恶意行为，下载地址已通报并加入拦截数据。清除步骤见帮助页。", "The sample was analysed and is malicious. Its download address was reported and added to the feed. Steps to remove it are on the help page."),
    ),
    "permission_overreach": (
        ("开发者已收到通知并发布新版本，不再强制索取与功能无关的权限。请更新后再使用。", "The developer was notified and released a version that no longer forces unrelated permissions. Please update."),
    ),
    "network_hazard": (
        ("已联系系统管理单位，问题已修复并通过复测。感谢没有做进一步操作的善意提醒。", "The owner was told, the weakness is mended and the re-test passed. Thank you for reporting it without going further."),
    ),
    "business_infringement": (
        ("已安排专员一对一对接，侵权链接完成取证并由平台处理；涉及敲诈的部分已移交公安机关。", "An officer was assigned. The infringing pages were recorded and the platform acted; the extortion part was handed to the police."),
    ),
    "false_claim": (
        ("经核查，该说法不属实，依据和来源见辟谣页。内容不会被删除，我们以事实作答。", "The claim is false; reasons and sources are on the fact-check page. Nothing was removed: a claim is answered with facts."),
        ("说法部分属实但缺少重要背景，完整说明已发布，欢迎指出不足。", "Partly true but important context is missing. The full explanation is published; corrections are welcome."),
    ),
    "demand": (
        ("您反映的问题已由责任单位处理，完成时间与负责人已公布。如不满意，可在30天内要求重新办理。", "The body responsible has acted; date and office are published. If you are not satisfied you may reopen this within 30 days."),
        ("现答复如下：所需材料和办理时限已在办事指南更新，窗口与线上口径已统一。给您添麻烦了。", "Our answer: the guide now lists the papers and times, and counter and website say the same. We are sorry for the trouble."),
    ),
}  # fmt: skip
# By campaign: what was found about a claim that goes round. Check finds it for other wordings.
FACT_CHECKS: dict[str, tuple[str, str]] = {
    "water-chlorine": ("经核查，“自来水厂下周加氯消毒、不能喝自来水”的说法不属实。自来水厂没有这样的计划，出厂水和管网水每天检测并公布结果，自来水可以照常饮用，不必用桶接满储水。", "It is false that the waterworks will add chlorine next week and that tap water must not be drunk. No such work is planned; the water is tested every day, the results are public, and nobody needs to fill buckets."),
    "watermelon-toxin": ("经核查，“切开的西瓜放冰箱过夜细菌超标、一家人进医院切掉肠子”的说法没有依据。医院没有收治过这样的病人。切开的西瓜应包好冷藏，一天内吃完。", "There is no basis for the claim that cut watermelon kept in the fridge overnight put a whole family into hospital. No hospital had such patients. Cover cut melon, keep it cold and eat it within a day."),
    "cough-cpr": ("经核查，“突发心梗时用力咳嗽能自救”的说法不属实，会耽误抢救。应当立即停止活动、拨打120；对没有呼吸和脉搏的人，由旁人做心肺复苏。", "It is false that coughing hard helps in a heart attack, and it costs time that saves lives. Stop, call 120 at once; people nearby give chest compressions to somebody without breath or pulse."),
    "en-phone-bedside": ("经核查，“手机放在床边充电导致脑水肿”的说法不属实，临江的医院没有这样的病例，也没有医生作过这样的表述。", "It is false that phones charging near the bed caused brain swelling in Linjiang. The hospitals had no such case and no doctors confirmed it. Charge phones on a hard surface; that is about fire, not about brains."),
}  # fmt: skip
OTHER_STATES: dict[str, tuple[tuple[str, str], ...]] = {
    "no_action_possible": (
        ("我们核实了情况，但对方在境外或已无法联系，目前没有可采取的措施。相关信息已保留，若再次出现会重新处理。", "We checked, but the other side is abroad or cannot be reached, and nothing more can be done now. The details are kept in case it returns."),
        ("现有信息不足以找到责任方，本次无法处理。欢迎补充材料，您可以要求重新办理。", "What is known is not enough to find who is responsible, so nothing could be done. You may add material and reopen this."),
    ),
    "not_our_competence": (
        ("该事项不在本平台各部门的职责范围，请向所列单位提出；如对方不受理，可要求重新办理。", "No body of this desk is competent for this. Please turn to the service named; if it refuses, you may reopen this."),
    ),
    "duplicate": (("同样的内容此前已有人报告，两件合并办理，结果会一并告知您。", "The same item was reported before. Both are handled as one and you will be told the result."),),
    "withdrawn": (("已按报告人要求撤回，不再办理。", "Withdrawn at the reporter's request; no further action."),),
    "unfounded": (
        ("经核实，未发现所报告的危害，相关主体的渠道或行为属实合规。感谢您的警惕。", "We found no sign of the reported harm; the channel or conduct is genuine and lawful. Thank you for being careful."),
        ("内容中没有可以办理的事项，故结束。需要帮助时欢迎再次报告。", "There was nothing in it that could be handled, so it is closed. Please report again whenever you need help."),
    ),
}  # fmt: skip
QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "请问您是什么时间收到的？方便补一张完整截图吗（可遮住个人信息）？",
        "When did you receive it? Could you add a full screenshot (cover personal details)?",
    ),
    (
        "请问是否有转账？如有，请提供时间和金额，并尽快联系银行。",
        "Was any money sent? If so, please give time and amount and call your bank soon.",
    ),
    (
        "链接现在打不开，您还记得页面上要求填写什么吗？",
        "The link no longer opens. Do you remember what the page asked for?",
    ),
    (
        "请补充具体地点或订单编号，便于我们核查。",
        "Please add the exact place or the order number so that we can check.",
    ),
)
REPLIES: tuple[tuple[str, str], ...] = (
    ("昨天晚上收到的，截图已经补上。", "It came last night. I have added the screenshot."),
    ("没有转账，只是点开看了一下。", "No money was sent, I only opened it."),
    ("要填姓名、卡号和短信验证码。", "It asked for name, card number and the code."),
    ("地点写在补充说明里了，麻烦尽快。", "The place is in my note. Please be quick."),
    ("记不太清了，大概就是这些。", "I do not remember more than this."),
)
NOTES: tuple[tuple[str, str], ...] = (
    ("与近期同类报告话术一致。", "Same script as other recent reports."),
    ("已电话核实被冒充单位。", "Confirmed with the body concerned by telephone."),
    ("等待服务方回函。", "Waiting for the service to reply."),
)
HAND_OVER_REASONS: tuple[tuple[str, str], ...] = (
    ("主要涉及贵单位的职责，请接手办理。", "This is mainly within your competence, please take over."),
    ("需要技术核验，材料已附在案卷内。", "It needs a technical check; the papers are in the file."),
)
COMPETENT_ELSEWHERE: tuple[str, ...] = (
    "云川水务服务公司 Yunchuan Water Service",
    "临江供电所 Linjiang Power Supply",
    "云驿快递客户服务部 Yunyi Parcel Customer Service",
    "邻省消费者服务中心 Consumer Service of the neighbouring province",
)
"""Services that are responsible and do not work at this desk; invented like all the rest."""
