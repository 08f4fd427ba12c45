"""What every Python gRPC service of K-ERP has in common around its own methods."""
