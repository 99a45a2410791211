"""Speed side by side with peers, as ratios of one run; nothing here is a test."""
