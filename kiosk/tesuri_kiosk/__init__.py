"""The kiosk: the same guides on a terminal in the community center.

This version holds the name only; ``tesuri kiosk`` says so. The website is complete without it.
"""
