"""What we plug into Rasa beyond understanding: stores by settings, short sessions, cheaper checks of action results.

Rasa imports this package by the names in config.yml and endpoints.yml.
"""

from bot.engine.action_results import check_schema_once

check_schema_once()
