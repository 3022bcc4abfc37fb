/** Builds DOM nodes. Text only ever becomes text nodes, so nothing that a person typed can turn into markup. */

/**
 * An element. `props`: `class`, `on` (listeners by event), `style` (CSS properties), `data` (dataset); everything
 * else is an attribute (`true` sets it empty, `false`, `null` and `undefined` leave it out).
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "on") Object.entries(value).forEach(([event, listener]) => node.addEventListener(event, listener));
  else if (name === "style") Object.entries(value).forEach(([key, text]) => node.style.setProperty(key, text));
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** A button: its class, what stands on it, what it does, and further attributes. */
export function button(className, content, act, more = {}) {
  return el("button", { type: "button", class: className, on: { click: act }, ...more }, content);
}

let lastId = 0;

/** An id for `aria-*` references, unique on this page. */
export function uid(prefix = "x") {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

const PATHS = {
  hash: "M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  down: "M6 9.5l6 6 6-6",
  reply: "M5 5h14v10h-8l-4.5 4v-4H5zM9 9h6M9 12h4",
  eye: "M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  check: "M5 12.5l4.5 4.5L19 7",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21",
  pause: "M8 5v14M16 5v14",
  back: "M14.5 5 8 12l6.5 7",
  pulse: "M3 12h4l3-8 4 16 3-8h4",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
  gauge: "M4 17a8.5 8.5 0 1 1 16 0M12 15l4-5",
  plug: "M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4",
  box: "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
  snail: "M3 19h12a6 6 0 1 0-6-6M9 13a2.5 2.5 0 1 0 5 0M15 19h4a2 2 0 0 0 2-2v-4M19 13V9.5M22.5 13V10",
};

/** A line icon, hidden from screen readers: the control around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
