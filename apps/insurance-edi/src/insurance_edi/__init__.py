"""Encodes filings to the four Korean social insurances (4대보험) as fixed-width EDI records."""
