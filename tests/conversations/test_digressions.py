"""Whatever the leader asks for with a question open, she gets it and is led back to the same question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.driver import Leader

DIGRESSIONS = {
    "hvad kan du?": "ét spørgsmål ad gangen",
    "er du en robot?": "maskine",
    "gentag spørgsmålet": "trygge og motiverede",
    "hvorfor spørger du om det?": "Kilde:",
    "hvor langt er jeg nået?": "besvaret",
    "giv mig et råd": "Et råd:",
    "har du et eksempel?": "Et eksempel:",
    "hvad er de tre digitale bølger?": "bølge",
    "hvad sagde jeg om borgerne?": "ikke svaret",
    "vis mig en opsummering": "samle op",
    "hvem kan se det jeg skriver?": "vises kun for dig",
    "vis mine data": "gemt",
    "kan jeg tale med et menneske?": "Kontaktpersonen",
    "mange tak": "Selv tak",
    "hvordan bliver vejret i morgen?": "kan jeg ikke hjælpe med",
}


@pytest.mark.parametrize(("message", "expected"), DIGRESSIONS.items())
def test_a_digression_is_answered_and_leads_back(begun: Callable[[str], Leader], message: str, expected: str) -> None:
    """The last message of the turn is the open question, and nothing is stored as an answer."""
    leader = begun("Medarbejderne")
    question = leader.reply.last
    reply = leader.say(message)
    assert expected in reply.text
    assert reply.last.endswith(question)
    assert leader.answers() == {}


def test_skip_goes_on_and_can_be_seen_in_the_progress(begun: Callable[[str], Leader]) -> None:
    """A skipped question is no answer."""
    leader = begun("Medarbejderne")
    assert "dilemmaer" in leader.say("spring over").last
    assert "1 sprunget over" in leader.say("hvor langt er jeg?").text


def test_what_was_passed_over_is_asked_when_the_theme_is_chosen_again(begun: Callable[[str], Leader]) -> None:
    """A skip is for now, not for ever."""
    leader = begun("Organisationen")
    for _ in range(3):
        leader.say("spring over")
    leader.press("Ikke nu")
    assert "nysgerrighed og nye idéer" in leader.press("Organisationen").last


def test_another_theme_in_the_middle_and_back_again(begun: Callable[[str], Leader]) -> None:
    """The theme that was left goes on where it was."""
    leader = begun("Medarbejderne")
    leader.say("Vi øver os sammen på torsdagsmøderne.")
    leader.press("Næste spørgsmål")
    assert "Omverdenen" in leader.say("jeg vil hellere tage omverdenen").text
    assert "dilemmaer" in leader.say("lad os tage medarbejderne igen").last


def test_pause_and_resume(begun: Callable[[str], Leader]) -> None:
    """No question follows a pause; resuming puts the same question in full."""
    leader = begun("Medarbejderne")
    assert "?" not in leader.say("jeg må holde pause nu").text
    assert "trygge og motiverede" in leader.say("lad os fortsætte").last


def test_starting_over_wants_a_yes_and_keeps_the_old_answers(begun: Callable[[str], Leader]) -> None:
    """A fresh reflection, and the old answer can still be recalled."""
    leader = begun("Medarbejderne")
    leader.say("Vi øver os på skærmbesøg hver onsdag.")
    leader.say("start forfra")
    leader.press("Ja, forfra")
    assert "Medarbejderne: 0 af " in leader.say("hvor langt er jeg?").text
    assert "Vi øver os på skærmbesøg hver onsdag." in leader.say("hvad sagde jeg om skærmbesøg?").text


def test_suggestions_do_not_repeat_and_verdicts_are_kept(begun: Callable[[str], Leader]) -> None:
    """Thirteen pieces of advice, each once, before any comes again."""
    leader = begun("Medarbejderne")
    leader.say("giv mig et råd")
    leader.press("Kan bruges")
    for _ in range(12):
        leader.press("Vis en anden")
    shown = leader.stored(
        "SELECT s.item_id, s.verdict FROM suggestions s JOIN reflections r ON r.id = s.reflection_id "
        "WHERE r.leader_id = :leader ORDER BY s.id"
    )
    assert len({item for item, _ in shown}) == len(shown) == 13
    assert shown[0][1] == "useful"
    assert "set dem alle" in leader.press("Vis en anden").text


def test_self_assessment_shows_change_since_last_time(begun: Callable[[str], Leader]) -> None:
    """Five statements, figures typed or pressed, no sum; the second time the first figures stand beside."""
    leader = begun("Medarbejderne")
    for figures in (("4", "3", "5", "2", "4"), ("5", "3", "5", "3", "4")):
        leader.say("jeg vil gerne vurdere mig selv på de fem udsagn")
        for figure in figures:
            leader.say(figure)
    assert "5 (sidst 4)" in leader.reply.text
    assert "gennemsnit" not in leader.reply.text
    assert leader.reply.last.startswith("Tilbage til spørgsmålet")


def test_readiness_check_keeps_level_and_note(begun: Callable[[str], Leader]) -> None:
    """Yes, partly or no, with a note where she likes."""
    leader = begun("Medarbejderne")
    leader.say("hvor digitalt moden er min organisation?")
    for answer in ("ja", "delvist, vi mangler tid", "nej", "delvist", "ja, det er på plads"):
        leader.say(answer)
    assert "vi mangler tid" in leader.reply.text
    assert "Ikke på plads endnu" in leader.reply.text
