// Elements as plain calls, and a patch that keeps what stays: transitions go on, focus isn't lost.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "use", "rect", "ellipse", "path", "circle", "clipPath", "defs"]);

/** An element. `on…` are listeners, `key` names it among its siblings, `--…` are style properties; text stays text. */
export function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  element.given = {};
  give(element, attributes ?? {});
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  if (tag === "select") element.value = attributes.value; // its options stand by now
  return element;
}

function give(element, attributes) {
  for (const name of Object.keys(element.given)) {
    if (!(name in attributes)) set(element, name, null);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (element.given[name] !== value || name === "value") set(element, name, value);
  }
  element.given = attributes;
}

function set(element, name, value) {
  if (name.startsWith("on")) element[name] = value;
  else if (name.startsWith("--")) element.style.setProperty(name, value);
  else if (name === "key") element.key = value;
  else if (name === "value" && element.tagName !== "LI") element.value = value ?? "";
  else if (value == null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
}

const isSame = (one, other) =>
  one.nodeName === other.nodeName && one.key === other.key && one.id === other.id;

/** Make `parent` hold what `wanted` (an array of nodes) says, touching only what differs. */
export function patch(parent, wanted) {
  const keyed = new Map([...parent.childNodes].filter((node) => node.key).map((node) => [node.key, node]));
  let place = parent.firstChild;
  for (const next of wanted.flat(Infinity).filter(Boolean)) {
    const node = typeof next === "string" ? document.createTextNode(next) : next;
    const known = node.key ? keyed.get(node.key) : place;
    if (known && isSame(known, node)) {
      update(known, node);
      if (known === place) place = place.nextSibling;
      else parent.insertBefore(known, place);
    } else {
      parent.insertBefore(node, place);
    }
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

function update(known, node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (known.data !== node.data) known.data = node.data;
    return;
  }
  if (node.given) give(known, node.given);
  if (!node.given?.kept) patch(known, [...node.childNodes]);
  if (known.tagName === "SELECT" && "value" in node.given) known.value = node.given.value;
}
