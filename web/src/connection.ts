import { announce } from './announcer';
import { Store } from './store';
import { say } from './words';

const ASK_AGAIN_MS = 5_000;

/**
 * Whether the server can be reached. An answer proves that it can; a missing one counts only if the browser agrees. The
 * browser gives a hint: it knows of networks, not of the server, and may be wrong either way.
 * `wasSeen`: it could be reached since the page was loaded, so what is shown came from the server.
 */
export const connection = new Store({ isOnline: true, wasSeen: navigator.onLine });

/** The sentence of a page without a connection. */
export const sayOffline = (): string => `${say('problem.offline.headline')}. ${say('problem.offline.sentence')}`;

let askServer: () => void = () => undefined;
let timer: ReturnType<typeof setTimeout>;

/** `ask` sends the server any request: when the browser hints at a change, and as long as no answer comes. */
export function followConnection(ask: () => void): void {
  askServer = ask;
  addEventListener('online', ask);
  addEventListener('offline', ask);
}

/** The server has answered. */
export function noteAnswer(): void {
  const { isOnline, wasSeen } = connection.get();
  if (isOnline && wasSeen) return;
  clearTimeout(timer);
  connection.set({ isOnline: true, wasSeen: true });
  if (!isOnline) announce(say('app.online'));
}

/** A request was not answered. */
export function noteSilence(): void {
  const { isOnline, wasSeen } = connection.get();
  if (isOnline && navigator.onLine) return;
  clearTimeout(timer);
  timer = setTimeout(askServer, ASK_AGAIN_MS);
  if (!isOnline) return;
  connection.set({ isOnline: false, wasSeen });
  announce(sayOffline());
}
