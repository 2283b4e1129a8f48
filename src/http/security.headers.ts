import { ServerResponse, type IncomingMessage } from 'node:http';
import helmet from 'helmet';
import type { Config } from '../config/config';

/** The camera reads the message's QR code; nothing else is ever asked for. */
const PERMISSIONS = 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()';

type SecurityHeaders = Readonly<Record<string, string> & { 'content-security-policy': string }>;

/** The security headers of every answer. They depend on settings alone: call it once. `logos`: origins of pictures. */
export function securityHeaders(
  { publicUrl, telegram }: Config,
  { allowsInlineStyle = false, logos = [] }: Readonly<{ allowsInlineStyle?: boolean; logos?: readonly string[] }> = {},
): SecurityHeaders {
  const isHttps = publicUrl.startsWith('https:');
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: directives(telegram.sandbox, allowsInlineStyle, logos) },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: telegram.sandbox ? 'sameorigin' : 'deny' },
    crossOriginOpenerPolicy: isHttps,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
  setHeaders({} as IncomingMessage, response, () => undefined);
  response.setHeader('permissions-policy', PERMISSIONS);
  return response.getHeaders() as SecurityHeaders;
}

/** Nothing inline, nothing from other origins. The sandbox shows pictures from memory, and frames app and phone. */
function directives(
  isSandbox: boolean,
  allowsInlineStyle: boolean,
  logos: readonly string[],
): Record<string, string[]> {
  const framed = [isSandbox ? "'self'" : "'none'"];
  return {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", ...(allowsInlineStyle ? ["'unsafe-inline'"] : [])],
    imgSrc: ["'self'", 'data:', ...(isSandbox ? ['blob:'] : []), ...logos],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameSrc: framed,
    frameAncestors: framed,
  };
}
