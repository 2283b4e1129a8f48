import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Texts = Readonly<Record<string, string>>;

const FOR_OPERATORS = /^\/(api\/admin|api\/docs|api\/openapi\.json|metrics)\b/;

/** The admin key, where a call asks for one and the test shows nothing of its own; in production each test shows its own. */
export function operatorHeaders(path: string, headers: Texts, settings: Texts): Record<string, string> {
  const showsSomething = headers.authorization !== undefined || headers['x-admin-key'] !== undefined;
  if (!FOR_OPERATORS.test(path) || showsSomething || settings.NODE_ENV === 'production') return {};
  const kept = join(settings.DATA_DIR!, 'admin-api-key');
  const key = settings.ADMIN_API_KEY ?? (existsSync(kept) ? readFileSync(kept, 'utf8') : undefined);
  return key === undefined ? {} : { 'x-admin-key': key };
}
