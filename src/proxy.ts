import { EnvHttpProxyAgent, fetch, Pool, type RequestInit, type Response } from 'undici';
import type { ProxyConfig } from './config/config';

/** What is on this machine is reached without a proxy. */
const HERE = 'localhost,127.0.0.1,[::1]';
/** One that says neither yes nor no must not keep the places of those who would get through to it later. */
const ANSWERS_WITHIN_MS = 5_000;

/** Leads https by way of the proxy, and what shall not go there past it. */
export const proxyAgent = ({ url, except }: ProxyConfig, options: Pool.Options = {}): EnvHttpProxyAgent =>
  new EnvHttpProxyAgent({
    ...options,
    httpProxy: '',
    httpsProxy: url,
    noProxy: except === '*' ? except : `${HERE},${except}`,
    clientFactory: (origin, own) => new Pool(origin, { ...own, headersTimeout: ANSWERS_WITHIN_MS }),
  });

/** For a request that comes alone: no connection is kept. */
export async function fetchBy(proxy: ProxyConfig | undefined, url: string, options: RequestInit): Promise<Response> {
  if (!proxy) return fetch(url, { ...options, dispatcher: undefined });
  const dispatcher = proxyAgent(proxy);
  try {
    return await fetch(url, { ...options, dispatcher });
  } finally {
    void dispatcher.close();
  }
}
