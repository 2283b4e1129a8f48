import { EnvHttpProxyAgent, fetch, Pool, type RequestInit, type Response } from 'undici';
import type { ProxyConfig } from './config/config';

/** This machine itself is reached without a proxy. */
const HERE = 'localhost,127.0.0.1,[::1]';
/** A proxy that does not answer must not keep the connections of later requests that would get through. */
const ANSWERS_WITHIN_MS = 5_000;

/** Sends https through the proxy, except to hosts that bypass it. */
export const proxyAgent = ({ url, except }: ProxyConfig, options: Pool.Options = {}): EnvHttpProxyAgent =>
  new EnvHttpProxyAgent({
    ...options,
    httpProxy: '',
    httpsProxy: url,
    noProxy: except === '*' ? except : `${HERE},${except}`,
    clientFactory: (origin, own) => new Pool(origin, { ...own, headersTimeout: ANSWERS_WITHIN_MS }),
  });

/** For a single request: no connection is kept. */
export async function fetchBy(proxy: ProxyConfig | undefined, url: string, options: RequestInit): Promise<Response> {
  if (!proxy) return fetch(url, { ...options, dispatcher: undefined });
  const dispatcher = proxyAgent(proxy);
  try {
    return await fetch(url, { ...options, dispatcher });
  } finally {
    void dispatcher.close();
  }
}
