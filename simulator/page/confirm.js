/** The dialog that asks before an element with a `confirm` acts. */

import { el, uid } from "./dom.js";
import { drawText, plain } from "./mrkdwn.js";
import { t } from "./words.js";

/** Resolves to true when there is nothing to confirm, or when the person did. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const titleId = uid("confirm");
  const yes = el(
    "button",
    { class: confirm.style === "danger" ? "button danger" : "button primary", value: "yes" },
    ...label(confirm.confirm, "OK"),
  );
  const no = el("button", { class: "button", value: "no", formnovalidate: true }, ...label(confirm.deny, t("cancel")));
  const dialog = el(
    "dialog",
    { class: "dialog confirm", "aria-labelledby": titleId },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: titleId }, ...drawText(confirm.title)),
      el("div", { class: "confirm-text" }, ...drawText(confirm.text)),
      el("footer", {}, no, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function label(text, otherwise) {
  return text ? plain(text.text) : [otherwise];
}
