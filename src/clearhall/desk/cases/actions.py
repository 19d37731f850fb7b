"""Every change to a case. One function, one transaction, one record in the log; effects wait for the commit.

The functions stand in files by subject; other features import them from here.
"""

from clearhall.desk.cases.answers import Answer, correct_outcome, publish_outcome
from clearhall.desk.cases.bulk import BulkResult, hand_over_cases, take_cases
from clearhall.desk.cases.closing import Closing, close_case, reopen_by_reporter, withdraw_by_reporter
from clearhall.desk.cases.holding import assign_case, hand_over_case, refuse_case, release_case, take_case
from clearhall.desk.cases.opening import NewCase, store_cases
from clearhall.desk.cases.sorting import dismiss_suggestion, reclassify_case
from clearhall.desk.cases.talking import add_case_note, ask_reporter, erase_notes, mark_news_read, reporter_answered
from clearhall.desk.cases.timing import ask_for_time, decide_time, pause_clock, resume_clock

__all__ = [
    "Answer",
    "BulkResult",
    "Closing",
    "NewCase",
    "add_case_note",
    "ask_for_time",
    "ask_reporter",
    "assign_case",
    "close_case",
    "correct_outcome",
    "decide_time",
    "dismiss_suggestion",
    "erase_notes",
    "hand_over_case",
    "hand_over_cases",
    "mark_news_read",
    "pause_clock",
    "publish_outcome",
    "reclassify_case",
    "refuse_case",
    "release_case",
    "reopen_by_reporter",
    "reporter_answered",
    "resume_clock",
    "store_cases",
    "take_case",
    "take_cases",
    "withdraw_by_reporter",
]
