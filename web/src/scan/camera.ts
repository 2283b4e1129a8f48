/** Why there is no picture: the page is not secure, the camera not allowed, missing, or in use elsewhere. */
export type Trouble = 'insecure' | 'refused' | 'none' | 'busy';

/** The camera that faces away from the person, if there are two. */
const WANTED: MediaStreamConstraints = { video: { facingMode: 'environment' }, audio: false };

const troubles: Readonly<Record<string, Trouble>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

/** Asks for the camera; `mediaDevices` is missing if the page did not come over a secure connection. */
export async function openCamera(): Promise<MediaStream | Trouble> {
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (!mediaDevices) return 'insecure';
  try {
    return await mediaDevices.getUserMedia(WANTED);
  } catch (error) {
    return troubles[(error as DOMException).name] ?? 'busy';
  }
}

/** Stops the camera, so that its light goes off. */
export const closeCamera = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());
