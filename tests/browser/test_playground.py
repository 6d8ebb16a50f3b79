"""The playground, as a reader uses it: trained in a browser, compared with its own code."""

import io
import itertools
import json
import re
import subprocess
import sys

import pytest
from PIL import Image

from tests.browser.shown import Watched
from tests.browser.test_pages import ARTICLES
from tools import npm, pyodide
from tools.workspace import ROOT

PLAYGROUND = "playground/index.html"
PATIENCE = 180_000  # milliseconds, for Python's start on a busy machine
EPOCH = "() => Number(document.getElementById('epoch').textContent.replaceAll(',', ''))"
GO = """there => new Promise((done) => {
    addEventListener("hashchange", () => setTimeout(done), { once: true });
    location.hash = there;
})"""
SMALL = "layers=4&count=200&optimizer=adam&rate=0.03&stop=40"


def arrive(page):
    page.set_default_timeout(PATIENCE)
    page.wait_for_selector("[data-ready]", state="attached")


@pytest.fixture
def opened(reader):
    """Opens the playground at an experiment, on a page of its own, where Python has not started."""

    def ready(experiment="", **settings):
        settings.setdefault("reduced_motion", "no-preference")
        page, watched = reader(f"{PLAYGROUND}#{experiment}", **settings)
        arrive(page)
        return page, watched

    return ready


@pytest.fixture(scope="module")
def started(browser, site_address):
    """One page on which Python has been started, since that takes its time."""
    context = browser.new_context()
    watched = Watched(context, site_address)
    page = context.new_page()
    page.goto(f"{site_address}/{PLAYGROUND}")
    arrive(page)
    page.click("#step")
    page.wait_for_function(f"() => ({EPOCH})() === 1")
    yield page, watched
    context.close()


@pytest.fixture
def follow(started):
    """Follows a link to an experiment on the page where Python runs; no error may come of it."""
    page, watched = started

    def followed(experiment):
        page.evaluate(GO, experiment)
        page.wait_for_function(f"() => ({EPOCH})() === 0")
        return page

    yield followed
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert (watched.errors, watched.outside) == ([], [])


def trained(page):
    """Plays until the experiment stops by itself."""
    page.click("#play")
    done = f"stop => document.body.dataset.state === 'stopped' && ({EPOCH})() === stop"
    page.wait_for_function(done, arg=int(page.input_value("#stop")))


def told(page, network=0):
    """What stands beside the plane, by name."""
    places = page.locator(".output").nth(network)
    names, values = (places.locator(tag).all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, values))


def program(page, network=0):
    """The code that the page shows of a network."""
    if page.is_hidden("#code"):
        page.click("#show-code")
    if network:
        page.locator("#code-of button").nth(network).click()
    return page.text_content("#program")


def run_natively(code, folder):
    """(training, test) as the code prints them, run on this machine's Python."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    lines = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    return [json.loads(lines[part].replace("'", '"')) for part in ("training", "test")]


def exact(page, network=0):
    """The losses (training, test) of the last frame with all their digits."""
    return page.evaluate(f"() => globalThis.playground.losses({network})")


def same(page, tmp_path, network=0):
    training, test = run_natively(program(page, network), tmp_path)
    assert exact(page, network) == pytest.approx([training["loss"], test["loss"]], abs=1e-6)
    return test


def axe(page):
    page.evaluate((npm.package("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


def sideways(page):
    return page.evaluate("() => document.documentElement.scrollWidth > innerWidth")


def test_nothing_is_asked_of_another_host_before_a_click(opened):
    page, watched = opened()
    page.wait_for_load_state("networkidle")
    assert (watched.errors, watched.outside, watched.runtime) == ([], [], [])
    assert "about 15 MB" in page.inner_text("#status")
    assert page.is_enabled("#play")


def test_the_moons_are_learned_and_the_code_gives_the_same_loss(opened, tmp_path):
    page, watched = opened("stop=150")
    trained(page)
    assert float(told(page)["Test accuracy"].split()[0]) >= 95
    test = same(page, tmp_path)
    assert test["accuracy"] >= 0.95
    assert (watched.errors, watched.outside) == ([], [])
    assert watched.runtime and all(url.startswith(pyodide.ADDRESS) for url in watched.runtime)
    for canvas in ("#loss", "#gradients", ".map"):
        assert re.search(r"\d\.\d", page.get_attribute(canvas, "aria-label"))


@pytest.mark.parametrize(
    "experiment",
    [
        "data=spiral&features=x1.x2.sinx1.sinx2&optimizer=rmsprop&dropout=0.2&l1=0.001&batch=0",
        "data=hills&activation=relu&init=he_normal&loss=huber&optimizer=muon&schedule=warmup",
        "data=xor&layers=none&features=x1x2&optimizer=lion&l2=0.01&init=random_normal&spread=0.1",
        "data=clouds&layers=3-3-3&activation=selu&optimizer=nadam&schedule=restarts&length=50",
        "data=circles&optimizer=sgd&momentum=0.9&nesterov=yes&loss=mean_squared_error&batch=7",
    ],
)
def test_whatever_is_set_the_code_gives_the_same_loss(follow, tmp_path, experiment):
    page = follow(f"{experiment}&count=200&stop=12")
    trained(page)
    same(page, tmp_path)


def test_changes_while_training_are_in_the_code_and_in_the_address(follow, tmp_path):
    page = follow(SMALL.replace("stop=40", "stop=5"))
    trained(page)
    page.fill("[name=rate]", "0.5")
    page.press("[name=rate]", "Enter")
    page.wait_for_function("() => location.hash.includes('changes=5.0.rate.0p5')")
    page.locator(".unit").nth(3).click()
    weight = page.get_by_label("Weight from Input x₂")
    weight.fill("-1.25")
    weight.press("Enter")
    page.wait_for_function("() => location.hash.includes('5.0.weight.0.1.1.-1p25')")
    page.fill("#stop", "9")
    page.press("#stop", "Enter")
    trained(page)
    code = program(page)
    assert "model.optimizer.learning_rate = 0.5" in code
    assert 'model.layers[0].params["kernel"][1, 1] = -1.25' in code
    same(page, tmp_path)
    losses = exact(page)
    address = page.evaluate("() => location.hash.slice(1)")
    follow("")
    trained(follow(address))
    assert exact(page) == losses


def test_two_networks_train_side_by_side(follow, tmp_path):
    page = follow(SMALL)
    page.check("#two")
    page.select_option("[name=activation]", "relu")
    page.locator("#which button").nth(0).click()
    assert page.input_value("[name=activation]") == "tanh"
    trained(page)
    assert told(page, 0)["Updates"] == told(page, 1)["Updates"] != "0"
    assert exact(page, 0) != exact(page, 1)
    for network in (0, 1):
        same(page, tmp_path, network)
    assert 'Dense(4, "relu")' in program(page, 1)


# A value other than its start for every setting that an address holds.
OTHERS = {
    "data": "hills", "noise": 0.35, "count": 310, "share": 70, "draw": 3, "stop": 77,
    "features": ["x1", "x2x2", "sinx2"], "points": [[-1.25, 0.4, 1], [2, -2.99, 0]],
    "tests": True, "sharp": True, "two": True,
    "layers": [8, 1, 64], "activation": "selu", "loss": "huber", "optimizer": "rmsprop",
    "rate": 0.0003, "momentum": 0.9, "nesterov": True, "rho": 0.5, "centered": True,
    "initial_accumulator_value": 1, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.001,
    "amsgrad": True, "weight_decay": 0.1, "warmup_steps": 10, "schedule": "cosine",
    "length": 123, "batch": 5, "init": "orthogonal", "spread": 2, "l1": 0.01, "l2": 0.02,
    "dropout": 0.25, "seed": 11, "hide": ["play", "noise", "l2"],
    "changes": [
        {"epoch": 3, "network": 0, "kind": "rate", "value": 0.02},
        dict(epoch=4, network=1, kind="weight", value=-0.5, layer=1, to=2) | {"from": "b"},
    ],
}  # fmt: skip
ROUND_TRIP = """async (others) => {
    const { SHARED, NETWORK } = await import("./settings.mjs");
    const { fresh, network, read, write } = await import("./state.mjs");
    const failed = [], known = [...Object.keys(SHARED), ...Object.keys(NETWORK)];
    const check = (name, state) => {
        const { state: found, said } = read("#" + write(state)), sorted = (object) =>
            JSON.stringify(object, (_, v) => v && v.constructor === Object ?
                Object.fromEntries(Object.entries(v).sort()) : v);
        if (sorted(found) !== sorted(state) || said.length) failed.push([name, said]);
    };
    for (const [name, value] of Object.entries(others)) {
        const state = fresh();
        if (name in SHARED) state[name] = value;
        else state.networks[0][name] = value;
        if (name === "optimizer") state.networks = [network(value)];
        if (name === "data") state.networks[0].loss = "mean_squared_error";
        if (name === "two") state.networks.push(network());
        check(name, state);
        if (name in NETWORK) {
            const both = { ...fresh(), two: true, networks: [network(), state.networks[0]] };
            check(`b.${name}`, both);
            check(`a beside b: ${name}`, { ...both, networks: [...both.networks].reverse() });
        }
    }
    return { failed, forgotten: known.filter((name) => !(name in others)) };
}"""


def test_every_setting_goes_through_the_address_and_back(opened):
    page, _ = opened()
    assert page.evaluate(ROUND_TRIP, OTHERS) == {"failed": [], "forgotten": []}


BOTH = "two=yes&init=random_normal&schedule=cosine"
VALUES = """all => all.map(
    (each) => [each.name, each.type === "checkbox" ? each.checked : each.value])"""


def shown(page):
    """What the controls of the second network, and those for both, show."""
    page.locator("#which button").nth(1).click()
    return page.eval_on_selector_all("#settings [name]", VALUES)


def turn(page, name):
    """Sets a control to something else, as a reader would."""
    field = page.locator(f"#settings [name='{name}']")
    kind, value = field.evaluate("field => [field.type, field.value]")
    if kind == "checkbox":
        field.set_checked(not field.is_checked())
    elif kind == "select-one":
        options = field.locator("option").evaluate_all("all => all.map(each => each.value)")
        field.select_option(next(o for o in reversed(options) if o not in (value, "file")))
    else:
        field.focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")


def test_every_control_writes_the_address_and_is_set_by_it(opened):
    page, _ = opened(BOTH)
    again, _ = opened()
    names = [name for name, _ in shown(page)]
    assert len(names) > 20
    for name in names:
        before = shown(page)
        turn(page, name)
        address = page.evaluate("() => location.hash")
        again.evaluate(GO, address)
        assert shown(again) == shown(page) != before, name
        page.evaluate(GO, BOTH)
        assert shown(page) == before
    for button in ("#more", "#fewer", "#tests", "#sharp"):
        before = page.evaluate("() => location.hash")
        page.click(button)
        assert page.evaluate("() => location.hash") != before, button


@pytest.mark.parametrize(
    "damaged",
    [
        "rate=fast",
        "layers=8-900",
        "data=%E0%A4%A",
        "colour=red",
        "points=1.2",
        "changes=x",
        "hide=noise,everything",
        "=",
        "two",
    ],
)
def test_a_damaged_address_opens_with_a_sentence(opened, damaged):
    page, watched = opened(f"noise=0.4&{damaged}&seed=3")
    said = page.inner_text("#message")
    assert said.startswith("The address") and said.endswith(".")
    assert page.input_value("[name=noise]") == "0.4" and page.input_value("[name=seed]") == "3"
    assert page.is_enabled("#play") and watched.errors == []


def controls(page):
    """Names of what can be set or pressed, as they are seen."""
    inside = "main :is(button, input, select):not(#networks *, #hide *)"
    names = page.eval_on_selector_all(
        inside, "all => all.filter((e) => e.checkVisibility()).map((e) => e.name || e.id)"
    )
    return {name for name in names if name}


def test_a_link_of_a_teachers_leaves_controls_out(opened):
    page, watched = opened("noise=0.4&layers=3-2&batch=7")
    before = controls(page)
    page.get_by_text("For teachers").click()
    gone = {"Noise": "noise", "Batch size": "batch", "L1 penalty": "l1", "L2 penalty": "l2"}
    gone |= {
        "Features": "feature-x1",
        "Stop at epoch": "stop",
        "Layers": "more",
        "Restart": "restart",
    }
    for label in gone:
        page.locator("#hide").get_by_label(label, exact=True).check()
    hidden = before - controls(page)
    features = {name for name in before if name.startswith("feature-")}
    assert hidden == {*gone.values(), *features, "fewer"}
    page.locator("#hide").get_by_label("This list").check()
    assert not page.get_by_text("For teachers").is_visible()
    address = page.evaluate("() => location.hash")
    assert "&hide=restart,stop,list,noise,features,layers,batch,l1,l2" in address
    again, _ = opened(address[1:])
    assert controls(again) == controls(page) == before - hidden
    assert again.locator(".head input:visible").count() == 0
    assert again.get_by_text("Penalties", exact=True).count() == 0
    assert "BATCH_SIZE = 7" in program(again)
    assert "noise=0.4" in again.text_content("#program")
    assert watched.errors == []


def test_everything_that_can_be_left_out_is_left_out(opened):
    """With all of it hidden nothing can be set or pressed; each name hides something."""
    experiment = f"{BOTH}&optimizer=sgd"
    page, _ = opened(experiment)
    names = page.evaluate("async () => (await import('./settings.mjs')).HIDABLE")
    parts = page.eval_on_selector_all("[data-part]", "all => all.map((each) => each.dataset.part)")
    settings = set(
        re.findall(
            "[a-z_0-9]+",
            page.evaluate(
                "async () => Object.keys((await import('./settings.mjs')).NETWORK).join()"
            ),
        )
    )
    assert {*parts} <= {*names}
    page.evaluate(GO, f"{experiment}&hide={','.join(names)}")
    assert controls(page) == set()
    assert page.inner_text("#settings") == ""
    assert len(names) > 40 and settings < {*names}


@pytest.mark.parametrize("batch", [1, 13, 30])
def test_batches_of_one_to_thirty_can_be_chosen(opened, batch):
    page, _ = opened()
    page.select_option("[name=batch]", str(batch))
    assert f"batch={batch}" in page.evaluate("() => location.hash")
    assert f"BATCH_SIZE = {batch}\n" in program(page)


def test_the_pointer_reads_a_weight_and_a_bias(follow):
    page = follow("layers=2&stop=3")
    trained(page)
    weights = re.findall(
        r"-?\d+\.\d+",
        page.evaluate(
            """() => [0, 1].map((to) => document.querySelectorAll(".column")[1].children[to + 1])
            .map((unit) => { unit.click(); return [...document.querySelectorAll(".weights input")]
                .map((each) => each.value).join(); }).join()"""
        ),
    )
    page.evaluate("() => document.querySelector('.unit').scrollIntoView({ block: 'center' })")
    source, target = (page.locator(".unit").nth(k).bounding_box() for k in (1, 2))
    x, y = source["x"] + source["width"], source["y"] + source["height"] / 2
    # A quarter of the way along the line from the second input to the first unit
    page.mouse.move(x + (target["x"] - x) / 4, y + (target["y"] - source["y"]) * 0.15625)
    tip = page.locator(".tip")
    tip.wait_for()
    assert tip.inner_text() == f"Input x₂ to Unit 1 of layer 1: weight {weights[1]}".replace(
        "-", "−"
    )
    page.mouse.move(0, 0)
    tip.wait_for(state="hidden")
    page.locator(".unit").nth(3).hover()
    page.wait_for_function("() => document.querySelector('.caption').textContent.includes('bias')")
    caption = page.inner_text(".caption")
    assert caption == f"Unit 2 of layer 1, bias {weights[5]}".replace("-", "−")


GOOD = "length,width,kind\n" + "".join(
    f"{x / 7:.3f},{y / 5:.3f},{'big' if x + y > 9 else 'small'}\n"
    for x, y in itertools.product(range(10), range(10))
)


def choose(page, name, content):
    page.set_input_files(
        "#file", {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "2 columns"),
        (GOOD.replace("0.143,0.000", "0.143,many"), "“many” in line 12"),
        (GOOD + "1,2\n", "2 columns in line 102"),
        (GOOD.replace("big", '"big', 1), "quotation mark"),
        ("a,b,c\n1,2,x\n", "1 rows"),
        (GOOD.replace("small", "tiny", 1), "3 classes"),
        (re.sub(r"(?m)^[\d.]+,", "1,", GOOD), "same number in all rows of column 1"),
        ("\0\1\2", "no text file"),
    ],
)
def test_a_damaged_table_gets_a_sentence(opened, content, part):
    page, watched = opened("data=file")
    assert page.is_disabled("#play")
    choose(page, "mine.csv", content)
    page.wait_for_selector("#message:not([hidden])")
    assert part in page.inner_text("#message")
    assert page.is_disabled("#play") and watched.errors == []


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_of_ones_own_is_learned_and_never_sent(follow, tmp_path, separator):
    page = follow("data=file&layers=none&rate=1&stop=60")
    requests = []
    page.on("request", lambda request: requests.append(request.method))
    choose(page, "mine.csv", GOOD.replace(",", separator))
    trained(page)
    (tmp_path / "mine.csv").write_text(GOOD.replace(",", separator), encoding="utf-8")
    assert same(page, tmp_path)["accuracy"] > 0.9
    assert set(requests) <= {"GET"}
    assert "big" not in page.evaluate("() => location.href")


def test_a_table_of_numbers_is_fitted(follow, tmp_path):
    rows = "".join(f"{x}\t{y}\t{x - y / 2}\n" for x in range(9) for y in range(9))
    page = follow("data=file&layers=none&stop=30")
    choose(page, "../slope.tsv", rows)
    trained(page)
    (tmp_path / "slope.tsv").write_text(rows, encoding="utf-8")
    assert same(page, tmp_path)["loss"] < 0.1
    assert "Test accuracy" not in told(page)


def test_points_are_drawn_by_mouse_and_keyboard(follow, tmp_path):
    page = follow("data=points&layers=4&optimizer=adam&rate=0.05&stop=60")
    assert page.is_disabled("#play") and "four points" in page.inner_text("#status")
    plane = page.locator(".map")
    for k in range(6):
        plane.click(position={"x": 30 + 14 * k, "y": 40 + 9 * k})
    for k in range(6):
        plane.press("Shift+ArrowRight")
        plane.press("ArrowDown" if k % 2 else "ArrowUp")
        plane.press("2")
    plane.press("2")
    plane.press("Delete")
    points = re.search("points=([^&]*)", page.evaluate("() => location.hash"))[1].split("_")
    assert [point.split(".")[2] for point in points] == ["0"] * 6 + ["1"] * 6
    trained(page)
    assert same(page, tmp_path)["accuracy"] > 0.5


def test_a_film_is_saved_as_a_gif_that_opens(follow):
    page = follow(SMALL + "&two=yes&b.activation=relu&tests=yes")
    trained(page)
    with page.expect_download() as download:
        page.click("#gif")
    content = download.value.path().read_bytes()
    with Image.open(io.BytesIO(content)) as film:
        assert film.size == (720, 394) and film.n_frames > 3
        assert b"epoch 40" in film.info["comment"]
        first = film.convert("RGB").tobytes()
        film.seek(film.n_frames - 1)
        assert film.info["duration"] == 1200
        assert film.convert("RGB").tobytes() != first
        colours = film.convert("RGB").crop((0, 40, 360, 394)).getcolors(100_000)
    assert len(colours) > 20 and len(content) < 1_000_000


def test_vanishing_is_seen_and_explained(follow):
    page = follow("layers=8-8-8-8-8&activation=sigmoid&data=circles&batch=10&stop=15")
    trained(page)
    said = page.locator("#says .said").first
    assert "gradients vanish" in said.inner_text()
    assert "#a-product-of-slopes" in said.locator("a").get_attribute("href")
    sizes = re.findall(r"[\d.]+e−\d+|\d\.\d+", page.get_attribute("#gradients", "aria-label"))
    first, last = (float(size.replace("−", "-")) for size in (sizes[0], sizes[-1]))
    assert first * 50 < last


def test_a_network_that_diverges_stops_with_a_sentence_and_a_link(follow):
    page = follow("data=plane&layers=4&activation=linear&rate=10&stop=500")
    page.click("#play")
    page.wait_for_selector("#message:not([hidden])")
    assert "diverged" in page.inner_text("#message")
    assert "#how-long-may-a-step-be" in page.get_attribute("#message a", "href")
    assert page.inner_text("#play") == "Play"
    page.fill("[name=rate]", "0.01")
    page.press("[name=rate]", "Enter")
    page.click("#step")
    page.wait_for_function(f"() => ({EPOCH})() >= 1")


def test_every_link_leads_to_a_place_that_is_there(opened, site_address):
    page, _ = opened()
    hrefs = page.evaluate(
        """async () => {
            const { WHY, EXPLAINED } = await import("./explained.mjs");
            return [...Object.values(WHY), ...Object.values(EXPLAINED)];
        }"""
    )
    assert len(hrefs) > 15
    for href in hrefs:
        path, anchor = href.removeprefix("../").split("#")
        assert path in ARTICLES
        assert f'id="{anchor}"' in (ROOT / "_site" / path).read_text(encoding="utf-8"), href


def test_whatever_the_watcher_may_say_has_a_link(opened):
    page, _ = opened()
    watcher = (ROOT / "utils" / "watcher.py").read_text(encoding="utf-8")
    kinds = {
        *re.findall(r"self\._(\w+),$", watcher, re.M),
        *re.findall(r'_tell\(\s*"(\w+)"', watcher),
    }
    linked = page.evaluate("async () => Object.keys((await import('./explained.mjs')).EXPLAINED)")
    assert len(kinds) == 7 and kinds | {"diverged"} == set(linked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found_before_and_after_training(follow, scheme):
    page = follow(SMALL + "&two=yes")
    page.emulate_media(color_scheme=scheme)
    assert axe(page) == []
    trained(page)
    page.locator(".unit").nth(2).click()
    program(page)
    assert axe(page) == []


def test_a_phone_needs_no_sideways_scroll(follow):
    page = follow(SMALL.replace("layers=4", "layers=8-8-8-8-8-8"))
    page.set_viewport_size({"width": 390, "height": 844})
    assert not sideways(page)
    trained(page)
    page.locator(".unit").nth(9).click()
    program(page)
    assert not sideways(page)
    assert axe(page) == []


def test_all_is_reached_by_keyboard(opened, follow):
    page, _ = opened("data=points")
    missed = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, a")]
            .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex < 0)
            .map((each) => each.outerHTML)"""
    )
    assert missed == []
    page.keyboard.press("Tab")
    ring = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(ring) == "solid"
    page = follow(SMALL)
    page.focus("#play")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => ({EPOCH})() === 40")


WHILE_PLAYING = """() => new Promise((done) => {
    const [status, heard, epoch] = ["#status", "[role=status]", "#epoch"]
        .map((each) => document.querySelector(each));
    const untrue = [], until = performance.now() + 4000;
    let frames = 0, told = 0;
    new MutationObserver(() => told++).observe(heard, { childList: true });
    new MutationObserver(() => frames++).observe(epoch, { childList: true });
    const look = () => {
        const loss = document.querySelectorAll(".output dd")[1].textContent;
        if (!status.textContent.includes(`loss ${loss}`)) untrue.push([loss, status.textContent]);
        if (performance.now() < until) requestAnimationFrame(look);
        else done({ untrue, frames, told });
    };
    requestAnimationFrame(look);
})"""


def test_what_is_seen_keeps_up_and_what_is_heard_comes_slowly(follow):
    page = follow("layers=2&count=20&batch=0&rate=1")
    page.click("#play")
    page.wait_for_function(f"() => ({EPOCH})() > 0")
    found = page.evaluate(WHILE_PLAYING)
    assert found["untrue"] == []
    assert found["frames"] > 4 and found["told"] <= 2
    page.wait_for_function(f"() => ({EPOCH})() >= 1000")
    page.click("#play")
    page.wait_for_function(
        """() => document.getElementById("heard").textContent
            .startsWith(`Epoch ${document.getElementById("epoch").textContent}: test loss`)"""
    )
    assert "," in page.inner_text("#epoch")
    assert page.locator("#heard").bounding_box()["width"] <= 1


@pytest.mark.parametrize("width", [390, 900, 1366])
@pytest.mark.parametrize("two", ["no", "yes"])
def test_nothing_moves_below_the_buttons_while_it_trains(follow, width, two):
    page = follow(f"two={two}&layers=2&count=20&batch=0&stop=1001")
    page.set_viewport_size({"width": width, "height": 844})
    height = "() => document.querySelector('.bar').getBoundingClientRect().height"
    heights = [page.evaluate(height)]
    page.click("#play")
    for epoch in (1, 10, 100, 1001):
        page.wait_for_function(f"n => ({EPOCH})() >= n", arg=epoch)
        heights.append(page.evaluate(height))
    write = "([id, text]) => (document.getElementById(id).textContent = text)"
    for epoch, words in (("99,999", "many words " * 40), ("0", "")):
        page.evaluate(write, ["epoch", epoch])
        page.evaluate(write, ["status", words])
        heights.append(page.evaluate(height))
    assert len({*heights}) == 1 and heights[0] < 110, heights


def test_curves_and_what_tells_of_weights_wait_for_training(opened):
    page, _ = opened(viewport={"width": 1366, "height": 768})
    curves = page.locator(".charts canvas")
    notes = page.locator(".networks .note:visible")
    assert curves.count() == 2 and page.locator(".charts canvas:visible").count() == 0
    assert "teal" not in notes.inner_text()
    page.click("#step")
    page.wait_for_function(f"() => ({EPOCH})() === 1")
    assert "teal" in notes.inner_text()
    first, second = (curves.nth(n).bounding_box() for n in (0, 1))
    assert first["y"] == second["y"] and first["width"] > 250


def test_to_stop_never_is_an_empty_field(opened):
    page, _ = opened("stop=7")
    field = page.get_by_label("Stop at epoch").first
    assert field.input_value() == "7"
    for nothing in ("", "0"):
        field.fill("12")
        field.press("Enter")
        assert page.evaluate("() => location.hash") == "#stop=12"
        field.fill(nothing)
        field.press("Enter")
        assert page.evaluate("() => location.hash") == ""
        assert (field.input_value(), field.get_attribute("placeholder")) == ("", "never")


def test_each_of_two_networks_has_its_name(opened):
    page, _ = opened()
    assert page.locator(".network h3:visible").count() == 0
    page.check("#two")
    assert page.locator(".network h3:visible").all_inner_texts() == ["Network A", "Network B"]
    assert page.get_by_role("group", name="Network B").locator(".unit").count() > 5
    page.uncheck("#two")
    assert page.locator(".network h3:visible").count() == 0


# Each text that is written on a canvas of curves, with its contrast to the card.
WRITTEN = """() => new Promise((done) => {
    const pixel = new OffscreenCanvas(1, 1).getContext("2d"), found = {};
    const light = (colour) => {
        pixel.fillStyle = colour;
        pixel.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map((each) => each / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const card = light(getComputedStyle(document.querySelector(".charts")).backgroundColor);
    const there = CanvasRenderingContext2D.prototype, write = there.fillText;
    there.fillText = function (text, ...rest) {
        const ink = light(this.fillStyle);
        found[text] = [this.fillStyle, Math.max(ink, card) / Math.min(ink, card)];
        write.call(this, text, ...rest);
    };
    document.querySelector(".unit").focus();
    setTimeout(() => {
        there.fillText = write;
        document.activeElement.blur();
        done(found);
    }, 500);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_curve_is_named_in_its_colour(follow, scheme):
    page = follow(SMALL.replace("layers=4", "layers=4-4-4-4-4-4") + "&two=yes")
    page.emulate_media(color_scheme=scheme)
    trained(page)
    written = page.evaluate(WRITTEN)
    layers = [*(f"layer {k}" for k in range(1, 7)), "output"]
    names = {f"{name} {letter}" for name in ("train", "test", *layers) for letter in "AB"}
    assert names | {"epoch", "40"} <= {*written}
    assert len({written[f"{layer} A"][0] for layer in layers}) == len(layers)
    assert written["train A"][0] != written["test A"][0]
    assert min(contrast for _, contrast in written.values()) >= 4.5, written


def test_no_label_is_read_twice(opened):
    page, _ = opened()
    seen = page.eval_on_selector_all(
        "#settings fieldset",
        """all => all.map((each) => [...each.querySelectorAll("legend, label")]
            .map((part) => part.firstChild).filter((name) => !name.classList?.contains("unseen"))
            .map((name) => name.textContent).filter(Boolean))""",
    )
    assert ["Penalties", "L1 penalty", "L2 penalty"] in seen
    assert all(len({*texts}) == len(texts) for texts in seen), seen
    for name in ("Optimizer", "Schedule", "Loss", "Activation"):
        assert page.get_by_role("combobox", name=name, exact=True).count() == 1


def test_where_python_cannot_be_fetched_the_page_says_so_and_nothing_else(opened):
    page, _ = opened()
    page.context.route(f"{pyodide.ADDRESS}**", lambda route: route.abort())
    before = page.inner_text("#status")
    page.click("#play")
    page.wait_for_selector("#message:not([hidden])")
    assert "could not be fetched" in page.inner_text("#message")
    assert page.inner_text("#status") == page.text_content("#heard") == before
    assert page.is_enabled("#play") and page.inner_text("#play") == "Play"


def test_who_wants_little_motion_sees_it_renewed_once_a_second(follow):
    count = """() => new Promise((done) => {
        let changes = 0;
        const watch = new MutationObserver(() => changes++);
        watch.observe(document.getElementById("epoch"), { childList: true });
        setTimeout(() => done(changes), 4000);
    })"""
    page = follow("layers=2")
    page.emulate_media(reduced_motion="reduce")
    page.click("#play")
    page.wait_for_function(f"() => ({EPOCH})() > 0")
    assert 1 <= page.evaluate(count) <= 5
    page.click("#play")
