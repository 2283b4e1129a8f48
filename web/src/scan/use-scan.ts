import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { closeCamera, openCamera, type Trouble } from './camera';
import { followLink } from './follow';
import { qrReader, readPicture, readVideo, type ReadQr } from './qr.reader';
import { useVisible } from './use-visible';

/** The scanner's state; `strange`: not our QR code, `nothing`: no QR code in the picture, `failed`: it cannot read. */
export type ScanState = 'asking' | 'looking' | 'reading' | 'strange' | 'nothing' | 'failed' | Trouble;

type Say = (state: ScanState) => void;
type Scan = Readonly<{
  state: ScanState;
  video: RefObject<HTMLVideoElement | null>;
  look: (picture: Blob) => void;
}>;

const LOOK_MS = 150;
/** A single frame of a video may be unreadable; if this many are, the reader is at fault. */
const MOST_FAILURES = 20;

/** Looks through the camera until it sees a link of ours; as soon as a picture is given, looks at that instead. */
export function useScan(given: Blob | null): Scan {
  const video = useRef<HTMLVideoElement>(null);
  const [picture, look] = useState(given);
  const [state, say] = useState<ScanState>(given ? 'reading' : 'asking');
  const isVisible = useVisible();
  useEffect(() => {
    if (picture) return void lookAt(picture, say).catch(() => say('failed'));
    if (!isVisible || !video.current) return undefined;
    const watching = new AbortController();
    watch(video.current, watching.signal, say).catch(() => watching.signal.aborted || say('failed'));
    return () => watching.abort();
  }, [picture, isVisible]);
  return { state, video, look };
}

async function lookAt(picture: Blob, say: Say): Promise<void> {
  say('reading');
  const text = await readPicture(await qrReader(), picture);
  if (text === undefined) say('nothing');
  else if (!followLink(text)) say('strange');
}

/** The camera is on until a link is found, or the scanner is out of sight. */
async function watch(video: HTMLVideoElement, signal: AbortSignal, say: Say): Promise<void> {
  const read = await qrReader();
  const stream = await openCamera();
  if (typeof stream === 'string') return signal.aborted ? undefined : say(stream);
  try {
    if (signal.aborted) return;
    video.srcObject = stream;
    say('looking');
    await lookUntilFound(read, video, signal, say);
  } finally {
    closeCamera(stream);
  }
}

async function lookUntilFound(read: ReadQr, video: HTMLVideoElement, signal: AbortSignal, say: Say): Promise<void> {
  const canvas = document.createElement('canvas');
  let failures = 0;
  while (!signal.aborted) {
    const text = await readVideo(read, video, canvas).catch((error: unknown) => {
      if (++failures === MOST_FAILURES) throw error;
    });
    if (signal.aborted || (text !== undefined && followLink(text))) return;
    if (text !== undefined) say('strange');
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
  }
}
