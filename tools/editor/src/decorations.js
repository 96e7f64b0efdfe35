// What is shown in a text and is no part of it: an extension that keeps such decorations in their place while one types.
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { DecorationSet } from "@tiptap/pm/view";

export function decorations(name) {
  const key = new PluginKey(name), shown = ({ state }) => key.getState(state);
  const extension = Extension.create({
    name,
    addProseMirrorPlugins: () => [new Plugin({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply: (transaction, set) => transaction.getMeta(key) ?? set.map(transaction.mapping, transaction.doc),
      },
      props: { decorations: (state) => key.getState(state) },
    })],
  });
  function show({ state, view }, marks) {
    view.dispatch(state.tr.setMeta(key, DecorationSet.create(state.doc, marks)).setMeta("addToHistory", false));
  }
  return { extension, show, isEmpty: (editor) => shown(editor) === DecorationSet.empty };
}
