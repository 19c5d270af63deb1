"""Measurements: each compares against something real in the same run, prints a table and writes JSON to results/."""
