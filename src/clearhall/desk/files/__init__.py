"""Evidence files: sealed originals with hash and time of arrival, safe copies for display, and their chain of custody."""
