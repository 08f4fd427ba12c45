"""What every Python HTTP service of K-ERP has in common around its own API."""
