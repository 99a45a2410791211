"""Messages: texts go out as gettext templates, come back as catalogs, and each translation has a state."""
