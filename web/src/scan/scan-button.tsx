import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../words';
import { followLink } from './follow';
import { pictureOf } from './pasted';

type Scanner = ComponentType<Readonly<{ picture: Blob | null; onClose: () => void }>>;
type Scan = Readonly<{ Scanner: Scanner; picture: Blob | null }>;

/** Opens the scanner; while the button is there, a picture or link pasted anywhere on the page is taken as well. */
export function ScanButton() {
  const [scan, setScan] = useState<Scan | null>(null);
  const [isMissing, setMissing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // People who only type never load the scanner.
  const open = (picture: Blob | null) => {
    setMissing(false);
    import('./scanner').then(
      ({ Scanner }) => setScan({ Scanner, picture }),
      () => setMissing(true),
    );
  };
  const isOpen = scan !== null;
  useEffect(() => (isOpen ? undefined : takePasted(open)), [isOpen]);
  const close = () => {
    setScan(null);
    button.current?.focus();
  };
  return (
    <>
      <button ref={button} type="button" class="button button-quiet" onClick={() => open(null)}>
        {say('scan.open')}
      </button>
      {isMissing && <p role="alert">{say('app.not_loaded')}</p>}
      {scan && <scan.Scanner picture={scan.picture} onClose={close} />}
    </>
  );
}

/** Pasted codes are left to the field. */
function takePasted(onPicture: (picture: Blob) => void): () => void {
  const take = (event: ClipboardEvent) => {
    const picture = pictureOf(event);
    if (picture) onPicture(picture);
    if (picture || followLink(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  };
  document.addEventListener('paste', take);
  return () => document.removeEventListener('paste', take);
}
