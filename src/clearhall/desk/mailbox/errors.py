from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, NotFound, TooMany


class ContactNotFound(NotFound):
    code = "contact_not_found"


class MessageEmpty(Invalid):
    code = "message_empty"
    message = _("Please write something, or add a file.")


class MessageTooLong(Invalid):
    code = "message_too_long"
    message = _("A message can have at most 10,000 characters. Please shorten it, or send it in two.")


class MailboxFull(TooMany):
    code = "mailbox_full"
    message = _("This mailbox has had many messages today. Please wait until tomorrow.")


class AddressWrong(Invalid):
    code = "address_wrong"
    message = _("This is not an e-mail address. Write it like name@example.com, or leave the field empty.")
