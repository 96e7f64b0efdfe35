// Watches what the keyboard reaches: window.focusWatch.controls() and .state().
window.focusWatch = {
  // Every link and control that is shown, in the order of the source.
  controls() {
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
      .filter((element) => element.checkVisibility() && !element.disabled);
  },

  // Where the focus is (its place among the controls, -1 for none of them) and what is wrong with how it is shown.
  state() {
    const element = document.activeElement, place = this.controls().indexOf(element);
    const name = `<${element.localName} class="${element.className}"> “${element.textContent.trim().slice(0, 40)}”`;
    return { place, name, wrong: place < 0 ? [] : this.defects(element).map((line) => `${name} ${line}`) };
  },

  defects(element) {
    const wrong = [], style = getComputedStyle(element), root = document.documentElement;
    const boxes = [...element.getClientRects()].filter((box) => box.width && box.height);
    if (!boxes.some((box) => box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= root.clientWidth))
      wrong.push("is not on the screen");
    for (const box of boxes) {
      for (const x of [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
        for (const y of [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2]) {
          const seen = document.elementFromPoint(x, y);
          if (seen && !element.contains(seen) && !seen.contains(element)) wrong.push(`is hidden by <${seen.localName} class="${seen.className}">`);
        }
      }
    }

    const offset = parseFloat(style.outlineOffset), width = parseFloat(style.outlineWidth), reach = offset + width;
    if (style.outlineStyle === "none" || width < 2) return [...wrong, "shows no sign of the focus"];
    const behind = offset < 0 ? element : element.parentElement;
    const contrast = this.contrast(style.outlineColor, this.background(behind));
    if (contrast < 3) wrong.push(`has a ring of contrast ${contrast.toFixed(1)}`);
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX, clipPath } = getComputedStyle(around);
      const edge = around === root ? { left: 0, right: root.clientWidth, top: 0, bottom: innerHeight } : around.getBoundingClientRect();
      if (around !== root && overflowX === "visible" && clipPath === "none") continue;
      if (boxes.some((box) => box.left - reach < edge.left - 1 || box.right + reach > edge.right + 1
        || box.top - reach < edge.top - 1 || box.bottom + reach > edge.bottom + 1))
        wrong.push(`has a ring cut off by <${around.localName} class="${around.className}">`);
    }

    const inSentence = style.display === "inline" && element.closest("p, li, dd, td, h2, h3").textContent.trim() !== element.textContent.trim();
    const box = element.getBoundingClientRect();
    if (!inSentence && (box.width < 24 || box.height < 24)) wrong.push(`is ${box.width.toFixed(0)} × ${box.height.toFixed(0)} px small`);
    return wrong;
  },

  background(element) {
    for (let around = element; around; around = around.parentElement) {
      const colour = getComputedStyle(around).backgroundColor;
      if (!/rgba\(.*, 0\)|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  },

  contrast(one, other) {
    const light = (colour) => {
      const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
        const share = part / 255;
        return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4;
      });
      return .2126 * r + .7152 * g + .0722 * b;
    };
    const [darker, lighter] = [light(one), light(other)].sort((a, b) => a - b);
    return (lighter + .05) / (darker + .05);
  },
};
