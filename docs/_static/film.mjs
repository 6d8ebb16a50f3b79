// Films that a reader can stop and step: play, pause, one frame back or on, a slider, and the line
// of facts of the frame that is shown. The browser's ImageDecoder takes the frames out of the GIF;
// where there is none, the GIF stays as it is. Keys: arrows step, space plays, Home and End.
//
// A film is <span class="film" data-film="address of the GIF" data-frames="how many">, with its
// <img> inside. One with data-waiting shows its still until the reader points at it. A GIF that a
// cell makes on the page becomes a film too.

import { button, dress, made } from "./buttons.mjs";
import { facts, place as placeOf } from "./facts.mjs";
import { word } from "./words.mjs";

const less = matchMedia("(prefers-reduced-motion: reduce)");

class Film {
  constructor(place) {
    this.place = place;
    this.image = place.querySelector("img");
    this.count = Number(place.dataset.frames ?? 1);
    this.at = this.image.src.endsWith(".gif") && !less.matches ? 0 : this.count - 1;
    this.playing = false;
    this.halted = less.matches; // by the reader, so that scrolling does not start it again
    this.asked = 0;
    this.facts = [];
    this.build();
    this.tell();
  }

  build() {
    const controls = made("span", "film-controls");
    this.button = button("play", word("Play"), () => this.toggle());
    this.slider = made("input", "film-slider");
    Object.assign(this.slider, { type: "range", min: 0, max: this.count - 1, value: this.at });
    this.slider.setAttribute("aria-label", word("Frame"));
    this.slider.addEventListener("input", () => this.halt(Number(this.slider.value)));
    const back = button("back", word("One frame back"), () => this.halt(this.at - 1));
    const on = button("on", word("One frame on"), () => this.halt(this.at + 1));
    controls.append(this.button, back, on, this.slider);
    this.line = made("span", "film-facts");
    this.place.append(controls, this.line);
    const width = this.image.getAttribute("width");
    if (width && !("waiting" in this.place.dataset)) {
      this.place.style.maxWidth = `${width}px`;
    }
    this.reserve(this.place.dataset.longest ?? "");
    this.place.setAttribute("role", "group");
    this.place.setAttribute("aria-label", word("Film"));
    this.place.addEventListener("keydown", (event) => this.key(event));
    this.image.addEventListener("click", () => this.toggle());
  }

  key(event) {
    const steps = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: this.count - 1 };
    if (event.key in steps) {
      this.halt(steps[event.key]);
    } else if (event.key === " " && event.target === this.slider) {
      this.toggle();
    } else {
      return;
    }
    event.preventDefault();
  }

  // Fetches the GIF and its facts, once, and puts a canvas in place of the image.
  open() {
    this.opened ??= this.decode().catch((error) => {
      console.warn(error);
      this.place.classList.add("film-plain");
      return false;
    });
    return this.opened;
  }

  async decode() {
    const address = new URL(this.place.dataset.film, document.baseURI).href;
    const data = await (await fetch(address, { cache: "force-cache" })).arrayBuffer();
    this.facts = await facts(data).catch(() => []); // it moves without them
    this.decoder = new ImageDecoder({ data, type: "image/gif" });
    await this.decoder.tracks.ready;
    await this.decoder.completed;
    this.count = this.decoder.tracks.selectedTrack.frameCount;
    this.slider.max = this.count - 1;
    this.canvas = made("canvas", "film-canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", this.image.alt);
    this.canvas.addEventListener("click", () => this.toggle());
    await this.draw(this.at);
    (this.image.closest("picture") ?? this.image).replaceWith(this.canvas);
    this.reserve(this.facts.reduce((a, b) => (b.length > a.length ? b : a), ""));
    return true;
  }

  // Room for the longest line, so that none of them moves what stands below.
  reserve(longest) {
    this.line.textContent = this.said(longest);
    this.line.style.minHeight = `${this.line.offsetHeight}px`;
    this.tell();
  }

  // Draws a frame, unless another was asked for meanwhile; returns how long it stands, in ms.
  async draw(frame) {
    const ask = ++this.asked;
    const { image } = await this.decoder.decode({ frameIndex: frame });
    const stands = image.duration / 1000;
    if (ask === this.asked) {
      const { canvas } = this;
      if (canvas.width !== image.displayWidth || canvas.height !== image.displayHeight) {
        [canvas.width, canvas.height] = [image.displayWidth, image.displayHeight];
      }
      canvas.getContext("2d").drawImage(image, 0, 0);
      this.at = frame;
      this.place.dataset.shown = frame;
      this.tell();
    }
    image.close();
    return stands;
  }

  // While the film plays nobody reads more than where it is.
  tell() {
    const fact = this.facts[this.at] ?? "";
    this.slider.value = this.at;
    this.slider.setAttribute("aria-valuetext", this.said(fact));
    this.line.textContent = this.said(this.playing ? placeOf(fact) : fact);
  }

  said(fact) {
    const number = word("Frame {number} of {count}", { number: this.at + 1, count: this.count });
    return [number, fact].filter(Boolean).join(" · ");
  }

  async halt(frame) {
    this.halted = true;
    this.stop();
    if (await this.open()) {
      await this.draw(Math.min(this.count - 1, Math.max(0, frame)));
    }
  }

  toggle() {
    this.halted = this.playing;
    return this.playing ? this.stop() : this.play();
  }

  async play() {
    this.showPlaying(true);
    if (!(await this.open())) {
      return this.stop();
    }
    if (this.playing && !this.timer) {
      this.next(this.at === this.count - 1 ? 0 : this.at);
    }
  }

  async next(frame) {
    this.timer = -1;
    const stands = await this.draw(frame);
    if (this.playing) {
      this.timer = setTimeout(() => this.next((frame + 1) % this.count), stands);
    } else {
      this.timer = 0;
    }
  }

  stop() {
    this.showPlaying(false);
    if (this.timer > 0) {
      clearTimeout(this.timer);
      this.timer = 0;
    }
  }

  showPlaying(playing) {
    this.playing = playing;
    this.place.classList.toggle("film-playing", playing);
    dress(this.button, playing ? "pause" : "play", playing ? word("Pause") : word("Play"));
    this.tell();
  }
}

// Films in view play, those out of view rest; one that waits plays while it is pointed at.
const watching = new IntersectionObserver(
  (entries) => {
    for (const { target, intersectionRatio } of entries) {
      const film = target.filmOfPage;
      if (intersectionRatio < 0.5) {
        film.stop();
      } else if (!film.halted && !film.playing) {
        film.play();
      }
    }
  },
  { threshold: [0, 0.5] },
);

function enhance(root) {
  const places = root.querySelectorAll(".film[data-film]:not([role])");
  return Array.from(places, (place) => {
    const film = (place.filmOfPage = new Film(place));
    if ("waiting" in place.dataset) {
      const card = place.closest(".card") ?? place;
      card.addEventListener("pointerenter", ({ pointerType }) => {
        if (pointerType === "mouse" && !less.matches) {
          film.play();
        }
      });
      card.addEventListener("pointerleave", () => film.stop());
    } else {
      watching.observe(place);
    }
    return film;
  });
}

// What a cell has made: its GIFs, each in the frame of a film.
function frame(cell) {
  for (const image of cell.querySelectorAll("img[src^='data:image/gif']")) {
    const place = made("span", "film");
    place.dataset.film = image.src;
    image.replaceWith(place);
    place.append(image);
  }
  for (const film of enhance(cell)) {
    if (less.matches) film.halt(Infinity);
    else film.open();
  }
}

if ("ImageDecoder" in window) {
  enhance(document);
  document.addEventListener("live", ({ target }) => frame(target));
} else {
  document.documentElement.classList.add("without-films");
}
