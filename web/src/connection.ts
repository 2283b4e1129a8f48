import { announce } from './announcer';
import { Store } from './store';
import { say } from './words';

/** Whether this device has a connection; `wasSeen`: it had one since the page was loaded, so what is shown came from the server. */
export const connection = new Store({ isOnline: navigator.onLine, wasSeen: navigator.onLine });

export function followConnection(): void {
  const look = () => {
    const isOnline = navigator.onLine;
    connection.set({ isOnline, wasSeen: isOnline || connection.get().wasSeen });
    announce(say(isOnline ? 'app.online' : 'app.offline'));
  };
  addEventListener('online', look);
  addEventListener('offline', look);
}
