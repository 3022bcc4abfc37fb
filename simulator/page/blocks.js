/** Block Kit: one drawer a block type. */

import { el, uid } from "./dom.js";
import { drawElement, drawPicture } from "./elements.js";
import { markdown } from "./markdown.js";
import { drawText, plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { t } from "./words.js";

const DRAW = {
  section: drawSection,
  header: (block) => el("h2", { class: "block-header" }, ...drawText(block.text)),
  divider: () => el("hr"),
  context: drawContext,
  actions: drawActions,
  context_actions: drawActions,
  image: drawImage,
  rich_text: richText,
  table: drawTable,
  markdown: (block) => el("div", { class: "rich" }, ...markdown(block.text)),
  input: drawInput,
};

/** A list of blocks as one element. `errors` are sentences by block id, for forms. */
export function drawBlocks(blocks, surface, errors = {}) {
  const drawn = blocks.map((block) => {
    const draw = DRAW[block.type];
    const node = draw
      ? draw(block, surface, errors)
      : el("p", { class: "unsupported" }, t("unsupported", { type: block.type }));
    node.dataset.block = block.block_id ?? "";
    node.classList.add("block", `block-${block.type}`);
    return node;
  });
  return el("div", { class: "blocks" }, ...drawn);
}

function drawSection(block, surface) {
  const text = block.text && el("div", { class: "section-text" }, ...drawText(block.text));
  const fields =
    block.fields && el("div", { class: "fields" }, ...block.fields.map((field) => el("div", {}, ...drawText(field))));
  const accessory =
    block.accessory && el("div", { class: "accessory" }, drawAccessory(block.accessory, block, surface));
  return el("div", { class: "section" }, el("div", { class: "section-main" }, text, fields), accessory);
}

function drawAccessory(element, block, surface) {
  return element.type === "image"
    ? drawPicture(element, "picture accessory-picture")
    : drawElement(element, block, surface);
}

function drawContext(block) {
  const part = (element) =>
    element.type === "image" ? drawPicture(element, "picture tiny") : el("span", {}, ...drawText(element));
  return el("div", {}, ...block.elements.map(part));
}

function drawActions(block, surface) {
  return el("div", { class: "actions" }, ...block.elements.map((element) => drawElement(element, block, surface)));
}

function drawImage(block) {
  const title = block.title && el("figcaption", {}, ...plain(block.title.text));
  return el("figure", {}, title, drawPicture(block, "picture wide"));
}

function drawTable(block) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (value, column) => {
    const { align = "left", is_wrapped: wrapped = false } = settings[column] ?? {};
    return el(
      tag,
      { class: `align-${align}${wrapped ? " wrapped" : ""}`, scope: tag === "th" ? "col" : null },
      drawCell(value),
    );
  };
  const [head, ...rows] = block.rows.map((row, at) => el("tr", {}, ...row.map(cell(at ? "td" : "th"))));
  return el(
    "div",
    { class: "table-scroll", tabindex: 0, role: "group", "aria-label": t("table") },
    el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)),
  );
}

function drawCell(value) {
  if (!value) return "";
  return value.type === "rich_text" ? richText(value) : value.text;
}

const ONE_FIELD = /input|picker/;

/** An input block: label, field, hint, and the sentence that says what is wrong with it. */
function drawInput(block, surface, errors) {
  const field = drawElement(block.element, block, surface);
  const [labelId, hintId, errorId] = [uid("label"), uid("hint"), uid("error")];
  const optional = block.optional && el("span", { class: "optional" }, ` ${t("optional")}`);
  const label = el("label", { id: labelId, class: "input-label" }, ...plain(block.label.text), optional);
  const control = field.matches("input, textarea, .choices") ? field : (field.querySelector("button.select") ?? field);
  if (ONE_FIELD.test(block.element.type)) {
    control.id = uid("field");
    label.setAttribute("for", control.id);
  } else if (control.matches(".select")) control.setAttribute("aria-labelledby", `${labelId} ${control.firstChild.id}`);
  else control.setAttribute("aria-labelledby", labelId);
  const error = errors[block.block_id];
  if (error) control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [block.hint && hintId, error && errorId].filter(Boolean).join(" "));
  return el(
    "div",
    { class: error ? "input wrong" : "input" },
    label,
    field,
    error && el("p", { id: errorId, class: "error", role: "alert" }, error),
    block.hint && el("p", { id: hintId, class: "hint" }, ...plain(block.hint.text)),
  );
}
