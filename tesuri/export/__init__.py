"""What the collection gives to offices and programs, beside the site."""
