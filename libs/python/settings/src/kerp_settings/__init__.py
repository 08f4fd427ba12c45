"""Settings from environment variables, checked before a service does anything."""
