"""Small tools without tables that every feature stands on."""
