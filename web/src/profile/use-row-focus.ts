import { useRef } from 'preact/hooks';
import { focusOn } from '../focus';

/** If a row goes and the focus with it, the focus moves to the next row's button, or to the page's headline. */
export function useRowFocus() {
  const ref = useRef<HTMLUListElement>(null);
  /** Called before the list changes. */
  const find = () => {
    const buttons = () => [...(ref.current?.querySelectorAll('button') ?? [])];
    const focused = document.activeElement;
    if (focused === document.body) return;
    const at = buttons().indexOf(focused as HTMLButtonElement);
    focusOn(() =>
      document.activeElement === document.body
        ? (buttons()[Math.max(at, 0)] ?? buttons().at(-1) ?? document.querySelector('h1'))
        : null,
    );
  };
  return { ref, find };
}
