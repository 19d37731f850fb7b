"""Settings, root URLs and wiring. Imports everything; nothing imports it."""
