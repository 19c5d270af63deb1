"""The page in a real browser: what it does, and WCAG 2.2 AA."""
