"""What coaches and trainers see of shared conversations: turns, the index, figures, exports."""
