"""Writes filings to the four Korean social insurances (4대보험) as EDI records, and reads them."""
