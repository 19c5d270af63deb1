"""The overview's page: what it says, what it leaves out, and that its policy lets all of it through."""

from __future__ import annotations

import re

import pytest
from lxml import etree, html

from bot.review.overview import FEWEST
from bot.review.plots import Bar, Series, draw_rows, draw_weeks
from bot.store.database import store
from bot.store.leaders import set_sharing
from tests.web.conftest import Site
from tests.web.shared_talks import QUESTION, THEME, reader, write_talk

MOST = "færre end 5 ledere"


def tables(text: str) -> dict[str, dict[str, list[str]]]:
    """Caption → row → what its cells say."""
    found = {}
    for table in html.fromstring(text).iter("table"):
        rows = {
            row.find("th").text_content(): [cell.text_content().strip() for cell in row.findall("td")]
            for row in table.find("tbody")
        }
        found[table.find("caption").text_content()] = rows
    return found


def test_with_fewer_than_five_leaders_it_says_so(site: Site) -> None:
    """No number, no plot, no table."""
    for number in range(FEWEST - 1):
        write_talk(site, f"s{number}")
    page = reader(site).get("/coach/overview")
    assert page.status_code == 200
    assert "når mindst 5 ledere deler" in page.text
    assert "<svg" not in page.text
    assert "<table" not in page.text


def test_it_counts_what_is_shared_and_leads_to_it(site: Site) -> None:
    """Each exact number is the length of the list that it leads to."""
    for number in range(6):
        write_talk(site, f"a{number}", action="Holde et møde", outcome="done", shown="advice-02", verdict="useful")
    for number in range(5):
        write_talk(site, f"b{number}", stopped="employees-ethics")
    client = reader(site, "trainer")
    page = client.get("/coach/overview").text
    found = tables(page)
    assert found["Hvor langt ledere kommer"]["Medarbejderne"] == ["11", MOST]
    assert found["Hvor langt ledere kommer"]["Omverdenen"] == [MOST, MOST]
    assert found["Hvor ledere er stoppet"]["Tryghed og faglig mening"] == ["6"]
    assert found["Hvad der blev af handlingerne"]["Gennemført"] == ["6", "6"]
    assert found["Hvilke forslag der bruges"]["Tal om projekterne, ikke om det store ord"] == ["6", "6", MOST]
    assert list(found["Hvor tit assistenten ikke forstår"].values()) == [["11", "0\u00a0%"]]
    links = html.fromstring(page).xpath("//td/a")
    assert {f"/coach?stopped={QUESTION}", f"/coach?begun={THEME}"} <= {link.get("href") for link in links}
    for link in links:
        assert f"{link.text} samtaler" in client.get(link.get("href")).text


def test_a_withheld_number_has_no_link_and_no_bar(site: Site) -> None:
    """Neither in the table nor in the plot."""
    for number in range(6):
        write_talk(site, f"a{number}")
    for number in range(2):
        write_talk(site, f"b{number}", stopped="employees-ethics")
    page = reader(site).get("/coach/overview").text
    assert tables(page)["Hvor ledere er stoppet"]["De etiske spørgsmål"] == [MOST]
    assert tables(page)["Hvor ledere er stoppet"]["Tryghed og faglig mening"] == ["mindst 5"]
    assert "stopped=" not in page
    svg = html.fromstring(page).xpath("//section[h2/@id='stopped']//*[local-name()='svg']")[0]
    assert "mindst 5" in svg.text_content()
    assert "etiske" not in svg.text_content()


def test_whoever_stops_sharing_is_out_of_the_figures_at_once(site: Site) -> None:
    """The page is made of what is shared at that moment, also where its plots are kept."""
    for number in range(6):
        write_talk(site, f"s{number}")
    client = reader(site)
    assert tables(client.get("/coach/overview").text)["Hvor ledere er stoppet"]["Tryghed og faglig mening"] == ["6"]
    set_sharing(store(), "s0", False)
    assert tables(client.get("/coach/overview").text)["Hvor ledere er stoppet"]["Tryghed og faglig mening"] == ["5"]
    set_sharing(store(), "s1", False)
    assert "<svg" not in client.get("/coach/overview").text


def test_no_sign_of_a_leader_stands_on_the_page(site: Site) -> None:
    """Rows are themes, questions, suggestions, outcomes and weeks."""
    signs = [write_talk(site, f"s{number}", answer="Kun jeg siger vindmølle.") for number in range(6)]
    page = reader(site).get("/coach/overview").text
    assert not [sign for sign in signs if re.search(rf"\b{sign}\b", page)]
    assert "vindmølle" not in page


@pytest.mark.parametrize("role", ["admin"])
def test_another_role_is_refused(site: Site, role: str) -> None:
    """An admin sees who looked, not what was said."""
    assert reader(site, role).get("/coach/overview").status_code == 403


def test_without_logging_in_it_leads_to_the_login(site: Site) -> None:
    """And back here afterwards."""
    answer = site.visitor().get("/coach/overview")
    assert (answer.status_code, answer.headers["location"]) == (303, "/coach/login?next=%2Fcoach%2Foverview")


def test_a_plot_holds_nothing_that_the_policy_forbids_or_that_could_collide() -> None:
    """No style, no script, no id, no namespace tricks; a title with markup in it stays text."""
    nasty = '<script>alert(1)</script> & "so"'
    bars = (Bar(7, "7", "/coach?stopped=a&x=1"), Bar(None), Bar(26, "mindst 26"))
    for drawn in (
        draw_rows((nasty, "b", "c"), (Series("Begyndt", bars), Series("Færdig", bars)), 30),
        draw_weeks((nasty, "2", "3"), Series("Andel", bars), ((0, "0 %"), (30, "30 %"))),
    ):
        root = etree.fromstring(drawn)
        tags = {etree.QName(element).localname for element in root.iter()}
        assert tags <= {"svg", "g", "rect", "path", "text", "a", "title"}
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not attributes & {"style", "id", "onclick", "onload", "target"}
        assert {link.get("href") for link in root.iter("{*}a")} == {"/coach?stopped=a&x=1"}
        assert all(link.get("tabindex") == "-1" for link in root.iter("{*}a"))
        assert root.get("aria-hidden") == "true"
