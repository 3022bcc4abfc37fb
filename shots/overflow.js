() => {
  // What no longer fits into its box: [where, how, words]. Scrolling up and down is fine, an ellipsis is meant.
  const SLACK_PX = 1.5; // glyphs lean over their box, and layout rounds
  const TALLER_PX = 7; // the area of a font is higher than a tight line
  const found = [];
  const isBox = (node) => !["inline", "contents"].includes(getComputedStyle(node).display);
  const name = (node) => [node.tagName.toLowerCase(), ...node.classList].join(".");
  const isForReaders = (node) => {
    for (let out = node; out; out = out.parentElement) if (getComputedStyle(out).clipPath !== "none") return out.offsetWidth <= 2;
    return false;
  };
  const isSeen = (node) => {
    const { width, height } = node.getBoundingClientRect();
    const shown = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return shown && width > 2 && height > 2 && !node.closest("svg, canvas, [aria-hidden=true], option") && !isForReaders(node);
  };
  const boxOf = (node) => {
    let box = node.parentElement;
    while (!isBox(box)) box = box.parentElement;
    return box;
  };
  const isUnder = (dialogs, node) => dialogs.length > 0 && !dialogs.at(-1).contains(node);

  const page = document.documentElement;
  if (page.scrollWidth > innerWidth + SLACK_PX) found.push(["page", `${page.scrollWidth} > ${innerWidth}`, ""]);
  const dialogs = [...document.querySelectorAll("dialog[open]")];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim() || !text.parentElement || !isSeen(text.parentElement)) continue;
    const box = boxOf(text);
    if (!isSeen(box) || isUnder(dialogs, box)) continue;
    const style = getComputedStyle(box);
    if (style.textOverflow === "ellipsis") continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = text.data.trim().slice(0, 60);
    const edge = box.getBoundingClientRect();
    for (const { left, right, top, bottom, width } of range.getClientRects()) {
      if (!width || ["auto", "scroll"].includes(style.overflowX)) continue;
      if (right > edge.right + SLACK_PX || left < edge.left - SLACK_PX) found.push([name(box), "wider", words]);
      const scrolls = ["auto", "scroll"].includes(style.overflowY);
      if (!scrolls && (bottom > edge.bottom + TALLER_PX || top < edge.top - TALLER_PX)) found.push([name(box), "taller", words]);
    }
    for (let out = box; out; out = out.parentElement) {
      const { overflowX } = getComputedStyle(out);
      if (["auto", "scroll"].includes(overflowX)) break; // one can get there
      const limit = out.getBoundingClientRect();
      if (["hidden", "clip"].includes(overflowX) && edge.right > limit.right + SLACK_PX) found.push([name(out), "cut off", words]);
    }
  }
  return [...new Set(found.map((each) => each.join(" | ")))];
}
