"""What can be wrong in what a trainer writes; each check is a function of the files and returns problems in Danish."""

from bot.training.checks.parts import PARTS, Part, check_tree, run_parts

__all__ = ["PARTS", "Part", "check_tree", "run_parts"]
