"""Base texts in English by harm, and what reporters say of them. Invented throughout; see `wording` for the slots."""
# ruff: noqa: E501 -- one base text is one line; broken ones cannot be searched for

from __future__ import annotations

from clearhall.desk.city.template import Sayings, Season, Template, t

TEMPLATES_EN: dict[str, tuple[Template, ...]] = {
    "telecom_fraud": (
        t(
            "sms",
            "[Hi Mum|Hi Dad|Hello Mum], [dropped my phone in the sink|my phone is broken], this is my new number {phone_en}. [Can you text me back|Message me here]? [I need to pay {amount} today|Got a bill of {amount} due tonight] and [my banking app is locked|can't log in].",
            loss=(600, 9000),
        ),
        t(
            "phone",
            "[Recorded voice|Automated call]: [your parcel {order:fl} was seized|a package in your name holds forbidden goods], [press 1 for an officer|stay on the line]. The 'officer' [wanted my savings moved|told me to transfer {big}] to card {card} [for inspection|until the check is over].",
            loss=(3000, 180000),
        ),
        t(
            "social app",
            "[Easy remote job|Part-time offer], [{hundreds} a day|{small} per task], [rate hotels|like videos] from your phone. [No interview|Students welcome]. Message {handle:jobs} on {chat}. [Deposit refunded same day|Combo tasks pay double].",
            loss=(800, 60000),
        ),
        t(
            "social",
            "[Met on a dating app|Matched {n} weeks ago], [says he is an engineer on a rig|claims to trade gold]. [Showed me profits|Keeps sending screenshots], asked me to [open an account at|invest through] {link:gold} and [start with {amount}|top up before {weekday}].",
            loss=(4000, 240000),
        ),
        t(
            "web social",
            "[Room to let|Sublet] near {university}, {amount} a month, [bills included|furnished]. [Landlord abroad|Owner travelling], [keys by courier|viewing by video only] after [a deposit|first month] to {card}.",
            loss=(900, 7000),
            season=Season.TUITION,
        ),
        t(
            "phone",
            "Caller from '{bank} fraud team' [knew my name|read out four digits {tail4}], said [a payment of {amount} was pending|someone was using my card], and asked me to [read the code {code6}|install a support app] [to block it|at once]. Number {phone_en}.",
            loss=(500, 40000),
        ),
        t(
            "email",
            "[Congratulations|Final notice]: your address [won|was drawn for] {big} in the [Spring|Harvest] promotion. [Send name, address and a fee of|To release funds pay] {amount} [by wallet|in coins] to {wallet}. Reply {mail:claims}.",
            loss=(300, 6000),
        ),
        t(
            "offline",
            "A man at {street} [said he was short of petrol|claimed his wallet was stolen], [offered a gold ring|showed a passport] and asked for {hundreds}. [Same man was at the station {n} days ago|He had a card reader with him].",
            loss=(50, 900),
        ),
    ),
    "phishing": (
        t(
            "sms",
            "{courier}: [we could not deliver|delivery failed for] {order:yd}. [Unpaid fee of|Customs due:] {small}. [Reschedule|Pay within 24h]: {link:parcel}",
            loss=(100, 5000),
        ),
        t(
            "email",
            "[Your mailbox is {percent}% full|Password expires today]. [Keep the same password|Verify now] at {link:mail} [or lose incoming mail|within {n} hours]. [IT Helpdesk|Mail Admin]",
        ),
        t(
            "sms",
            "{bank}: [a new device was linked|your card ending {tail4} is restricted]. [If this was not you|To restore access] [visit|log in at] {link:bank} [now|before {hour}:00].",
            loss=(400, 22000),
        ),
        t(
            "email",
            "[Invoice|Statement] {order:inv} [attached|is overdue]. [Our bank details changed|Please use the new account] {card}. [Confirm with|Sign in to view:] {link:doc}",
            loss=(3000, 90000),
        ),
        t(
            "sms email",
            "[Tax office notice|Refund alert]: [you are owed|a refund of] {amount} [is waiting|could not be paid]. [Claim|Confirm card] by the {day}th: {link:refund}",
            loss=(200, 12000),
            season=Season.TAX,
        ),
        t(
            "offline web",
            "[A sticker|A second QR code] was glued over the real one on [a parking meter|a shared bike] in {street}. It opens {link:park} and [asks for card and CVV|wants {small} plus a card number].",
            loss=(60, 3000),
        ),
    ),
    "counterfeit_site": (
        t(
            "web",
            "{domain:heji} [copies|is a clone of] {shop}: [same logo|same photos], [everything 90% off|{product} for {small}], [only bank transfer|card form never completes].",
            loss=(20, 800),
            season=Season.SHOPPING,
        ),
        t(
            "web",
            "[A fake login page for|Look-alike of] {university}: {domain:uni}, [asks for ID and student card|takes the semester fee], [linked from a group chat|first in search results].",
            season=Season.TUITION,
            loss=(500, 9000),
        ),
        t(
            "web",
            "[Visa help|Residence permit] site {link:permit} [uses the city crest|pretends to be the service centre] and [charges {hundreds} for a free form|collects passport scans].",
            loss=(100, 900),
        ),
    ),
    "impersonation": (
        t(
            "social",
            "An account [with our name and logo|posing as {firm}] [offers jobs|runs a giveaway] and [collects a {hundreds} fee|asks for bank cards]. Handle {handle:hr}, [opened this week|{n} copies so far].",
            loss=(100, 900),
        ),
        t(
            "phone",
            "[Someone claiming to be|A caller posing as] [the immigration desk|a police officer] said my [permit has a problem|number is tied to a crime], [demanded video check|told me not to hang up], then {big} as [bail|a deposit].",
            loss=(5000, 200000),
        ),
        t(
            "email",
            "Mail from '[the Dean|our director], {surname}' at {mail:office}: [Are you free? I need gift cards worth {amount}|Please settle this transfer of {big} quietly], [I am in a meeting|do not call].",
            loss=(500, 30000),
        ),
        t(
            "social app",
            "[Fake support account|Reply bot] for {bank} [jumps into comments|messages customers] with [a 'case form'|a link] {link:help}, [asks for the app PIN|wants remote control].",
            loss=(300, 20000),
        ),
    ),
    "false_charity": (
        t(
            "social",
            "[Fundraiser|Appeal] for [a boy with leukaemia|a burnt-down school] uses [a photo from a stock site|pictures seen under another name]. [Raised {big} so far|Goal {big}], pay to {link:give}.",
            loss=(20, 900),
        ),
        t(
            "offline",
            "[Two people with a clipboard|A woman with a laminated badge] at {street} collect [for deaf children|'flood relief'], [minimum {small}|card reader only], [no registered name|could not name the charity].",
            loss=(20, 300),
            season=Season.STORM,
        ),
    ),
    "false_advertising": (
        t(
            "web social",
            "[Advert says|They claim] {medicine} [cures diabetes|reverses short sight in {n} weeks], ['doctors hate it'|'clinically proven'], {hundreds} a box at {link:cure}, [no licence number|refund refused].",
            loss=(100, 4000),
        ),
        t(
            "app social",
            "Live seller on {video} [offers 'real jade'|sells 'factory seconds'] for {amount}, [certificate leads to {domain:cert}|item is glass], [return address does not exist|blocked me].",
            loss=(200, 9000),
            season=Season.SHOPPING,
        ),
        t(
            "web",
            "[English course|Coding bootcamp] promised [a job or your money back|{percent}% placement]; [{amount} paid|a loan at {bank}], [classes are recordings|the office in {street} is empty].",
            loss=(2000, 22000),
        ),
    ),
    "unsafe_goods": (
        t(
            "web app",
            "The {product} from {shop} [sparked on first use|got too hot to hold after {n} days]. [No safety mark|The label is a sticker]. Order {order:hj}. [Seller says normal|Listing vanished].",
            loss=(40, 2000),
        ),
        t(
            "offline",
            "Bought {food} in {street}: [mould under the lid|metal shavings], [date printed over|no maker named]. [Two of us got sick|I kept the packet].",
            loss=(10, 200),
        ),
        t(
            "web",
            "'{product}' sold as [original|brand new] is [a fake|refurbished]: [serial not known to the maker|misspelt manual], paid {hundreds}, seller {handle:store}.",
            loss=(80, 3000),
            season=Season.SHOPPING,
        ),
    ),
    "minor_harm": (
        t(
            "app social",
            "An adult on {chat} [asks my {age}-year-old for photos|tells my daughter to keep a secret], [offers skins in {game}|says he is a coach]. [I have screenshots|She told me herself].",
        ),
        t(
            "app",
            "[My son, {age},|Our {age}-year-old] [spent {loss}|was talked into paying {loss}] in {game} [with my saved card|through 'gift' links], [support only sends forms|refund refused].",
            loss=(200, 12000),
        ),
        t(
            "social",
            "A class group at {school} [shares edited pictures of|picks every night on] [one girl|my child], [for {n} days now|since {weekday}]. Link {link:class}.",
        ),
    ),
    "personal_data_exposure": (
        t(
            "web",
            "[An open spreadsheet|A shared folder] {link:list} lists [{hundreds} tenants|all parents of a class] with [phones and ID numbers|addresses and birth dates]. [Anyone can edit it|Found by searching my name].",
        ),
        t(
            "app",
            "Changing the number in the {shop} order link shows [other people's addresses|someone else's invoice]: {link:order}. [Tried {n}, stopped there|Told support, no reply].",
        ),
        t(
            "phone email",
            "[An hour|One day] after I [viewed a flat with|gave my number to] {firm}, [loan callers knew my floor|I got {n} calls by name]. One number: {phone_en}.",
        ),
    ),
    "harassment": (
        t(
            "sms phone",
            "[Since {weekday}|For {n} days] I get [{nn} calls a night|hundreds of code messages], [no caller speaks|from changing numbers]. [I believe it is a bombing tool|I owe nobody anything].",
        ),
        t(
            "social",
            "[Someone put|A stranger posted] my [phone number and street|photo with insults] in a {chat} group. [I am the person shown|People now ring my bell]. [I asked for removal|Please help me keep proof].",
        ),
        t(
            "email",
            "Writer of {mail:shadow} [says he filmed me|threatens to send pictures to my contacts] unless I pay {amount} to {wallet}. [Second mail this week|Gave me {nn} hours].",
            loss=(500, 9000),
        ),
    ),
    "malicious_software": (
        t(
            "web",
            "The [free PDF tool|video codec] from {link:tool} [installed {n} extra programs|changed my start page to {domain:start}] and [pop-ups cannot be closed|it comes back after removal].",
        ),
        t(
            "email",
            "Attachment '[quote|delivery note] {order:pi}.zip' [locked our files|asked to enable macros]; note demands coins to {wallet}. [{n} computers|The shop till] down.",
            loss=(1000, 40000),
        ),
        t(
            "app",
            "'[Battery Saver|Clean Master Lite]' {version} shows [full-screen ads on the lock screen|{nn} ads a day], [hides its icon|subscribed me for {small} a month].",
            loss=(10, 200),
        ),
    ),
    "permission_overreach": (
        t(
            "app",
            "A [torch|calculator|wallpaper] app {version} wants [contacts and location|text messages] and [quits if refused|asks {n} times].",
        ),
        t(
            "app offline",
            "To [leave the car park|order noodles] at {street} I must [scan and give my birthday|share location and register]. [No human there|Cash refused].",
        ),
    ),
    "network_hazard": (
        t(
            "web",
            "[The public screen at|The board in] {street} has [its admin page open|a default password]: {link:screen}. [I changed nothing|Only looked at the login page].",
        ),
        t(
            "web email",
            "{firm}'s [old forum|file server] {domain:forum} runs version {version} with [a known upload hole|open directory listing]. [No security contact|Mail to {mail:sec} bounced].",
        ),
    ),
    "business_infringement": (
        t(
            "web",
            "A shop sells [fake {product} under our mark|copies with our photos] at {link:fake}. [Trademark papers attached|{hundreds} sold already].",
            loss=(3000, 90000),
            subkind="counterfeit_goods",
        ),
        t(
            "email",
            "[A 'brand monitor'|Unknown sender] {mail:brand} wants {big} [or floods us with fake complaints|before our launch]. [Mail kept|Third demand].",
            loss=(8000, 90000),
            subkind="extortion",
        ),
    ),
    "false_claim": (
        t(
            "social app",
            "[Forwarded many times|Urgent]: tap water in {place} [will be shut for {n} days|got extra chlorine], [fill your bath|my cousin works there]. [True?|Pass it on].",
        ),
        t(
            "social",
            "[Cough hard {n} times|Slap your elbow {nn} times] to stop a heart attack, [a doctor said|it saved {nn} people]. [Share with parents|Learn it today].",
        ),
        t(
            "social",
            "Charging your phone [past {percent}%|overnight] [makes it explode|harms the brain], [one lab proved it|{nn} cases]. [Is that so?|Tell your kids].",
        ),
    ),
    "demand": (
        t(
            "app web",
            "The [street light|drain cover] at {street} has been broken for {n} weeks. [An old man fell|Reported twice]. When will it be mended?",
        ),
        t(
            "web",
            "[My card has been frozen for {n} days|My account was limited by mistake] after [an anti-fraud check|a salary of {amount}]. [Who decides|What papers do you need] to release it?",
        ),
        t(
            "web app",
            "Which [documents|fees] apply for [a residence permit|school enrolment at {school}]? [The page and the phone line disagree|The form stops at step {n}].",
            season=Season.TUITION,
        ),
        t(
            "web",
            "I reported [a fake pharmacy|a bad course] {n} months ago. It says closed, but [the shop still trades|nobody called]. Please explain.",
        ),
    ),
}

_TOLD: dict[str, tuple[str, ...]] = {
    "telecom_fraud": (
        "[I did not pay|Nothing lost], just want others warned.",
        "{relative} [nearly sent the money|was about to transfer], [the bank clerk stopped it|I stepped in].",
        "[They kept me on the line for an hour|He got angry when I asked questions].",
        "",
    ),
    "phishing": (
        "[I opened it but typed nothing|Looked wrong, so I stopped].",
        "I [entered my name|typed the first digits] before I [saw the address|understood].",
        "{relative} [got the same one|asked me if it is real].",
        "",
    ),
    "counterfeit_site": (
        "[Almost paid|Looks just like the real one].",
        "[Screenshots kept|Found through an advert].",
        "",
    ),
    "impersonation": (
        "I [called the real office|checked at the desk]; they [know nothing of it|have no such person].",
        "[They knew my full name|It sounded official and I was scared].",
        "",
    ),
    "false_charity": (
        "[I nearly gave|Could not find them on the register].",
        "[Please look into it|They were there all weekend].",
        "",
    ),
    "false_advertising": (
        "[Refund refused|The seller does not answer].",
        "{relative} [believes every word|bought six boxes].",
        "",
    ),
    "unsafe_goods": (
        "[I still have it|Photos and receipt kept].",
        "[Nobody hurt, luckily|Small burn on one hand].",
        "",
    ),
    "minor_harm": (
        "[My child is fine for now|She does not want to go to school].",
        "[Other parents saw it too|I have not answered the person].",
        "",
    ),
    "personal_data_exposure": (
        "[Please take it down soon|I did not download anything].",
        "[I wrote to them, no reply|Calls have not stopped].",
        "",
    ),
    "harassment": ("[I cannot sleep|I only want it to stop].", "[Police report filed|How do I keep proof?]", ""),
    "malicious_software": (
        "[Cannot remove it|Scanner finds nothing].",
        "[Unplugged the machine|Factory reset helped].",
        "",
    ),
    "permission_overreach": ("[Is this allowed?|Friends see the same.]", ""),
    "network_hazard": ("[Passing on what I saw|I touched nothing].", ""),
    "business_infringement": (
        "[Orders are dropping|Customers complain to us].",
        "[We are a small firm|Papers ready].",
        "",
    ),
    "false_claim": ("[Is this true?|Please check.]", "{relative} [sent it to everyone|believes it].", ""),
    "demand": ("[Thank you for an answer|Please reply in writing].", "[Second time I ask|Neighbours wait too].", ""),
}
_LOST: tuple[str, ...] = (
    "I [paid|sent|lost] {loss} yuan [before I noticed|in all].",
    "{relative} [lost|transferred] {loss} yuan [and told nobody for days|from savings].",
    "{loss} yuan gone[, receipts kept|, bank informed|].",
)
_NOISE: tuple[str, ...] = (
    "[test|testing] {n}",
    "[hello|anyone there]? {nn}",
    "[sorry, wrong button|ignore this] {n}",
)
_TOLD_BY_WATCHPOST: tuple[str, ...] = (
    "",
    "A customer [showed this at the counter|asked us about it].",
    "[Passed on by a parent|Sent in by a resident], [please check|person informed].",
)
_LOST_BY_BUSINESS: tuple[str, ...] = (
    "Loss so far about {loss} yuan.",
    "Amount involved: {loss} yuan[, papers kept|].",
)
SAYINGS_EN = Sayings(_TOLD, _LOST, _LOST_BY_BUSINESS, _TOLD_BY_WATCHPOST, _NOISE)
