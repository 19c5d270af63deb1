"""The admin's pages: accounts, and who looked at whose conversation."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.store import access, accounts, logins
from bot.store.accounts import Person
from bot.store.database import now, store
from bot.store.tables import Access, Leader
from bot.web.console import accesses
from bot.web.wording import wording
from tests.web.conftest import Site
from tests.web.desk import Desk, add, text_of

pytestmark = pytest.mark.usefixtures("quick_passwords")
WORDS = wording()["console"]["accounts"]
LOOKS = wording()["console"]["accesses"]


@pytest.fixture
def admin(site: Site) -> Desk:
    """An admin who is logged in."""
    add("Admin", "admin")
    return Desk(site).at("Admin")


def known(name: str) -> Person:
    """The account as it is now."""
    found = accounts.find_account(store(), name)
    assert found
    return found


def code_on(page: str) -> str:
    """The password that the page shows."""
    found = re.search(r'class="code">([^<]+)<', page)
    assert found
    return found[1]


def undo(admin: Desk, location: str) -> None:
    """Press "Fortryd" on the page that follows, as it stands there."""
    page = admin.get(location).text
    form = re.search(r'class="done".*?<form method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
    assert admin.client.post(form[1], data=fields).status_code == 303


# --- accounts


def test_a_new_account_with_a_password_that_is_good_for_one_thing(site: Site, admin: Desk) -> None:
    """It is shown once, and opens nothing but the page where it is changed; with her own, the coach is in."""
    response = admin.post("/coach/accounts", name="Åse", role="coach")
    code = code_on(response.text)
    assert code not in admin.get("/coach/accounts").text
    assert WORDS["waiting"] in admin.read("/coach/accounts")
    desk = Desk(site)
    assert desk.log_in("Åse", code).headers["location"] == "/coach"
    for path in ("/coach", "/coach/talks/1"):
        assert desk.get(path).headers["location"] == "/coach/password"
    assert desk.post("/coach/searches", name="x").headers["location"] == "/coach/password"
    assert wording()["console"]["password"]["must"] in desk.read("/coach/password")
    own = "min helt egen sætning"
    assert desk.post("/coach/password", old=code, new=code, again=code).status_code == 422
    assert desk.post("/coach/password", old=code, new=own, again=own).status_code == 303
    assert desk.get("/coach").status_code == 200
    assert Desk(site).log_in("Åse", code).status_code == 401
    assert WORDS["waiting"] not in admin.read("/coach/accounts")


def test_a_new_password_for_who_forgot_hers(site: Site, admin: Desk) -> None:
    """She is logged out everywhere, a lock is off, and the old one is worth nothing."""
    person = add("Bo")
    desk = Desk(site).at("Bo")
    for _ in range(10):
        logins.note_failure(store(), person.id)
    code = code_on(admin.post(f"/coach/accounts/{person.id}/password").text)
    assert not desk.is_in()
    assert Desk(site).log_in("Bo").status_code == 401
    assert Desk(site).log_in("Bo", code).status_code == 303


@pytest.mark.parametrize(
    ("name", "role", "sorry"),
    [
        ("bo", "coach", "taken"),
        ("", "coach", "name"),
        ("Å\u202e", "coach", "name"),
        ("Ny\nLinje", "coach", "name"),
        ("Ny", "boss", "role"),
        ("Ny", "", "role"),
    ],
)
def test_an_account_that_cannot_be_made(admin: Desk, name: str, role: str, sorry: str) -> None:
    """The page says why, shows no password, and nothing is made."""
    add("Bo")
    response = admin.post("/coach/accounts", name=name, role=role)
    assert response.status_code == 422
    assert WORDS["sorry"][sorry] in text_of(response.text)
    assert 'class="code"' not in response.text
    assert [person.name for person in accounts.accounts(store())] == ["Admin", "Bo"]


def test_a_name_is_shown_as_it_is(admin: Desk) -> None:
    """Also when it looks like a page of its own."""
    admin.post("/coach/accounts", name="<script>alert(1)</script>", role="coach")
    page = admin.get("/coach/accounts").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_roles_and_closing_can_be_undone(site: Site, admin: Desk) -> None:
    """By the button that follows."""
    person = add("Bo")
    done = admin.post(f"/coach/accounts/{person.id}/role", role="trainer").headers["location"]
    assert known("Bo").role == "trainer"
    undo(admin, done)
    assert known("Bo").role == "coach"
    done = admin.post(f"/coach/accounts/{person.id}/close").headers["location"]
    assert known("Bo").closed_at
    undo(admin, done)
    assert not known("Bo").closed_at
    done = admin.post(f"/coach/accounts/{person.id}/open").headers["location"]
    undo(admin, done)
    assert known("Bo").closed_at
    assert Desk(site).log_in("Bo").status_code == 401


def test_the_last_admin_stays(site: Site, admin: Desk) -> None:
    """As long as there is no other who is open; then she may go, and is gone."""
    me = known("Admin").id
    closed = add("Lukket", "admin")
    accounts.close_account(store(), closed.id)
    for path, more in (("close", {}), ("role", {"role": "coach"})):
        response = admin.post(f"/coach/accounts/{me}/{path}", **more)
        assert response.status_code == 409
        assert WORDS["sorry"]["last_admin"] in text_of(response.text)
    assert admin.get("/coach/accounts").status_code == 200
    add("Anden", "admin")
    assert admin.post(f"/coach/accounts/{me}/role", role="coach").headers["location"] == "/coach?done=account_role"
    assert admin.get("/coach").status_code == 200
    assert admin.get("/coach/accounts").status_code == 403


@pytest.mark.parametrize("key", ["999", "0", "-1", "1e3", "x", "٣", "9" * 30, "1;drop"])
def test_an_account_that_is_not_there(admin: Desk, key: str) -> None:
    """Nothing happens."""
    before = accounts.accounts(store())
    for path in ("role", "close", "open", "unlock", "password"):
        assert admin.post(f"/coach/accounts/{key}/{path}", role="coach").status_code == 404
    assert accounts.accounts(store()) == before


def test_an_admin_reads_no_conversations(admin: Desk) -> None:
    """The page says so, and the addresses hold it."""
    assert "læser du ingen samtaler" in admin.read("/coach/accounts")
    for path in ("/coach", "/coach/talks/4F2A"):
        assert admin.get(path).status_code == 403


# --- who looked


@pytest.fixture
def looked(admin: Desk) -> dict[str, str]:
    """Two coaches who looked at two leaders, one of them erased since; name → sign."""
    moment, signs = now(), {"ane": "4F2A", "kim": "90B1"}
    times = {"created_at": moment, "last_seen_at": moment, "active_at": moment}
    with store().writing() as session:
        session.add_all([Leader(id=who, sender_id=who, sign=sign, **times) for who, sign in signs.items()])
    bo, eve = add("Bo", "coach"), add("=1+1", "trainer")
    access.log_access(store(), bo, ["ane"], "read")
    access.log_access(store(), eve, ["ane", "kim"], "export")
    with store().writing() as session:
        session.execute(sa.update(Access).where(Access.account_name == "Bo").values(at=moment - timedelta(days=40)))
    return signs


def rows_of(desk: Desk, query: str = "") -> list[list[str]]:
    """The page's table, cell by cell."""
    page = desk.get("/coach/accesses" + query)
    assert page.status_code == 200, page.text
    rows = re.findall(r"<tr>(<td>.*?)</tr>", page.text, re.DOTALL)
    return [[text_of(cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)] for row in rows]


def test_every_look_stands_there_newest_first(admin: Desk, looked: dict[str, str]) -> None:
    """With name, role, leader's sign and what was done."""
    rows = rows_of(admin)
    assert [row[1:] for row in rows] == [
        ["=1+1", "træner", f"Leder {looked['kim']}", "hentet"],
        ["=1+1", "træner", f"Leder {looked['ane']}", "hentet"],
        ["Bo", "coach", f"Leder {looked['ane']}", "læst"],
    ]


def test_the_filters_combine(admin: Desk, looked: dict[str, str]) -> None:
    """By account, by sign however it is written, by days, both included."""
    ane = looked["ane"]
    today, then = now().date(), (now() - timedelta(days=40)).date()
    assert len(rows_of(admin, "?account=Bo")) == 1
    assert len(rows_of(admin, f"?sign={ane}")) == 2
    assert len(rows_of(admin, f"?sign=leder {ane.lower()}")) == 2
    assert [row[1] for row in rows_of(admin, f"?sign={ane}&account=Bo")] == ["Bo"]
    assert len(rows_of(admin, f"?since={today - timedelta(days=1)}")) == 2
    assert len(rows_of(admin, f"?since={then - timedelta(days=1)}&until={then + timedelta(days=1)}")) == 1
    assert rows_of(admin, "?account=Nogen") == []
    assert LOOKS["empty_filter"] in admin.read("/coach/accesses?account=Nogen")


@pytest.mark.parametrize("query", ["since=i går", "until=2026-02-30", "since=9999-99-99&until=x"])
def test_a_day_that_is_none_is_left_out_and_said(admin: Desk, looked: dict[str, str], query: str) -> None:
    """The rest of the filter holds."""
    assert len(rows_of(admin, f"?account=Bo&{query}")) == 1
    assert "udeladt" in admin.read(f"/coach/accesses?{query}")


@pytest.mark.parametrize("query", ["sign=%00", "account=%00%27", "sign=%27%20OR%201=1", "page=x", "page=0", "page=-3"])
def test_a_broken_address_is_harmless(admin: Desk, looked: dict[str, str], query: str) -> None:
    """Nothing is found, or the first page comes."""
    assert admin.get(f"/coach/accesses?{query}").status_code == 200


def test_pages(admin: Desk, looked: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A page at a time, the filter carried along; a number beyond the last leads to the last."""
    monkeypatch.setattr(accesses, "PAGE", 2)
    assert [len(rows_of(admin, f"?page={number}")) for number in (1, 2)] == [2, 1]
    assert (
        'rel="next" href="/coach/accesses?since=2000-01-01&amp;page=2"'
        in admin.get("/coach/accesses?since=2000-01-01").text
    )
    assert admin.get("/coach/accesses?page=99").headers["location"] == "/coach/accesses?page=2"


def test_an_erased_leader_leaves_no_sign(admin: Desk, looked: dict[str, str]) -> None:
    """That somebody looked stays; at whom does not."""
    with store().writing() as session:
        session.execute(sa.delete(Leader).where(Leader.id == "kim"))
    assert looked["kim"] not in admin.get("/coach/accesses").text
    assert rows_of(admin)[0][3] == LOOKS["erased"]


def test_the_csv_holds_the_same_and_computes_nothing(admin: Desk, looked: dict[str, str]) -> None:
    """All that the filter lets through; a name that looks like a formula is text."""
    response = admin.get("/coach/accesses/csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
    assert lines[0] == LOOKS["headers"]
    assert [line[1:] for line in lines[1:]] == [
        ["'=1+1", "træner", f"Leder {looked['kim']}", "hentet"],
        ["'=1+1", "træner", f"Leder {looked['ane']}", "hentet"],
        ["Bo", "coach", f"Leder {looked['ane']}", "læst"],
    ]
    filtered = admin.get("/coach/accesses/csv?account=Bo").text
    assert len(filtered.splitlines()) == 2
