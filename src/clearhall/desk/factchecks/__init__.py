"""Published fact-checks found by wording: which of them may answer a message. A suggestion with its reasons; people decide."""
