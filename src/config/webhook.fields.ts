import { z } from 'zod';

/** A query is allowed, as receivers often know their caller by it. */
export const webhookUrl = z
  .string()
  .refine((text) => isWebhookUrl(text), 'must be an http or https URL without fragment or credentials');

/** As Standard Webhooks has it: `whsec_`, and 24 to 64 bytes in base64. */
export const webhookSecret = z
  .string()
  .refine((text) => isWebhookSecret(text), 'must be whsec_ and 24 to 64 bytes in base64');

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && !username && !password && !hash;
}

function isWebhookSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64;
}
