/** Small ways to make elements. */

type Child = Node | string;

/** Make an element with a class and children; text goes in as text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  if (className !== "") el.className = className;
  el.append(...children);
  return el;
}

let lastId = 0;

/** An id that no other element of the page has. */
export function makeId(): string {
  lastId += 1;
  return `reactor-${lastId}`;
}

const SVG = "http://www.w3.org/2000/svg";

/** Icons, as paths in a box of 16 by 16. */
const ICONS = {
  pause: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z",
  resume: "M4.5 2.8v10.4L13 8z",
  step: "M3.5 3v10l7-5zM11 3h1.8v10H11z",
  reset: "M8 3a5 5 0 1 1-4.6 3.05l1.4.58A3.5 3.5 0 1 0 8 4.5V7L4.2 3.75 8 .5z",
  restart: "M13 8a5 5 0 1 1-1.6-3.7L13 2.8V7H8.8l1.6-1.6A3.5 3.5 0 1 0 11.5 8z",
  file: "M8 2l4 4H9.2v5H6.8V6H4zM3 12.2h10V14H3z",
  clear: "M4 3l4 4 4-4 1 1-4 4 4 4-1 1-4-4-4 4-1-1 4-4-4-4z",
  sound: "M2 6h2.6L8 3v10L4.6 10H2zM10 5.2a4 4 0 0 1 0 5.6l-.9-.9a2.7 2.7 0 0 0 0-3.8z",
  muted:
    "M2 6h2.6L8 3v10L4.6 10H2zM9.6 6l.8-.8L12 6.8l1.6-1.6.8.8L12.8 8l1.6 2-.8.8L12 9.2l-1.6 1.6-.8-.8L11.2 8z",
  camera: "M2 4.5h8v7H2zM11 7l3-2v6l-3-2z",
  stats: "M2 9.5h2.4V14H2zM6.8 6h2.4v8H6.8zM11.6 2H14v12h-2.4z",
  save: "M6.9 2h2.2v5.2h3L8 11.5 3.9 7.2h3zM2.6 12.4h10.8V14H2.6z",
  popout: "M1.5 3h13v4.2H13V4.5H3v7h3.6V13H1.5zM8 8.5h6.5V13H8z",
  full: "M2 2h4.5v1.6H3.6v2.9H2zM9.5 2H14v4.5h-1.6V3.6H9.5zM2 9.5h1.6v2.9h2.9V14H2zM12.4 9.5H14V14H9.5v-1.6h2.9z",
  chevron: "M6 3.5 10.5 8 6 12.5 5 11.5 8.5 8 5 4.5z",
} as const;

export type IconName = keyof typeof ICONS;

/** An icon in the colour of its text; decoration only. */
export function makeIcon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that is only an icon, with its name for everybody who cannot see it. */
export function makeIconButton(
  icon: IconName,
  label: string,
  pressed: () => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const button = make("button", "icon-button", makeIcon(icon));
  button.type = "button";
  nameButton(button, label);
  button.addEventListener("click", pressed, { signal });
  return button;
}

export function nameButton(button: HTMLButtonElement, label: string): void {
  button.title = label;
  button.setAttribute("aria-label", label);
}
