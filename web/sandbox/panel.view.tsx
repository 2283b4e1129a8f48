import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons';

/** The panels that can be open beside the chat. */
export type PanelName = 'people' | 'faults';

type PanelProps = Readonly<{ title: string; isFocused: boolean; onClose: () => void; children: ComponentChildren }>;

/** A panel: beside the phone on a wide screen, and coming up from below on a narrow one. */
export function Panel({ title, isFocused, onClose, children }: PanelProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isFocused) heading.current?.focus();
  }, [isFocused, title]);
  return (
    <aside class="panel" aria-label={title} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header class="panel__head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="round" onClick={onClose} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
