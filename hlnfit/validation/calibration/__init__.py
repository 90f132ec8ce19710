"""Calibration: simulated sweeps of known truth, fitted as measured ones; do the limits and verdicts hold?"""
