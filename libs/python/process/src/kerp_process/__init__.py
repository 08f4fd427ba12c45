"""What the process of every Python service does around its server."""
