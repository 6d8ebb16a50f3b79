"""Films of the site: the frames that are shown, by button, by slider and by key; less motion."""

import base64
import io
import re

import pytest
from PIL import Image, ImageChops, ImageSequence

from tests.browser.test_pages import ARTICLES, PHONE, SCREEN
from tools import site
from tools.workspace import ROOT
from utils.drawing.film import picture

FILM = ".film[data-film$='keras_class_boundaries.gif']"
GIF = "01_mysteries_of_neural_networks/01_mathematics_of_nn/final_visualisations"
GIF = ROOT / GIF / "keras_class_boundaries.gif"
MOVING = {"viewport": SCREEN, "reduced_motion": "no-preference"}
TITLE = "A Keras network learns to enclose a disc"


@pytest.fixture(scope="module")
def frames():
    """All frames, as Pillow reads them."""
    with Image.open(GIF) as film:
        return [frame.convert("RGB") for frame in ImageSequence.Iterator(film)]


@pytest.fixture
def still(reader):
    """The first article for a reader who wants less motion, and its first film."""
    page, watched = reader(ARTICLES[0], viewport=SCREEN)
    yield page, page.locator(FILM).first
    assert watched.errors == watched.outside == []


def wait_for(page, film, frame):
    shown = "([film, frame]) => film.dataset.shown === String(frame)"
    page.wait_for_function(shown, arg=[film.element_handle(), frame])


def pixels(film):
    """What the canvas holds."""
    data = film.locator("canvas").evaluate("(canvas) => canvas.toDataURL('image/png')")
    return Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))).convert("RGB")


def same(one, other):
    return ImageChops.difference(one, other).getbbox() is None


def test_each_frame_is_the_one_that_pillow_reads(still, frames):
    page, film = still
    slider = film.get_by_role("slider", name="Frame")
    assert slider.get_attribute("max") == str(len(frames) - 1)
    for frame in (0, 1, 30, 7, len(frames) - 1):
        slider.fill(str(frame))
        wait_for(page, film, frame)
        assert same(pixels(film), frames[frame])
    assert not same(frames[7], frames[30])


def test_the_line_says_what_each_frame_shows(still):
    page, film = still
    slider, line = film.get_by_role("slider"), film.locator(".film-facts")
    facts = picture.each(GIF)
    for frame in (0, 3, 31, 50):
        slider.fill(str(frame))
        wait_for(page, film, frame)
        fact = facts[frame].removeprefix(f"{TITLE}, ")
        assert fact.startswith(f"epoch {frame}: ") and "held-out points" in fact
        assert line.inner_text() == f"Frame {frame + 1} of 51 · {fact}"
        assert slider.get_attribute("aria-valuetext") == line.inner_text()
    assert len(set(facts)) == 51


def test_a_film_that_plays_says_where_it_is_and_moves_nothing(reader):
    """On a phone, where a line of facts is folded several times."""
    page, _ = reader(ARTICLES[0], viewport=PHONE)
    film = page.locator(FILM).first
    slider, line = film.get_by_role("slider"), film.locator(".film-facts")
    slider.fill("1")
    wait_for(page, film, 1)
    high = film.evaluate("(film) => film.offsetHeight")
    slider.press("Space")
    wait_for(page, film, 3)
    assert film.evaluate("(film) => film.offsetHeight") == high
    assert re.fullmatch(r"Frame (\d+) of 51 · epoch \d+", line.inner_text())
    slider.press("Space")
    assert "held-out points" in line.inner_text()
    assert film.evaluate("(film) => film.offsetHeight") == high


def test_a_frame_stands_as_long_as_the_file_says(still):
    page, film = still
    with Image.open(GIF) as opened:
        stands = [frame.info["duration"] for frame in ImageSequence.Iterator(opened)]
    film.get_by_role("slider").fill("1")
    wait_for(page, film, 1)
    begin = """(film) => {
        window.seen = [];
        const note = () => window.seen.push([Number(film.dataset.shown), performance.now()]);
        new MutationObserver(note).observe(film, { attributeFilter: ["data-shown"] });
    }"""
    film.evaluate(begin)
    film.get_by_role("button", name="Play").click()
    wait_for(page, film, 9)
    at = dict(page.evaluate("window.seen"))  # when each was drawn; a busy machine is only later
    assert sorted(at)[:8] == list(range(1, 9))
    for frame in range(1, 8):
        assert at[frame + 1] - at[frame] >= stands[frame] - 2


def test_a_film_of_others_has_no_facts_and_can_be_stepped(reader):
    """Here the file's comment is another one; what a film says must not keep it from moving."""
    page, _ = reader("index.html", viewport=SCREEN)
    read = "async (bytes) => (await import('./_static/facts.mjs')).facts(Uint8Array.from(bytes))"
    assert page.evaluate(read, list(GIF.read_bytes()))[3].startswith("epoch 3: ")
    file = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), (k, 0, 0)) for k in (0, 200)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], comment=b"made by hand")
    assert page.evaluate(read, list(file.getvalue())) == []


def test_keys_and_buttons_step_and_play(still):
    page, film = still
    slider = film.get_by_role("slider")
    slider.focus()
    for key, frame in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        wait_for(page, film, frame)
    page.keyboard.press("End")
    wait_for(page, film, 50)
    page.keyboard.press("ArrowRight")
    film.get_by_role("button", name="One frame back").click()
    wait_for(page, film, 49)
    film.get_by_role("button", name="One frame on").press("Enter")
    wait_for(page, film, 50)
    slider.focus()
    page.keyboard.press("Space")
    wait_for(page, film, 3)
    page.keyboard.press("Space")
    assert film.get_by_role("button", name="Play").count() == 1
    assert film.get_by_role("button", name="Pause").count() == 0


def test_less_motion_starts_at_the_still(still, frames):
    page, film = still
    seen = film.locator("img").evaluate("(image) => image.decode().then(() => image.currentSrc)")
    assert seen.endswith("keras_class_boundaries.still.png")
    with Image.open(site.SITE / "_images" / "keras_class_boundaries.still.png") as image:
        assert same(image.convert("RGB"), frames[-1])
    assert film.locator("canvas").count() == 0
    assert film.get_by_role("button", name="Play").count() == 1


def test_a_film_in_view_plays_and_one_out_of_view_rests(reader):
    page, _ = reader(ARTICLES[0], **MOVING)
    film = page.locator(FILM).first
    wait_for(page, film, 3)
    page.locator("#references").scroll_into_view_if_needed()
    page.wait_for_function(
        "(film) => !film.classList.contains('film-playing')", arg=film.element_handle()
    )


def test_a_film_that_was_stopped_stays_stopped(reader):
    page, _ = reader(ARTICLES[0], **MOVING)
    film = page.locator(FILM).first
    wait_for(page, film, 2)
    film.get_by_role("button", name="Pause").click()
    page.locator("#references").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 0)")
    page.locator("h1").scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    assert film.get_by_role("button", name="Play").count() == 1


def test_on_the_first_page_a_film_waits_until_it_is_pointed_at(reader):
    page, watched = reader("index.html", **MOVING)
    film = page.locator(FILM)
    assert film.locator("canvas").count() == 0
    film.scroll_into_view_if_needed()
    film.hover()
    wait_for(page, film, 3)
    page.locator("h1").hover()
    page.wait_for_function(
        "(film) => !film.classList.contains('film-playing')", arg=film.element_handle()
    )
    assert watched.errors == []


def test_without_an_image_decoder_the_gif_stays(browser, site_address):
    context = browser.new_context(viewport=SCREEN)
    context.add_init_script("delete window.ImageDecoder")
    page = context.new_page()
    page.goto(f"{site_address}/{ARTICLES[0]}")
    film = page.locator(FILM).first
    assert film.locator("img").get_attribute("src").endswith(".gif")
    assert film.get_by_role("button").count() == 0
    context.close()
