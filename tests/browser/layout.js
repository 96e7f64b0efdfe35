// Returns what is wrong with the layout of the page as it stands: what sticks out, is cut off, or lies on another.
() => {
  const wrong = [];
  const name = (element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}"> “${element.textContent.trim().slice(0, 40)}”`;
  const hidden = (element) => !element.checkVisibility() || element.closest(".hidden, .skip, svg, option");
  const root = document.scrollingElement, width = root.clientWidth;
  if (root.scrollWidth > width) wrong.push(`the page is ${root.scrollWidth} px wide in a window of ${width}`);

  // The boxes of an element's own lines of text: not its line height, but about what its letters cover.
  const lines = (element) => {
    const found = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.data.trim() || hidden(walker.currentNode.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const box of range.getClientRects()) {
        const fifth = box.height / 5;
        if (box.width > 1) found.push({ left: box.left, right: box.right, top: box.top + fifth, bottom: box.bottom - fifth });
      }
    }
    return found;
  };

  const words = [...document.querySelectorAll("h1, h2, h3, a, button, label, p, dt, dd, td, th, caption, figcaption")]
    .filter((element) => !hidden(element))
    .map((element) => ({ element, boxes: lines(element) }))
    .filter(({ boxes }) => boxes.length);
  for (const { element, boxes } of words) {
    for (const box of boxes) {
      if (box.left < -1 || box.right > width + 1) wrong.push(`sticks out of the window: ${name(element)}`);
      for (let around = element; around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.overflowX === "visible" && style.clipPath === "none") continue;
        const edge = around.getBoundingClientRect();
        const cut = style.clipPath === "none" ? 0 : 12; // half of a folded corner
        const corner = box.top < edge.top + cut && box.right > edge.right - cut;
        if (corner || box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
          wrong.push(`is cut off: ${name(element)}`);
      }
    }
  }
  const fields = [...document.querySelectorAll("input, select, img, svg.kite, svg.cover")]
    .filter((element) => element.checkVisibility())
    .map((element) => ({ element, boxes: [element.getBoundingClientRect()] }));
  const all = [...words, ...fields];
  for (const [place, one] of all.entries()) {
    for (const other of all.slice(place + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const lies = one.boxes.some((a) => other.boxes.some((b) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
      if (lies) wrong.push(`lie on one another: ${name(one.element)} and ${name(other.element)}`);
    }
  }
  for (const { element, boxes: [box] } of fields) {
    if (box.left < -1 || (box.right > width + 1 && !element.closest(".lead-picture"))) wrong.push(`sticks out of the window: ${name(element)}`);
    if (element.matches("img") && element.naturalWidth) {
      const drawn = box.width / box.height, made = element.naturalWidth / element.naturalHeight;
      if (getComputedStyle(element).objectFit === "fill" && Math.abs(drawn / made - 1) > .03) wrong.push(`is stretched: ${element.src}`);
    }
  }
  return [...new Set(wrong)];
}
