"""Every read of cases for pages, the API, exports and other features. The functions stand in files by subject."""

from clearhall.desk.cases.access import case_to_view, visible_cases
from clearhall.desk.cases.answers import current_answer
from clearhall.desk.cases.closing import may_reopen
from clearhall.desk.cases.learning import claim_pairs, learnable_rows
from clearhall.desk.cases.overdue import Lateness, lateness
from clearhall.desk.cases.page import CasePage, case_page
from clearhall.desk.cases.published import (
    FactCheck,
    Said,
    fact_check_keys,
    fact_checks_of,
    fact_checks_stamp,
    in_readers_language,
    said_about_groups,
)
from clearhall.desk.cases.queue import QueueFilter, QueuePage, Tab, queue_page, queue_rows_of
from clearhall.desk.cases.standing import Standing, standing_of_groups

__all__ = [
    "CasePage",
    "FactCheck",
    "Lateness",
    "QueueFilter",
    "QueuePage",
    "Said",
    "Standing",
    "Tab",
    "case_page",
    "case_to_view",
    "claim_pairs",
    "current_answer",
    "fact_check_keys",
    "fact_checks_of",
    "fact_checks_stamp",
    "in_readers_language",
    "lateness",
    "learnable_rows",
    "may_reopen",
    "queue_page",
    "queue_rows_of",
    "said_about_groups",
    "standing_of_groups",
    "visible_cases",
]
