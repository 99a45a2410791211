"""Tesuri: one set of checked guides as website, kiosk and handout, in every language a town needs."""

__version__ = "0.1.0"
