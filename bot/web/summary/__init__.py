"""The leader's summary: what it holds, where that comes from, the page, the files."""
