import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRsaPem, RSA_PEM } from '../../src/secrets/development-secrets';

const PEM = Symbol.for('telega2go.rsa-pem');

/** As an earlier start would have left it: making one is a tenth of a second's work, so a worker's apps have the same. */
export function keepRsaKey(folder: string): void {
  const place = globalThis as { [PEM]?: string };
  place[PEM] ??= newRsaPem();
  writeFileSync(join(folder, RSA_PEM), place[PEM], { mode: 0o600 });
}
