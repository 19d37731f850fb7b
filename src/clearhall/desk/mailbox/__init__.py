"""The two-way mailbox between a reporter and the desk, reached with a receipt code, and the contact a reporter may leave."""
