"""The console: coaches under /coach, trainers under /trainer, in pages that need no JavaScript."""
