import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { minutesAndSeconds } from '../src/countdown';

const TICK_MS = 250;

/** The ring that burns down, by the server's clock; the number alone where motion is unwanted. */
export function Ring(props: {
  readonly endsAt: number;
  readonly lifeMs: number;
  readonly clockOffset: number;
}): JSX.Element {
  const { endsAt, lifeMs, clockOffset } = props;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(tick);
  }, []);
  const leftMs = Math.max(0, endsAt - now - clockOffset);
  const seconds = Math.ceil(leftMs / 1000);
  const burnt = 100 - Math.min(100, (leftMs / lifeMs) * 100);
  return (
    <span class={seconds <= 10 ? 'ring ring--last' : 'ring'}>
      <svg viewBox="0 0 40 40" aria-hidden="true">
        <circle class="ring__track" cx="20" cy="20" r="17" pathLength="100" />
        <circle
          class="ring__left"
          cx="20"
          cy="20"
          r="17"
          pathLength="100"
          stroke-dasharray="100"
          stroke-dashoffset={burnt}
        />
      </svg>
      <span aria-hidden="true">{minutesAndSeconds(seconds)}</span>
      <span class="visually-hidden">
        Deletes itself in {seconds < 100 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}
      </span>
    </span>
  );
}
