import type { JSX } from 'preact';

const PATHS = {
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  send: 'M4 12 20 4l-5 16-4-6z M11 14l9-10',
  close: 'M6 6l12 12M18 6 6 18',
  open: 'M9 6h9v9M18 6 6 18',
  copy: 'M9 9h10v10H9z M5 15V5h10',
  phone: 'M7 4h3l1 5-2 1a12 12 0 0 0 5 5l1-2 5 1v3a2 2 0 0 1-2 2A15 15 0 0 1 5 6a2 2 0 0 1 2-2z',
  scan: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M4 12h16',
  flame: 'M12 3c1 4 5 6 5 11a5 5 0 0 1-10 0c0-2 1-3 2-4 0 2 1 3 2 3 0-4-1-6 1-10z',
} as const;

/** One stroke, one size; the words beside it say what it means. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
