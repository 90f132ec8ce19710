"""Weak localization, antilocalization and interaction corrections, from file to L_phi(T)."""
