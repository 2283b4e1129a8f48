const paths = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  dot: 'M12 9.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z',
  circle: 'M12 5a7 7 0 1 1 0 14a7 7 0 1 1 0-14z',
  careful: 'M12 4.5l8.5 15h-17zM12 10.5v4M12 17v.1',
  wrong: 'M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16zM12 8v5M12 16v.1',
  done: 'M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16zM8.5 12.2l2.5 2.5 4.5-5',
  plane: 'M20.5 4.5L3.5 11l6 2.5M20.5 4.5L17 19.5l-7.5-6M20.5 4.5L9.5 13.5V19l2.8-3.3',
  hourglass: 'M7 4.5h10M7 19.5h10M8 4.5c0 4 4 5 4 7.5s-4 3.5-4 7.5M16 4.5c0 4-4 5-4 7.5s4 3.5 4 7.5',
  camera_off: 'M4 8.5h3l1.5-2.5h7L17 8.5h3v9.5H4zM12 10a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM4 4l16 16',
  devices: 'M4 5.5h13v4M4 5.5v9h8M2.5 17.5H12M14.5 10.5h6v9h-6zM17 17.5h1',
  settings:
    'M4 7.5h8M17 7.5h3M12 7.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M4 16.5h3M12 16.5h8M7 16.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0',
} as const;

export type IconName = keyof typeof paths;

/** A small drawing of one stroke; it never stands without words, so screen readers skip it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
