import { minutesAndSeconds } from '../countdown';

type RingProps = Readonly<{
  /** Seconds left; `null` until the ring starts to burn. */
  left: number | null;
  total: number;
  label: string;
}>;

/** The ring that burns down around something that is about to destroy itself. */
export function Ring({ left, total, label }: RingProps) {
  const share = left === null ? 0 : Math.min(1, left / Math.max(total, 1));
  const tone = left !== null && left <= 10 ? 'ring ring-late' : 'ring';
  return (
    <div class={tone} role="timer" aria-live="off" aria-label={label}>
      <svg viewBox="0 0 56 56" width="56" height="56" aria-hidden="true" focusable="false">
        <circle class="ring-track" cx="28" cy="28" r="26" />
        <circle class="ring-rest" cx="28" cy="28" r="26" pathLength={1} stroke-dasharray={`${share} 1`} />
      </svg>
      <span aria-hidden="true" translate={false}>
        {left === null ? '' : minutesAndSeconds(left)}
      </span>
    </div>
  );
}
