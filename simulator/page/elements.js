/** The interactive elements of Block Kit: one drawer a type. */

import { el, icon } from "./dom.js";
import { PICKER_FIELDS, TEXT_FIELDS, drawChoices, drawPicker, drawTextField } from "./fields.js";
import { among, openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { SELECTS, drawSelect } from "./select.js";
import { t } from "./words.js";

const DRAW = {
  button: drawButton,
  overflow: drawOverflow,
  feedback_buttons: drawFeedback,
  icon_button: drawIconButton,
  image: (element) => drawPicture(element, "picture small"),
  checkboxes: drawChoices,
  radio_buttons: drawChoices,
  ...Object.fromEntries(SELECTS.map((type) => [type, drawSelect])),
  ...Object.fromEntries(TEXT_FIELDS.map((type) => [type, drawTextField])),
  ...Object.fromEntries(PICKER_FIELDS.map((type) => [type, drawPicker])),
};

/** An element of a block on a surface; a type that isn't known is named, not hidden. */
export function drawElement(element, block, surface) {
  const draw = DRAW[element.type];
  if (!draw) return el("span", { class: "unsupported" }, t("unsupported", { type: element.type }));
  return draw(element, block, surface);
}

/** A picture by its address or its file in Slack. */
export function drawPicture(element, className) {
  const file = element.slack_file;
  const source = element.image_url ?? (file?.id ? `/files/${encodeURIComponent(file.id)}` : file?.url);
  return el("img", {
    class: className,
    src: source,
    alt: element.alt_text ?? "",
    title: element.alt_text,
    decoding: "async",
  });
}

function drawButton(element, block, surface) {
  const props = {
    class: `button ${element.style ?? ""}`.trim(),
    "aria-label": element.accessibility_label,
    data: { action: element.action_id },
    on: { click: (event) => press(event.currentTarget, element, block, surface) },
  };
  if (!element.url) return el("button", { ...props, type: "button" }, ...plain(element.text.text));
  const safe = /^(https?|mailto|slack):/i.test(element.url);
  return el(
    "a",
    { ...props, href: safe ? element.url : null, target: "_blank", rel: "noopener noreferrer" },
    ...plain(element.text.text),
  );
}

/** Acts once, and shows that it is on its way until the app has answered. */
async function press(button, element, block, surface) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  await surface.act(block, element, element.value === undefined ? {} : { value: element.value });
  button.removeAttribute("aria-busy");
}

function drawOverflow(element, block, surface) {
  const pick = (option) => {
    if (option.url) window.open(option.url, "_blank", "noopener");
    surface.act(block, element, { selected_option: option });
  };
  const open = (event) =>
    openMenu(event.currentTarget, { label: t("more"), load: among([{ options: element.options }]), pick });
  return el(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": t("more"),
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      data: { action: element.action_id },
      on: { click: open },
    },
    icon("dots"),
  );
}

function drawFeedback(element, block, surface) {
  const button = (part, sign) => {
    const label = part.accessibility_label ?? part.text.text;
    const on = { click: () => surface.act(block, element, { value: part.value }) };
    return el(
      "button",
      { type: "button", class: "button feedback", "aria-label": label, title: part.text.text, on },
      sign,
    );
  };
  return el(
    "span",
    { class: "feedback-pair" },
    button(element.positive_button, "👍"),
    button(element.negative_button, "👎"),
  );
}

function drawIconButton(element, block, surface) {
  const on = { click: (event) => press(event.currentTarget, element, block, surface) };
  return el(
    "button",
    { type: "button", class: "button feedback", title: element.text.text, "aria-label": element.text.text, on },
    "🗑️",
  );
}
