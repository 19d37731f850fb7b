"""Every write of people, roles, sign-ins and tokens."""

from clearhall.desk.accounts.actions.passwords import change_password, make_link, set_password_by_link
from clearhall.desk.accounts.actions.people import (
    deactivate_person,
    drop_second_factor,
    erase_person,
    give_role,
    invite_person,
    note_second_factor,
    take_role,
)
from clearhall.desk.accounts.actions.sessions import end_session, end_sessions
from clearhall.desk.accounts.actions.tokens import issue_token, note_token_use, revoke_token

__all__ = [
    "change_password",
    "deactivate_person",
    "drop_second_factor",
    "end_session",
    "end_sessions",
    "erase_person",
    "give_role",
    "invite_person",
    "issue_token",
    "make_link",
    "note_second_factor",
    "note_token_use",
    "revoke_token",
    "set_password_by_link",
    "take_role",
]
