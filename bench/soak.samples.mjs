import { ADMIN_API_KEY } from './children.mjs';

const SAMPLE_EVERY_MS = 5_000;
const GAUGE = /^([a-z0-9_]+)(?:\{[^}]*\})? (\S+)$/gm;

/** The app's Prometheus metrics, by name; of one with labels, the last value. */
export async function readGauges(url) {
  const answer = await fetch(`${url}/metrics`, { headers: { 'x-admin-key': ADMIN_API_KEY } });
  return Object.fromEntries(Array.from((await answer.text()).matchAll(GAUGE), ([, name, value]) => [name, +value]));
}

/** How late the event loop was since the last reading, in ms. Node measures it with a timer of 10 ms, which are included. */
export const loopDelayOf = (gauges) => ({
  p99: gauges.nodejs_eventloop_lag_p99_seconds * 1000,
  max: gauges.nodejs_eventloop_lag_max_seconds * 1000,
});

/** Samples memory, event loop and backlog every five seconds until `stop`, which returns the samples. */
export function startSampling(url) {
  const began = Date.now();
  const samples = [];
  const timer = setInterval(() => {
    readGauges(url).then(
      (gauges) => samples.push(toSample(gauges, (Date.now() - began) / 1000)),
      () => undefined,
    );
  }, SAMPLE_EVERY_MS);
  const stop = () => (clearInterval(timer), samples);
  return { stop };
}

const toSample = (gauges, at) => ({
  at,
  rss: gauges.process_resident_memory_bytes,
  heap: gauges.nodejs_heap_size_used_bytes,
  lag: gauges.nodejs_eventloop_lag_p99_seconds,
  worstLag: gauges.nodejs_eventloop_lag_max_seconds,
  pending: gauges.deliveries_pending,
});
