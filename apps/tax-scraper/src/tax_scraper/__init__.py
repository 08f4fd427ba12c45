"""Reads electronic tax invoices (전자세금계산서) from pages of the tax portal."""
