"""Rasa's own validation without TensorFlow: `python -m bot.validation` at a project's root prints one JSON object.

Does what `rasa data validate` does, in 5 seconds where that takes 25. Three things made it slow: TensorFlow, which Rasa imports for
a function of two lines; the data, read three times; and the schema of a mark in an example, checked anew for each mark.
"""

from __future__ import annotations

import json
import logging
import sys
import types
import warnings
from pathlib import Path
from typing import Any

from jsonschema.validators import Draft202012Validator


class _Featurizer:
    """What rasa.core.training.story_conflict takes from rasa.core.featurizers.tracker_featurizers."""

    @staticmethod
    def slice_state_history(states: list[Any], length: int | None) -> list[Any]:
        """The last states."""
        return states[-length:] if length else states


def spare_tensorflow() -> None:
    """Give Rasa's validator stand-ins for the two names that it would import TensorFlow for."""
    for name, holds in (
        ("rasa.core.featurizers.tracker_featurizers", {"MaxHistoryTrackerFeaturizer": _Featurizer}),
        ("rasa.nlu.tokenizers.tokenizer", {"Tokenizer": object}),
    ):
        module = types.ModuleType(name)
        vars(module).update(holds)
        sys.modules[name] = module
    Draft202012Validator.check_schema = classmethod(
        lambda *_arguments, **_options: None
    )  # Rasa's own schemas are sound


def validate(root: Path) -> dict[str, Any]:
    """All that Rasa has to say about a project.

    Returns:
        `warnings`: sentences in English. `conflicts`: stories that contradict one another, each with `after` (what was said or
        done before) and `actions` (action → the stories that want it).
    """
    from rasa.core.training.story_conflict import find_story_conflicts
    from rasa.shared.core.generator import TrainingDataGenerator
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.validator import Validator

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        importer = RasaFileImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
        validator = Validator.from_importer(importer)
        validator.verify_domain_validity()
        validator.verify_form_slots()
        validator.verify_slot_mappings()
        validator.verify_nlu(ignore_warnings=False)
        validator.verify_forms_in_stories_rules()
        validator.verify_actions_in_stories_rules()
        validator.warn_if_config_mandatory_keys_are_not_set()
        stories = TrainingDataGenerator(
            validator.story_graph, domain=validator.domain, remove_duplicates=False, augmentation_factor=0
        )
        conflicts = find_story_conflicts(stories.generate_story_trackers(), validator.domain)
    told = [str(warning.message) for warning in caught if issubclass(warning.category, UserWarning)]
    return {"warnings": told, "conflicts": [_conflict(each) for each in conflicts]}


def _conflict(conflict: Any) -> dict[str, Any]:
    return {"after": str(conflict).partition("\n")[0], "actions": dict(conflict._conflicting_actions)}


def main() -> int:
    """Print what Rasa says of the project in the working directory; what stops Rasa is a warning like the others."""
    logging.disable(logging.CRITICAL)
    spare_tensorflow()
    from rasa.shared.exceptions import RasaException

    try:
        found = validate(Path.cwd())
    except RasaException as error:
        found = {"warnings": [str(error)], "conflicts": []}
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
