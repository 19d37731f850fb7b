"""The closed list of what can be recognised, and the refusal of everything else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from clearhall.engine.recognition.errors import LabelRefused, UnknownLabel
from clearhall.engine.text import matching_form


class Kind(StrEnum):
    """What a message or an address can be recognised as. Codes are stored: never rename or reuse one.

    The taxonomy's `false_claim` and `demand` are missing on purpose: whether a claim is true cannot be read off its wording,
    and a demand to a public body is nobody's harm.
    """

    ORDINARY = "ordinary"
    ADVERT = "advert"
    ILLEGAL_PROMOTION = "illegal_promotion"
    OTHER_MESSAGE = "other_message"
    # ways of cheating; the harm each belongs to is in HARM_OF
    FRAUD = "fraud"
    LOAN = "loan"
    FRAUDULENT_SERVICE = "fraudulent_service"
    FAKE_JOB_POSTING = "fake_job_posting"
    NETWORK_FRIENDSHIP = "network_friendship"
    INVESTMENT = "investment"
    PRIZE = "prize"
    PARCEL = "parcel"
    IMPERSONATING_AUTHORITIES = "impersonating_authorities"
    IMPERSONATING_CUSTOMER_SERVICE = "impersonating_customer_service"
    IMPERSONATING_LEADER_OR_ACQUAINTANCE = "impersonating_leader_or_acquaintance"
    # harms of the taxonomy, by their own codes
    TELECOM_FRAUD = "telecom_fraud"
    PHISHING = "phishing"
    COUNTERFEIT_SITE = "counterfeit_site"
    IMPERSONATION = "impersonation"
    FALSE_CHARITY = "false_charity"
    FALSE_ADVERTISING = "false_advertising"
    UNSAFE_GOODS = "unsafe_goods"
    MINOR_HARM = "minor_harm"
    PERSONAL_DATA_EXPOSURE = "personal_data_exposure"
    HARASSMENT = "harassment"
    MALICIOUS_SOFTWARE = "malicious_software"
    PERMISSION_OVERREACH = "permission_overreach"
    NETWORK_HAZARD = "network_hazard"
    BUSINESS_INFRINGEMENT = "business_infringement"
    # the positive side of a model that only tells harm from no harm
    HARM = "harm"


_NO_HARM = frozenset({Kind.ORDINARY, Kind.ADVERT, Kind.ILLEGAL_PROMOTION, Kind.OTHER_MESSAGE})
_HARM_OF_WAYS = {
    Kind.FRAUD: "telecom_fraud",
    Kind.LOAN: "telecom_fraud",
    Kind.FRAUDULENT_SERVICE: "telecom_fraud",
    Kind.FAKE_JOB_POSTING: "telecom_fraud",
    Kind.NETWORK_FRIENDSHIP: "telecom_fraud",
    Kind.INVESTMENT: "telecom_fraud",
    Kind.PRIZE: "telecom_fraud",
    Kind.PARCEL: "telecom_fraud",
    Kind.IMPERSONATING_AUTHORITIES: "impersonation",
    Kind.IMPERSONATING_CUSTOMER_SERVICE: "impersonation",
    Kind.IMPERSONATING_LEADER_OR_ACQUAINTANCE: "impersonation",
}
#: Code of the taxonomy's harm for each kind; None for kinds that are no harm, and for HARM, which names none.
HARM_OF: Mapping[Kind, str | None] = {
    kind: _HARM_OF_WAYS.get(kind, None if kind in _NO_HARM or kind is Kind.HARM else kind.value) for kind in Kind
}
_ALIASES = {
    "ham": Kind.ORDINARY,
    "normal": Kind.ORDINARY,
    "benign": Kind.ORDINARY,
    "legitimate": Kind.ORDINARY,
    "0": Kind.ORDINARY,
    "1": Kind.HARM,
    "spam": Kind.ADVERT,
    "smishing": Kind.PHISHING,
    "other": Kind.OTHER_MESSAGE,
    "scam": Kind.FRAUD,
}
# Charter, R1 and R3, and the list of refused functions after them; the same in Chinese.
_REFUSED = (
    "opinion", "stance", "sentiment", "attitude", "mood", "critic", "negative", "sensitive", "politic", "religio", "news", "topic",
    "rumor", "rumour", "ideolog", "protest", "dissent", "complain", "influencer", "author", "speaker", "writer", "ethnic",
    "舆情", "舆论", "观点", "意见", "立场", "情绪", "态度", "批评", "负面", "敏感", "政治", "宗教", "新闻", "话题", "谣言", "抗议", "投诉",
    "自媒体", "作者", "民族",
)  # fmt: skip


# "author" would also refuse a kind of impersonation that is on the closed list.
_WHOLE = frozenset(kind.value.replace("_", "") for kind in Kind)


def is_harm(kind: Kind) -> bool:
    return kind not in _NO_HARM


def kind_of(label: str, *, mapping: Mapping[str, Kind] | None = None) -> Kind:
    """The kind that a label of a data set stands for.

    Args:
        label: as written in the data; case, blanks, hyphens, look-alike letters and script make no difference.
        mapping: what the user says about labels of their own; keys as in the data.

    Raises:
        LabelRefused: the label is named for opinion, stance, topic or a speaker. A mapping does not help: rows that were
            gathered by what people say stay so under another name.
        UnknownLabel: it is neither a kind, nor a common other name of one, nor in `mapping`.
    """
    refuse_unless_harm(label)
    if mapping and label in mapping:
        return mapping[label]
    plain = "_".join(matching_form(label).replace("-", " ").replace("_", " ").split())
    try:
        return Kind(plain)
    except ValueError:
        if plain in _ALIASES:
            return _ALIASES[plain]
    raise UnknownLabel(label)


def refuse_unless_harm(label: str) -> None:
    """Raise LabelRefused for a label, or the name of a part of one, that is about what people think, say or are."""
    plain = "".join(c for c in matching_form(label) if c.isalnum())
    if plain in _WHOLE:
        return
    for word in _REFUSED:
        if word in plain:
            raise LabelRefused(label, word)
