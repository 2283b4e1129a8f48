import { Store } from '../store';

/** The newer version that has been fetched and waits to take over. */
export const waitingVersion = new Store<ServiceWorker | null>(null);

const LOOK_MS = 60 * 60_000;

/**
 * Keeps the app's shell on this device, and looks for newer versions. A loaded page stays as it is until the person
 * wants the new one: no version changes under a person's fingers.
 */
export async function followVersions(): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (!serviceWorker) return;
  try {
    const registration = await serviceWorker.register('/sw.js');
    watch(registration, serviceWorker);
    lookAgain(registration);
  } catch {
    // The browser forbids it, or the file did not come: the app works without, as long as there is a connection.
  }
}

/** The other tabs follow: what was typed in them is kept. */
export const loadWaitingVersion = (): void => waitingVersion.get()?.postMessage('take over');

function watch(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer): void {
  // Without an earlier version on this device, this is no update.
  const isUpdate = (): boolean => container.controller !== null;
  const found = (worker: ServiceWorker | null) => isUpdate() && waitingVersion.set(worker);
  found(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => worker.state === 'installed' && found(worker));
  });
  container.addEventListener('controllerchange', () => location.reload());
}

/** A tab may stay open for weeks. */
function lookAgain(registration: ServiceWorkerRegistration): void {
  setInterval(() => void registration.update().catch(() => undefined), LOOK_MS);
}
