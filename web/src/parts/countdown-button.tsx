import { minutesAndSeconds } from '../countdown';
import { say, type Words } from '../words';

type CountdownButtonProps = Readonly<{
  label: Words;
  /** Contains `{left}`. */
  waitingLabel: Words;
  left: number;
  look: 'primary' | 'quiet';
  busy?: boolean;
  onPress: () => void;
}>;

/** A button that cannot be pressed yet and shows for how long; it keeps the focus while it waits. */
export function CountdownButton({ label, waitingLabel, left, look, busy, onPress }: CountdownButtonProps) {
  const waits = left > 0 || busy === true;
  return (
    <button type="button" class={`button button-${look}`} aria-disabled={waits} onClick={() => !waits && onPress()}>
      {left > 0 ? say(waitingLabel, { left: minutesAndSeconds(left) }) : say(label)}
    </button>
  );
}
