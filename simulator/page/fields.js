/** The fields of a form: text, dates and times, checkboxes, radio buttons. */

import { el, uid } from "./dom.js";
import { drawText } from "./mrkdwn.js";
import { t } from "./words.js";

const TEXT_TYPES = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };

/** A text field. With `dispatch_action` it tells the app on Enter, or on each character where asked to. */
export function drawTextField(element, block, surface) {
  const start = surface.kept(block, element)?.value ?? element.initial_value ?? "";
  const props = {
    class: "field",
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    minlength: element.min_length,
    autocomplete: "off",
    data: { action: element.action_id },
  };
  const tag = element.multiline ? "textarea" : "input";
  const field = el(tag, element.multiline ? { ...props, rows: 4 } : { ...props, type: TEXT_TYPES[element.type] });
  field.value = start;
  const answer = () => ({ value: field.value || null });
  surface.begin(block, element, answer());
  field.addEventListener("input", () => surface.keep(block, element, answer()));
  if (block.dispatch_action) dispatchText(field, element, () => surface.act(block, element, answer()));
  return field;
}

function dispatchText(field, element, act) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (triggers.includes("on_character_entered")) field.addEventListener("input", act);
  if (!triggers.includes("on_enter_pressed")) return;
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    act();
  });
}

const two = (number) => String(number).padStart(2, "0");

/** Epoch seconds as `datetime-local` wants them: the browser's own time, to the minute. */
function localMinute(epoch) {
  const date = new Date(epoch * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Each picker: the browser's field, the answer's name, and the way between their values. */
const PICKERS = {
  datepicker: { type: "date", name: "selected_date", initial: "initial_date" },
  timepicker: { type: "time", name: "selected_time", initial: "initial_time" },
  datetimepicker: {
    type: "datetime-local",
    name: "selected_date_time",
    initial: "initial_date_time",
    toField: localMinute,
    fromField: (text) => Math.floor(new Date(text).getTime() / 1000),
  },
};

/** A date, a time, or both. */
export function drawPicker(element, block, surface) {
  const { type, name, initial, toField = (value) => value, fromField = (text) => text } = PICKERS[element.type];
  const start = surface.kept(block, element)?.[name] ?? element[initial];
  const label = block.type === "input" ? null : (element.placeholder?.text ?? t("choose"));
  const field = el("input", { type, class: "field picker", "aria-label": label, data: { action: element.action_id } });
  if (start) field.value = toField(start);
  const answer = () => ({ [name]: field.value ? fromField(field.value) : null });
  surface.begin(block, element, answer());
  field.addEventListener("change", () => surface.change(block, element, answer()));
  return field;
}

/** Checkboxes or radio buttons, one row an option. */
export function drawChoices(element, block, surface) {
  const many = element.type === "checkboxes";
  const chosen = new Set(startOf(element, block, surface, many).map((option) => option.value));
  const name = uid("choice");
  const answer = () => {
    const options = element.options.filter((option) => chosen.has(option.value));
    return many ? { selected_options: options } : { selected_option: options[0] ?? null };
  };
  surface.begin(block, element, answer());
  const pick = (option, on) => {
    if (!many) chosen.clear();
    if (on) chosen.add(option.value);
    else chosen.delete(option.value);
    surface.change(block, element, answer());
  };
  const rows = element.options.map((option) =>
    choice(option, { many, name, action: element.action_id, on: chosen.has(option.value), pick }),
  );
  return el("div", { class: "choices", role: many ? "group" : "radiogroup" }, ...rows);
}

function startOf(element, block, surface, many) {
  const kept = surface.kept(block, element);
  const start = many
    ? (kept?.selected_options ?? element.initial_options)
    : (kept?.selected_option ?? element.initial_option);
  return [start ?? []].flat();
}

function choice(option, { many, name, action, on, pick }) {
  const box = el("input", {
    type: many ? "checkbox" : "radio",
    name,
    checked: on,
    data: { action, option: option.value },
  });
  box.addEventListener("change", () => pick(option, box.checked));
  const description = option.description && el("small", {}, ...drawText(option.description));
  return el("label", { class: "choice" }, box, el("span", {}, ...drawText(option.text), description));
}

/** The element types that each drawer of this file takes. */
export const TEXT_FIELDS = Object.keys(TEXT_TYPES);
export const PICKER_FIELDS = Object.keys(PICKERS);
