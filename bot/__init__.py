"""Lederdialog: a Danish conversational coach for public-sector leaders."""
