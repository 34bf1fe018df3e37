"""Stands in for the part of Werkzeug that functions use: its exceptions."""
