import { useEffect, useRef } from 'preact/hooks';
import { scanTexts } from '../language/scan.texts';
import { Icon } from '../parts/icons';
import { ofSpoken } from '../words';
import { pictureOf } from './pasted';
import { useScan, type ScanState } from './use-scan';

type ScannerProps = Readonly<{
  /** The pasted picture; without one the camera is asked for. */
  picture: Blob | null;
  onClose: () => void;
}>;

/** States without a camera picture: an icon stands in its place, and a picture can be chosen or pasted. */
const blind: readonly ScanState[] = ['insecure', 'refused', 'none', 'busy', 'reading', 'nothing', 'failed'];

/** Reads the QR code of the message: through the camera, or from a picture. */
export function Scanner({ picture, onClose }: ScannerProps) {
  const words = ofSpoken(scanTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const { state, video, look } = useScan(picture);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="scanner"
      aria-labelledby="scan-headline"
      onClose={onClose}
      onPaste={(event) => {
        const pasted = pictureOf(event);
        if (pasted) look(pasted);
      }}
    >
      <h2 id="scan-headline">{words.headline}</h2>
      <div class="scan-view">
        {blind.includes(state) && <Icon name="camera_off" />}
        <video ref={video} autoplay muted playsInline hidden={blind.includes(state)} aria-hidden="true" />
        <span class="scan-aim" hidden={blind.includes(state)} />
      </div>
      <p class="scan-state" role="status">
        {words[state]}
      </p>
      <label class="button button-outline">
        {words.choose}
        <input
          type="file"
          accept="image/*"
          class="visually-hidden"
          onChange={({ currentTarget: { files } }) => files?.[0] && look(files[0])}
        />
      </label>
      <button type="button" class="button button-quiet" onClick={() => dialog.current?.close()}>
        {words.close}
      </button>
    </dialog>
  );
}
