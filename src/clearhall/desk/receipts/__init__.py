"""The reporter's own page, opened with a receipt code: how the case stands, the mailbox, files, the public answer.

No account, no name, no link between two receipts: a code opens one report and nothing says which others came from the same hand.
"""
