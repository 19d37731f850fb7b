"""Check: paste a message, link or number and see at once what is known of it. Nothing of it is kept, written or logged."""
