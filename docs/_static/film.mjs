// Films that a reader can stop and step: play, pause, one frame back or on, a slider, and the line
// of facts of the frame that is shown. The browser's ImageDecoder takes the frames out of the GIF;
// where there is none, the GIF stays as it is. Keys: arrows step, space plays, Home and End.
//
// A film is <span class="film" data-film="address of the GIF" data-frames="how many">, with its
// <img> inside. One with data-waiting shows its still until the reader points at it.

import { word } from "./words.mjs";

const less = matchMedia("(prefers-reduced-motion: reduce)");
const ICONS = {
  play: "M5 3l9 5-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  back: "M4 3h2v10H4zM13 3v10L6.5 8z",
  on: "M10 3h2v10h-2zM3 3v10l6.5-5z",
};

class Film {
  constructor(place) {
    this.place = place;
    this.image = place.querySelector("img");
    this.count = Number(place.dataset.frames);
    this.at = this.image.src.endsWith(".gif") && !less.matches ? 0 : this.count - 1;
    this.playing = false;
    this.halted = less.matches; // by the reader, so that scrolling does not start it again
    this.asked = 0;
    this.facts = { facts: {}, where: [] };
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
    if (!("waiting" in this.place.dataset)) {
      this.place.style.maxWidth = `${this.image.getAttribute("width")}px`;
    }
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
    const file = await fetch(address, { cache: "force-cache" });
    const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: "image/gif" });
    await decoder.tracks.ready;
    await decoder.completed;
    this.count = decoder.tracks.selectedTrack.frameCount;
    this.slider.max = this.count - 1;
    this.facts = await (await fetch(address.replace(/gif$/, "json"))).json();
    this.decoder = decoder;
    this.canvas = made("canvas", "film-canvas");
    this.canvas.width = this.image.getAttribute("width");
    this.canvas.height = this.image.getAttribute("height");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", this.image.alt);
    this.canvas.addEventListener("click", () => this.toggle());
    await this.draw(this.at);
    (this.image.closest("picture") ?? this.image).replaceWith(this.canvas);
    return true;
  }

  // Draws a frame, unless another was asked for meanwhile; returns how long it stands, in ms.
  async draw(frame) {
    const ask = ++this.asked;
    const { image } = await this.decoder.decode({ frameIndex: frame });
    const stands = image.duration / 1000;
    if (ask === this.asked) {
      this.canvas.getContext("2d").drawImage(image, 0, 0);
      this.at = frame;
      this.place.dataset.shown = frame;
      this.tell();
    }
    image.close();
    return stands;
  }

  tell() {
    const number = word("Frame {number} of {count}", { number: this.at + 1, count: this.count });
    const where = this.facts.where[this.at];
    const fact = this.playing ? null : this.facts.facts[this.at]; // a longer line would push the page
    this.slider.value = this.at;
    this.slider.setAttribute("aria-valuetext", [number, where].filter(Boolean).join(", "));
    this.line.textContent = [number, fact ?? where].filter(Boolean).join(" · ");
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

function made(name, kind) {
  const element = document.createElement(name);
  element.className = kind;
  return element;
}

function button(icon, name, action) {
  const element = made("button", "film-button");
  element.type = "button";
  element.addEventListener("click", action);
  dress(element, icon, name);
  return element;
}

function dress(element, icon, name) {
  element.setAttribute("aria-label", name);
  element.title = name;
  element.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
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

export function enhance(root = document) {
  if (!("ImageDecoder" in window)) {
    return;
  }
  for (const place of root.querySelectorAll(".film[data-film]:not([role])")) {
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
  }
}

enhance();
