"""The names of states, moves and ways of closing, as people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.cases.states import CaseState, ClosingState, Move, PauseGround, TransferAnswer

STATES: dict[CaseState, Any] = {
    CaseState.RECEIVED: _("Received"),
    CaseState.ACTIVE: _("In work"),
    CaseState.WAITING: _("Waiting for the reporter"),
    CaseState.CLOSED: _("Closed"),
}
CLOSINGS: dict[ClosingState, Any] = {
    ClosingState.RESOLVED: _("Resolved"),
    ClosingState.NO_ACTION_POSSIBLE: _("Nothing could be done"),
    ClosingState.NOT_OUR_COMPETENCE: _("Not ours: a body outside this desk is responsible"),
    ClosingState.DUPLICATE: _("Duplicate of another case"),
    ClosingState.WITHDRAWN: _("Withdrawn by the reporter"),
    ClosingState.UNFOUNDED: _("Unfounded"),
}
MOVES: dict[Move, Any] = {
    Move.TAKE: _("Take this case"),
    Move.RELEASE: _("Put it back into the queue"),
    Move.ASSIGN: _("Assign to a colleague"),
    Move.HAND_OVER: _("Hand over to another body"),
    Move.PAUSE: _("Pause the time to close"),
    Move.RESUME: _("Let the time to close run again"),
    Move.ASK_FOR_TIME: _("Ask for more time"),
    Move.DECIDE_TIME: _("Decide on more time"),
    Move.REFUSE: _("Refuse it, back to the body that sent it"),
    Move.NOTE: _("Add a note"),
    Move.ASK: _("Ask the reporter"),
    Move.REPORTER_ANSWERS: _("The reporter answers"),
    Move.RECLASSIFY: _("Change the kind of harm"),
    Move.PUBLISH: _("Publish or correct the answer"),
    Move.CLOSE: _("Close the case"),
    Move.WITHDRAW: _("The reporter withdraws"),
    Move.REOPEN: _("The reporter opens it again"),
}
PAUSES: dict[PauseGround, Any] = {
    PauseGround.REPORTER: _("waits for the reporter"),
    PauseGround.OTHER_BODY: _("waits for another body or an expert"),
    PauseGround.COURT: _("waits for a court"),
    PauseGround.OUTAGE: _("a service that is needed is out of order"),
}
TRANSFERS: dict[TransferAnswer, Any] = {
    TransferAnswer.ACCEPTED: _("accepted"),
    TransferAnswer.REFUSED: _("refused"),
    TransferAnswer.PASSED_ON: _("passed on"),
    TransferAnswer.ENDED: _("ended by the reporter"),
}
LANGUAGES: dict[str, Any] = {
    "zh_hans": _("Chinese, simplified"),
    "zh_hant": _("Chinese, traditional"),
    "en": _("English or other Latin letters"),
    "other": _("Another script"),
    "not_known": _("Not recognised"),
}
TABS: dict[str, Any] = {
    "open": _("All open"),
    "mine": _("Mine"),
    "unassigned": _("With nobody"),
    "overdue": _("Overdue"),
    "news": _("News from reporters"),
    "closed": _("Closed"),
}
INDICATORS: dict[str, Any] = {
    "picture": _("Picture"),
    "url": _("Link"),
    "domain": _("Domain name"),
    "ip": _("Internet address"),
    "email": _("E-mail address"),
    "phone": _("Telephone number"),
    "bank_card": _("Bank card number"),
    "crypto": _("Crypto wallet"),
    "messenger_offer": _("Messenger contact of an offer"),
}
REPORTERS: dict[str, Any] = {
    "resident": _("a resident"),
    "business": _("a business"),
    "watchpost": _("a watchpost"),
    "body": _("a public body"),
}
CHANNELS: dict[str, Any] = {
    "sms": _("Text message"),
    "phone": _("Telephone call"),
    "web": _("Website"),
    "app": _("App"),
    "social": _("Social network or chat"),
    "email": _("E-mail"),
    "offline": _("Not online"),
    "other": _("Elsewhere"),
}


def language_name(code: str) -> Any:
    """The name of a report's language; the code itself for one without a name here."""
    return LANGUAGES.get(code, code)
