// What typing does: Tab goes through the cells of a table, an address becomes a link.
import { Extension, InputRule } from "@tiptap/core";
import { goToNextCell } from "@tiptap/pm/tables";
import { hrefOf } from "./links.js";

// Past the last cell, and before the first, Tab leaves the text as everywhere else: nobody is caught.
const go = (step) => ({ editor }) => goToNextCell(step)(editor.state, editor.view.dispatch);

export const Typing = Extension.create({
  name: "typing",
  addKeyboardShortcuts: () => ({ Tab: go(1), "Shift-Tab": go(-1) }),
  addInputRules: () => [new InputRule({
    find: /(?:^|[\s(])(https?:\/\/\S+) $/i,
    handler({ state, range, match }) {
      const address = match[1].replace(/[.,;:!?…'’)\]]+$/, ""), href = hrefOf(address), { link } = state.schema.marks;
      const start = range.from + match[0].indexOf(match[1]), end = start + address.length;
      if (!href || state.doc.rangeHasMark(start, end, link)) return null;
      state.tr.addMark(start, end, link.create({ href }));
      return undefined;
    },
  })],
});
