"""The list of shared conversations: who stands in it, filters that combine, search, saved searches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from bot.store.commitments import promises, report_commitment, save_commitment
from bot.store.database import store
from bot.store.suggestions import note_shown, note_verdict
from tests.web.conftest import Site
from tests.web.talkers import Reader, Talker, signs, words

ADVICE = "advice-03"
_DAY = 24.0


@pytest.fixture
def coach(site: Site) -> Reader:
    """A coach."""
    return Reader(site.url, "Coach Et", "coach")


def _week(days_ago: float) -> str:
    year, week, _day = (datetime.now(timezone.utc) - timedelta(days=days_ago)).isocalendar()
    return f"{year}-W{week:02}"


@pytest.fixture
def four(site: Site) -> dict[str, str]:
    """Four leaders who share and one who does not; name → sign."""
    stuck = Talker("state").answers("employees", "employees-safety", "Vi øver os hver onsdag.", hours=30 * _DAY)
    stuck.asked("employees", "employees-ethics", hours=30 * _DAY).puzzles("blomkål", hours=30 * _DAY)
    other = Talker("social-health").answers(
        "employees", "employees-safety", "Skærmbesøgene skræmmer de erfarne.", hours=48
    )
    other.asked("employees", "employees-ethics").says("hvad mener du?", "explain_question")
    deep = Talker("social-health").answers(
        "mindset", "mindset-curiosity", "Jeg siger nej til systemer, ingen bruger.", hours=48
    )
    deep.says("gå dybere", "go_deeper", hours=48)
    for sender in (other.sender, deep.sender):
        note_shown(store(), sender, "advice", ADVICE, "employees", "øver")
    note_verdict(store(), other.sender, "useful")
    note_verdict(store(), deep.sender, "irrelevant")
    for talker in (other, deep):
        save_commitment(store(), talker.sender, "mindset", "Jeg tager det op på teammødet.", None, None)
    report_commitment(store(), deep.sender, promises(store(), deep.sender)[0].id, "done", None)
    silent = Talker().answers("employees", "employees-safety", "Det her deler jeg ikke: blomkål.")
    assert silent.sender
    short = Talker("administration").says("hej", "greet", hours=1)
    return {"stuck": stuck.share(), "other": other.share(), "deep": deep.share(), "short": short.share()}


FILTERS = {
    "?stopped=employees-ethics": {"stuck", "other"},
    "?theme=employees": {"stuck", "other"},
    "?theme=mindset": {"deep"},
    "?sector=social-health": {"other", "deep"},
    "?stopped=employees-ethics&sector=state": {"stuck"},
    "?dwelt=mindset-curiosity": {"deep"},
    f"?shown={ADVICE}": {"other", "deep"},
    f"?kept={ADVICE}": {"other"},
    f"?rejected={ADVICE}": {"deep"},
    "?outcome=open": {"other"},
    "?outcome=done": {"deep"},
    "?unclear=1": {"stuck"},
    "?returned=1": {"other"},
    "?unread=1": {"stuck", "other", "deep", "short"},
    "?flagged=1": set(),
    "?tag=opf%C3%B8lgning": set(),
    "?finished=mindset": set(),
    "?q=sk%C3%A6rmbes%C3%B8g": {"other"},
    "?q=SKAERMBESOEGENE": {"other"},
    "?q=%22sige+nej%22+system": {"deep"},
    "?q=%22nej+sige%22": set(),
    "?q=blomk%C3%A5l": {"stuck"},
    "?q=%22%29+OR+1%3D1+--": set(),
}


def test_each_filter_through_the_address(coach: Reader, four: dict[str, str]) -> None:
    """The address alone says what is listed, so it can be bookmarked; who does not share is in none."""
    assert {query: set(coach.signs(query)) for query in FILTERS} == {
        query: {four[name] for name in names} for query, names in FILTERS.items()
    }


def test_days_and_weeks(coach: Reader, four: dict[str, str]) -> None:
    """Her newest message counts for the days, each message for its week."""
    ago = (datetime.now(timezone.utc) - timedelta(days=10)).date()
    assert four["stuck"] not in coach.signs(f"?since={ago}")
    assert coach.signs(f"?until={ago}") == [four["stuck"]]
    assert coach.signs(f"?week={_week(30)}") == [four["stuck"]]


def test_order(coach: Reader, four: dict[str, str]) -> None:
    """The newest first unless otherwise asked for."""
    assert coach.signs()[-1] == four["stuck"]
    assert coach.signs("?order=first")[0] == four["stuck"]
    assert coach.signs("?order=unclear")[0] == four["stuck"]
    assert coach.signs("?order=length")[-1] == four["short"]
    assert coach.signs("?order=open")[0] == four["other"]


def test_the_same_question_is_one_click_away(coach: Reader, four: dict[str, str]) -> None:
    """Each line names the question that is open and leads to all that stand there."""
    page = coach.get("/coach").text
    assert page.count('href="/coach?stopped=employees-ethics"') == 2
    said = coach.text("/coach?stopped=employees-ethics")
    assert "2 samtaler" in said
    assert "Står ved spørgsmålet: De etiske spørgsmål" in said


def test_next_and_previous_stay_within_the_filter(coach: Reader, four: dict[str, str]) -> None:
    """The conversation knows the list that it was opened from, and leads back to it."""
    page = coach.get(f"/coach/talks/{four['other']}?stopped=employees-ethics")
    assert "1 af 2" in words(page)
    assert f'rel="next" href="/coach/talks/{four["stuck"]}?stopped=employees-ethics"' in page.text
    assert 'rel="prev"' not in page.text
    assert 'href="/coach?stopped=employees-ethics"' in page.text


def test_a_search_is_saved_opened_and_forgotten_and_that_is_undone(
    coach: Reader, four: dict[str, str], site: Site
) -> None:
    """Under a name, for who saved it alone; a broken one becomes what of it can be understood."""
    coach.post("/coach/searches", name="De stoppede", query="stopped=employees-ethics&order=nonsense&x=1")
    assert coach.done == "Søgningen er gemt."
    page = coach.get("/coach")
    assert '<a href="/coach?stopped=employees-ethics">De stoppede</a>' in page.text
    other = Reader(site.url, "Coach To", "coach")
    assert "De stoppede" not in other.text("/coach")
    assert other.post("/coach/searches/forget", id="1").status_code == 404
    coach.post("/coach/searches/forget", id="1")
    assert "De stoppede</a>" not in coach.page.text
    coach.undo()
    assert '<a href="/coach?stopped=employees-ethics">De stoppede</a>' in coach.page.text


def test_a_search_under_a_name_that_is_taken_can_be_undone(coach: Reader, four: dict[str, str]) -> None:
    """The one that stood there before comes back."""
    coach.post("/coach/searches", name="Mine", query="theme=mindset")
    coach.post("/coach/searches", name="Mine", query="sector=state")
    assert "i stedet for" in coach.done
    assert 'href="/coach?sector=state">Mine<' in coach.page.text
    coach.undo()
    assert 'href="/coach?theme=mindset">Mine<' in coach.page.text


def test_a_search_needs_a_name_and_what_was_chosen_stays(coach: Reader, four: dict[str, str]) -> None:
    """Nothing is saved, nothing is lost, and the page says why."""
    coach.post("/coach/searches", name="  ", query="theme=mindset")
    assert coach.done == "Giv søgningen et navn."
    assert signs(coach.page) == [four["deep"]]


def test_a_saved_search_that_is_none(coach: Reader) -> None:
    """A forged key is no search."""
    for key in ("", "x", "-1", "7", "99999999999", "²"):
        assert coach.post("/coach/searches/forget", id=key).status_code == 404


def test_broken_filters_and_pages_say_so_and_show_the_rest(coach: Reader, four: dict[str, str]) -> None:
    """Names of what was left out, in Danish; a page that is not there becomes the last."""
    said = coach.text("/coach?since=igaar&order=%00&sector=state&unknown=1")
    assert "udeladt: Sidst skrevet fra, Rækkefølge" in said
    assert signs(coach.page) == [four["stuck"]]
    assert len(coach.signs("?page=900")) == 4
    assert len(coach.signs("?page=-3")) == 4


def test_long_lists_come_in_pages(coach: Reader) -> None:
    """25 on each, every conversation on one of them."""
    shared = {Talker("state").says(f"hej {number}", "greet").share() for number in range(30)}
    first, second = coach.signs(), coach.signs("?page=2")
    assert (len(first), len(second)) == (25, 5)
    assert set(first) | set(second) == shared
    assert 'rel="next" href="/coach?sector=state&amp;page=2"' in coach.get("/coach?sector=state").text


def test_a_list_with_nobody_says_what_to_do(coach: Reader) -> None:
    """Nobody shares, or nobody whom the filter lets through."""
    assert "Ingen har delt en samtale endnu" in coach.text("/coach")
    assert "Fjern et af filtrene" in coach.text("/coach?unread=1")


def test_unread_until_opened_and_again_when_something_is_said(coach: Reader, site: Site) -> None:
    """Each coach has her own; a conversation can be made unread again."""
    talker = Talker().says("hej", "greet")
    sign = talker.share()
    assert coach.signs("?unread=1") == [sign]
    coach.get(f"/coach/talks/{sign}")
    assert coach.signs("?unread=1") == []
    assert Reader(site.url, "Coach To", "coach").signs("?unread=1") == [sign]
    talker.says("mere").share()
    assert coach.signs("?unread=1") == [sign]
    coach.get(f"/coach/talks/{sign}")
    coach.post(f"/coach/talks/{sign}/mark", state="unread", query="unread=1")
    assert coach.done == "Samtalen står som ulæst igen."
    assert signs(coach.page) == [sign]


def test_withdrawn_sharing_is_gone_from_list_search_and_counts_at_once(coach: Reader, four: dict[str, str]) -> None:
    """Without waiting for the index."""
    talker = Talker().says("En hel særlig sætning om rensdyr.")
    sign = talker.share()
    assert coach.signs("?q=rensdyr") == [sign]
    talker.withdraw()
    assert coach.signs("?q=rensdyr") == []
    assert sign not in coach.get("/coach").text
    assert "4 samtaler" in coach.text("/coach")


def test_huge_binary_and_odd_addresses(coach: Reader, four: dict[str, str]) -> None:
    """A page comes, and what was typed stands in it as text."""
    for query in ("q=" + "a" * 5_000, "q=%ff%fe", "q=" + "%F0%9F%A6%92" * 60, "tag=%3Cscript%3E", "q=a*+NEAR+b"):
        page = coach.get(f"/coach?{query}")
        assert page.status_code == 200
        assert "<script>" not in page.text


def test_the_list_asks_for_a_log_in_and_comes_back_to_it(open_site: Callable[..., Site]) -> None:
    """A bookmark of somebody who is logged out leads through the log-in page to where it pointed."""
    site = open_site()
    visitor = site.visitor()
    answer = visitor.get("/coach?theme=mindset")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/coach/login?next=%2Fcoach%3Ftheme%3Dmindset"
