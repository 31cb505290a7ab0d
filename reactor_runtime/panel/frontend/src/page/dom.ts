/** Small ways to make elements, and to put one in the place of another. */

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
  microphone:
    "M8 1.5a2.2 2.2 0 0 1 2.2 2.2v4a2.2 2.2 0 0 1-4.4 0v-4A2.2 2.2 0 0 1 8 1.5zM3.5 7.5H5a3 3 0 0 0 6 0h1.5a4.5 4.5 0 0 1-3.7 4.4v2.6H7.2v-2.6a4.5 4.5 0 0 1-3.7-4.4z",
  stats: "M2 9.5h2.4V14H2zM6.8 6h2.4v8H6.8zM11.6 2H14v12h-2.4z",
  save: "M6.9 2h2.2v5.2h3L8 11.5 3.9 7.2h3zM2.6 12.4h10.8V14H2.6z",
  popout: "M1.5 3h13v4.2H13V4.5H3v7h3.6V13H1.5zM8 8.5h6.5V13H8z",
  full: "M2 2h4.5v1.6H3.6v2.9H2zM9.5 2H14v4.5h-1.6V3.6H9.5zM2 9.5h1.6v2.9h2.9V14H2zM12.4 9.5H14V14H9.5v-1.6h2.9z",
  die: "M3 2.5h10a.5.5 0 0 1 .5.5v10a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5zM4 4v8h8V4zM5.2 5.2h1.6v1.6H5.2zM9.2 5.2h1.6v1.6H9.2zM7.2 7.2h1.6v1.6H7.2zM5.2 9.2h1.6v1.6H5.2zM9.2 9.2h1.6v1.6H9.2z",
  presets: "M4 2h8v12.500l-4-3-4 3zM5.500 3.500v8l2.500-1.900 2.500 1.900v-8z",
  pen: "M11 2.500l2.500 2.500L6 12.500l-3.300.8.8-3.300zM10.300 4.600l1.100 1.100",
  lock: "M3.5 7h9v6.5h-9zM5 7V5a3 3 0 0 1 6 0v2H9.5V5a1.5 1.5 0 0 0-3 0v2z",
  unlock: "M3.5 7h9v6.5h-9zM5 7V5a3 3 0 0 1 5.8-1l-1.4.5A1.5 1.5 0 0 0 6.5 5v2z",
  search:
    "M7 2a5 5 0 0 1 4 8l3 3-1.2 1.2-3-3A5 5 0 1 1 7 2zM7 3.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8z",
  copy: "M2.5 2H10v1.5H4V11H2.5zM5.5 5h8v9.5h-8zM7 6.5V13h5V6.5z",
  more: "M2.5 6.8h2.4v2.4H2.5zM6.8 6.8h2.4v2.4H6.8zM11.1 6.8h2.4v2.4h-2.4z",
  help: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM7.2 10.4h1.6V12H7.2zM8 4.2c1.5 0 2.5.9 2.5 2.1 0 1.5-1.7 1.7-1.7 3.2H7.2c0-2 1.7-2.2 1.7-3.1 0-.5-.4-.8-.9-.8-.6 0-1 .4-1 1H5.5c0-1.5 1-2.4 2.5-2.4z",
  undo: "M6 3v2.5h3.5a4 4 0 0 1 0 8H5V12h4.5a2.5 2.5 0 0 0 0-5H6v2.5L2 6.2z",
  redo: "M10 3v2.5H6.500a4 4 0 0 0 0 8H11V12H6.500a2.500 2.500 0 0 1 0-5H10v2.500l4-3.300z",
  plus: "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.200V8.800H3V7.200h4.200z",
  pad: "M2 2h12v12H2zM3.5 3.5v9h9v-9zM8.2 5h2.8v2.8H8.2z",
  minus: "M3 7.200h10v1.600H3z",
  braces:
    "M6 2.500v1.300H5.400c-.5 0-.7.2-.7.8v1.600c0 .8-.3 1.400-1 1.800.7.4 1 1 1 1.800v1.600c0 .6.2.8.7.8H6v1.300H5.200c-1.200 0-1.800-.7-1.800-1.900V10c0-.8-.3-1.200-1.200-1.300V7.300C3.100 7.200 3.400 6.800 3.400 6V4.400c0-1.200.6-1.900 1.800-1.900zM10 2.500v1.300h.6c.5 0 .7.2.7.8v1.600c0 .8.3 1.400 1 1.800-.7.4-1 1-1 1.800v1.600c0 .6-.2.8-.7.8H10v1.300h.8c1.200 0 1.800-.7 1.800-1.900V10c0-.8.3-1.200 1.200-1.300V7.300c-.9-.1-1.200-.5-1.200-1.300V4.400c0-1.200-.6-1.900-1.800-1.900z",
  tune: "M3 2h1.400v5H3zM3 10.500h1.400V14H3zM1.800 8h3.800v1.400H1.800zM7.300 2h1.400v1.600H7.300zM7.300 7h1.400v7H7.300zM6.100 4.500h3.800v1.400H6.100zM11.600 2H13v6h-1.400zM11.600 11.400H13V14h-1.400zM10.400 9h3.800v1.400h-3.800z",
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

export interface Fold {
  readonly el: HTMLDetailsElement;
  readonly head: HTMLElement;
  readonly body: HTMLElement;
}

export function createFold(title: string, isOpen: boolean): Fold {
  const head = make("summary", "fold-head", makeIcon("chevron"), title);
  const body = make("div", "fold-body");
  const el = make("details", "fold", head, body);
  el.open = isOpen;
  return { el, head, body };
}

/** Build a labelled switch that *isOn*. */
export function createOption(
  label: string,
  changed: (isOn: boolean) => void,
  signal: AbortSignal,
  isOn = true,
): HTMLElement {
  const input = make("input", "switch");
  input.type = "checkbox";
  input.checked = isOn;
  input.setAttribute("aria-label", label);
  input.addEventListener("change", () => changed(input.checked), { signal });
  return make("label", "option", input, label);
}

/** What a person can be at. */
export const FOCUSABLE = "input, select, textarea, button, summary, [tabindex]";

/** Let *el* stand where *old* stands; what had the focus in there has its like now. */
export function takePlace(el: HTMLElement, old: HTMLElement): void {
  const { activeElement } = old.getRootNode() as ShadowRoot;
  const at = [...old.querySelectorAll(FOCUSABLE)].indexOf(activeElement as Element);
  el.hidden = old.hidden;
  old.replaceWith(el);
  if (at >= 0) el.querySelectorAll<HTMLElement>(FOCUSABLE)[at]?.focus();
}

/** Do *move*, which takes elements out of *root* and puts them in; the focus stays. */
export function keepFocus(root: HTMLElement, move: () => void): void {
  const { activeElement } = root.getRootNode() as ShadowRoot;
  move();
  if (activeElement instanceof HTMLElement && root.contains(activeElement)) {
    activeElement.focus();
  }
}
