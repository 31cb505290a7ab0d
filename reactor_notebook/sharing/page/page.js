"use strict";

const { rate, controls, loops } = JSON.parse(
  document.getElementById("data").textContent,
);
const canvas = document.getElementById("picture");
const context = canvas.getContext("2d");
const form = document.getElementById("controls");

/** Which value of each control is shown. */
const place = controls.map(({ start }) => start);

/** Pictures of each loop that was looked at, once they are decoded. */
const decoded = new Map();

let isPlaying = !matchMedia("(prefers-reduced-motion: reduce)").matches;
let frame = 0;
let last = 0;

async function decode(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: "image/webp" }));
}

function picturesOf(key) {
  let found = decoded.get(key);
  if (found === undefined) {
    found = { pictures: null };
    decoded.set(key, found);
    Promise.all(loops[key].map(decode)).then((pictures) => {
      found.pictures = pictures;
      draw();
    });
  }
  return found.pictures;
}

/** Each loop is played to and fro, so that it never jumps. */
function indexOf(count) {
  if (count < 2) return 0;
  const round = 2 * (count - 1);
  const at = Math.floor(frame) % round;
  return at < count ? at : round - at;
}

function draw() {
  const key = place.join(",");
  const pictures = picturesOf(key);
  // Until the new loop is there the old one stands.
  if (pictures === null) return;
  const index = indexOf(pictures.length);
  const picture = pictures[index];
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    canvas.width = picture.width;
    canvas.height = picture.height;
  }
  context.drawImage(picture, 0, 0);
  canvas.dataset.place = key;
  canvas.dataset.index = String(index);
}

function tick(now) {
  if (isPlaying) {
    frame += (Math.min(now - last, 250) * rate) / 1000;
    draw();
  }
  last = now;
  requestAnimationFrame(tick);
}

function choose(at, value) {
  place[at] = value;
  draw();
}

const makers = {
  slider: (control, at, id) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, step: 1, id });
    input.max = control.labels.length - 1;
    input.value = control.start;
    const output = document.createElement("output");
    output.htmlFor = id;
    const show = () => {
      const text = [control.labels[input.valueAsNumber], control.unit];
      output.value = text.filter(Boolean).join(" ");
      input.setAttribute("aria-valuetext", output.value);
    };
    input.addEventListener("input", () => {
      choose(at, input.valueAsNumber);
      show();
    });
    show();
    return [input, output];
  },
  choice: (control, at, id) => {
    const select = document.createElement("select");
    select.id = id;
    select.className = "whole";
    select.append(...control.labels.map((label, value) => new Option(label, value)));
    select.value = control.start;
    select.addEventListener("change", () => choose(at, Number(select.value)));
    return [select];
  },
  checkbox: (control, at, id) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "checkbox", id, className: "whole" });
    input.checked = control.start === 1;
    input.addEventListener("change", () => choose(at, Number(input.checked)));
    return [input];
  },
};

controls.forEach((control, at) => {
  const label = document.createElement("label");
  label.textContent = control.label;
  label.htmlFor = `control-${at}`;
  form.append(label, ...makers[control.kind](control, at, label.htmlFor));
});

const play = document.createElement("button");
play.type = "button";
play.id = "play";
play.className = "whole";
play.addEventListener("click", () => {
  isPlaying = !isPlaying;
  name();
});
function name() {
  play.textContent = isPlaying ? "Pause" : "Play";
}
name();
form.append(play);
form.addEventListener("submit", (event) => event.preventDefault());

document.getElementById("embed").addEventListener("click", async () => {
  const source = location.protocol === "file:" ? "page.html" : location.href;
  const code = `<iframe src="${source}" width="760" height="680" style="border:0"></iframe>`;
  const said = document.getElementById("said");
  try {
    await navigator.clipboard.writeText(code);
    said.textContent = "The embed code is in the clipboard.";
  } catch {
    said.textContent = `Copy this: ${code}`;
  }
});

requestAnimationFrame((now) => {
  last = now;
  draw();
  tick(now);
});
