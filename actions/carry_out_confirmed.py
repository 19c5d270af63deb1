"""Does what the leader said yes to."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.base import LeaderAction, Turn
from bot.privacy.erasure import erase_leader
from bot.store.leaders import set_sharing, start_over

_KEPT_AFTER_ERASURE = {"contact", "organisation"}


def _begin_again(turn: Turn) -> list[EventType]:
    start_over(turn.store, turn.sender)
    turn.say("utter_confirm_done_start_over")
    fresh = [
        SlotSet(name, None) for name in ("theme", "question", "answer", "next_step", "question_is_put", "away_since")
    ]
    return [*fresh, FollowupAction("reflection_form")]


def _share(turn: Turn) -> list[EventType]:
    set_sharing(turn.store, turn.sender, True)
    turn.say("utter_confirm_done_share_with_coach")
    return [FollowupAction("action_move_on")]


def _erase(turn: Turn) -> list[EventType]:
    erase_leader(turn.store, turn.sender)
    turn.say("utter_confirm_done_delete_my_data")
    forgotten = [SlotSet(name, None) for name in turn.tracker.slots if name not in _KEPT_AFTER_ERASURE]
    return [*forgotten, FollowupAction("action_listen")]


_DEEDS = {"start_over": _begin_again, "share_with_coach": _share, "delete_my_data": _erase}


class CarryOutConfirmed(LeaderAction):
    """One deed for each thing that wants a yes."""

    def act(self, turn: Turn) -> list[EventType]:
        """Do it on a yes; on a no say that nothing happened."""
        done: list[EventType] = [SlotSet("confirming", None), SlotSet("confirmed", None)]
        if not turn.slot("confirmed"):
            turn.say("utter_confirm_nothing_done")
            return [*done, FollowupAction("action_move_on")]
        return [*_DEEDS[turn.slot("confirming")](turn), *done]
