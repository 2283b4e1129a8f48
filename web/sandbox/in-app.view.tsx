import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons';

/** Whether this is the split view: there the phone opens links over the chat, as Telegram does; else the browser. */
export const isBesideApp = (): boolean => window.parent !== window;

/** Telegram's own browser, which comes up over the chat. */
export function InAppBrowser({ href, onClose }: { readonly href: string; readonly onClose: () => void }): JSX.Element {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), [href]);
  return (
    <section class="browser" aria-label="The phone's browser">
      <header class="browser__bar">
        <h2>{new URL(href).host}</h2>
        <button ref={close} type="button" class="round" onClick={onClose} aria-label="Back to the chat">
          <Icon name="close" />
        </button>
      </header>
      <iframe title="The opened page" src={href} allow="camera" />
    </section>
  );
}
