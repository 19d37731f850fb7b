"""Pages of the own account, of people and roles, and of tokens."""

from clearhall.desk.accounts.web.account import end_sign_ins, link, me, password
from clearhall.desk.accounts.web.people import deactivate, give_role, invite, people, person, reset, take_role
from clearhall.desk.accounts.web.tokens import new_token, revoke_token, tokens

__all__ = [
    "deactivate",
    "end_sign_ins",
    "give_role",
    "invite",
    "link",
    "me",
    "new_token",
    "password",
    "people",
    "person",
    "reset",
    "revoke_token",
    "take_role",
    "tokens",
]
