/**
 * Page translators take a text out of the page and put elements of their own (`<font>`) in its place. A later change to
 * the text would never be seen: so a text that changes is put back, and the translator takes it once more.
 */
export function followTranslators(page: Node): void {
  const places = new WeakMap<Node, ChildNode>();
  const observer = new MutationObserver((records) => {
    for (const { target, removedNodes, addedNodes, previousSibling, nextSibling } of records) {
      if (!target.isConnected) places.get(target)?.replaceWith(target);
      const place = [...addedNodes, previousSibling, nextSibling].find((node) => node?.nodeName === 'FONT');
      for (const text of place ? removedNodes : []) {
        places.set(text, place as ChildNode);
        observer.observe(text, { characterData: true });
      }
    }
  });
  observer.observe(page, { childList: true, subtree: true });
}
