import { create } from 'qrcode';
import { qrLabels } from '../language/qr.texts';
import { ofSpoken } from '../words';
import { qrPath } from './qr-path';

/** A link as a picture that a phone can scan; dark on light even in the dark scheme, as some readers insist on it. */
export function Qr({ link }: { link: string }) {
  const { modules } = create(link, { errorCorrectionLevel: 'M' });
  const { path, side } = qrPath({ size: modules.size, get: (row, column) => modules.get(row, column) });
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={ofSpoken(qrLabels)}
      shape-rendering="crispEdges"
    >
      <rect class="qr-light" width={side} height={side} />
      <path class="qr-dark" d={path} />
    </svg>
  );
}
