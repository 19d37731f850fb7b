"""Keeping a desk in order: scheduled jobs, the doctor, backup, restore, moving to another database, change of keys."""
