"""On another page: as an iframe where it is allowed, refused where it is not, as a component on our own origin."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.driver import ANSWER, Screen
from tests.conversations.driver import Assistant

_HOST = """<!doctype html><html lang="da"><head><title>Intranet</title><link rel="icon" href="data:,"></head>
<body><main><h1>Intranettet</h1><script src="{}/assets/embed.js" data-height="40rem"></script></main></body></html>"""


def test_one_script_tag_puts_the_conversation_on_an_allowed_page(
    open_screen: Open, serve_host: Callable[[str], str], second_web: Callable[..., str]
) -> None:
    """She can choose, begin, write and get a reply in the frame; the summary opens beside it."""
    host = serve_host("")
    web = second_web(EMBED_ORIGINS=host)
    serve_host(_HOST.format(web))
    screen = open_screen(host)
    screen.origins.append(web)
    screen.open()
    frame = screen.page.frame_locator("iframe[title=Lederdialog]")
    frame.get_by_label("Jeg vil tale med Lederdialog", exact=True).check()
    frame.get_by_role("button", name="Begynd", exact=True).click()
    frame.get_by_role("button", name="Spring over").click()
    frame.locator(".replies").get_by_role("button", name="Medarbejderne").click()
    expect(frame.locator(".message.leader").last).to_contain_text("Medarbejderne")
    expect(frame.locator(".typing")).to_be_hidden()
    frame.get_by_role("textbox", name="Skriv til Lederdialog").fill(ANSWER)
    frame.get_by_role("button", name="Send").click()
    expect(frame.get_by_role("button", name="Gå dybere")).to_be_visible()
    assert not screen.violations()
    with screen.context.expect_page() as summary:
        frame.get_by_role("link", name="Opsummering").click()
    expect(summary.value.get_by_role("textbox").first).to_have_value(ANSWER)


def test_a_page_that_is_not_allowed_gets_no_frame(
    open_screen: Open, serve_host: Callable[[str], str], assistant: Assistant
) -> None:
    """The browser refuses it, by our headers."""
    web = f"http://127.0.0.1:{assistant.settings.web_port}"
    screen = open_screen(serve_host(_HOST.format(web)))
    screen.origins += [web, "chrome-error:/"]
    screen.provoked += ["frame-ancestors"]
    with screen.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        screen.open()
    expect(screen.page.frame_locator("iframe").locator("leder-dialog")).to_have_count(0)


def test_on_our_own_origin_the_same_tag_makes_a_component(screen: Screen) -> None:
    """Below the page's own h1, with no second main, no header and no h1 of its own."""
    screen.page.route(
        "**/intranet", lambda route: route.fulfill(body=_HOST.format(screen.url), content_type="text/html")
    )
    screen.open("/intranet").choose().greeted()
    expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(screen.page.get_by_role("main")).to_have_count(1)
    assert not screen.violations()
    screen.press("Spring over").press("Medarbejderne").say(ANSWER)
    expect(screen.reply("Gå dybere")).to_be_visible()
