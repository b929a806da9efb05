"""Pages about one campaign or member: why it sends what it sends, and its runs."""
