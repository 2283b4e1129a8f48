import { useEffect, useState } from 'preact/hooks';
import { serverClock } from './clock';

const LOOK_MS = 250;

/** The server's time in milliseconds; while `running`, the component renders again as time passes. */
export function useNow(running: boolean): number {
  const [, render] = useState(0);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => render((looks) => looks + 1), LOOK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return serverClock.now();
}
