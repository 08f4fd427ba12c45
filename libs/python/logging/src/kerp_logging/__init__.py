"""Structured logs: one JSON object per line on stdout, without resident numbers."""
