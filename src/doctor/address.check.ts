import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { clock } from '../clock';
import type { Config } from '../config/config';
import { certificateFault, isWithoutTls } from './certificate.faults';
import { careful, codeOf, well, wrong, type Finding } from './finding';
import { healthAt } from './product.check';

const WITHIN_MS = 10_000;
/** A page waits this long for live status before it starts to poll. */
const FIRST_BYTE_MS = 3_000;
/** 502, 503 and 504, and the 52x and 530 of Cloudflare: what a proxy answers whose upstream it cannot use. */
const OF_GATEWAYS = /^5(0[234]|2\d|30)$/;
const RENEWED_BEFORE_DAYS = 14;
const DAY_MS = 86_400_000;

/** Whether people reach the product by its name: DNS, TLS, proxy. This machine's route to it may differ from theirs. */
export async function checkAddress({ publicUrl }: Pick<Config, 'publicUrl'>): Promise<Finding[]> {
  const about = 'PUBLIC_URL';
  try {
    const { status, said } = await healthAt(publicUrl);
    if (!said) return [ofOther(about, status)];
  } catch (error) {
    return [unreached(about, codeOf(error))];
  }
  const certificate = publicUrl.startsWith('https:') ? [await checkCertificate(new URL(publicUrl))] : [];
  return [well(about, 'can be reached from this machine'), ...certificate, await checkLiveStatus(publicUrl)];
}

const ofOther = (about: string, status: number): Finding =>
  OF_GATEWAYS.test(String(status))
    ? wrong(
        about,
        `the proxy answers ${status}: it cannot reach the product`,
        'Look at its upstream: it must be the address and the port of the product, and firewalls must let the proxy through to them.',
      )
    : wrong(
        about,
        'something else answers there',
        'Point that name at the product: check its DNS records, and the proxy in front of the product.',
      );

function unreached(about: string, code: string): Finding {
  const says = `cannot be reached (${code})`;
  if (/ENOTFOUND|EAI_AGAIN/.test(code))
    return wrong(about, says, 'The name cannot be resolved: check its DNS records.');
  const certificate = certificateFault(code);
  if (certificate)
    return wrong(about, `${says}: ${certificate.what}, so browsers and Telegram may refuse it, too`, certificate.mend);
  if (isWithoutTls(code))
    return wrong(about, says, 'What listens there does not speak TLS: check the proxy in front of the product.');
  return wrong(
    about,
    says,
    'Is the proxy in front of the product running, and do firewalls let people through to it? Some routers do not let a machine reach its own public address from inside.',
  );
}

async function checkCertificate({ hostname, port }: URL): Promise<Finding> {
  const until = await new Promise<number>((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port: Number(port || 443),
      ...(isIP(hostname) === 0 && { servername: hostname }),
    });
    socket.setTimeout(WITHIN_MS, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
  }).catch(() => NaN);
  const days = Math.floor((until - clock.now().getTime()) / DAY_MS);
  if (Number.isNaN(days))
    return careful('TLS', 'the certificate could not be read', 'Look at it with openssl s_client.');
  return days < RENEWED_BEFORE_DAYS
    ? careful(
        'TLS',
        `the certificate expires in ${days} days`,
        'It should have been renewed by now: check what renews it.',
      )
    : well('TLS', `the certificate is valid for another ${days} days`);
}

/** Begins a sign-in of no person, to see whether its live status comes through as it is written, and cancels it. */
async function checkLiveStatus(url: string): Promise<Finding> {
  const about = 'live status';
  try {
    const begun = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    if (begun.status !== 202)
      return careful(about, `was not tested: a sign-in was answered with ${begun.status}`, 'Try again in a minute.');
    const { verification_id: id } = (await begun.json()) as { verification_id: string };
    const isPassedOn = await comesThrough(`${url}/api/verifications/${id}/events`);
    await fetch(`${url}/api/verifications/${id}`, { method: 'DELETE', signal: AbortSignal.timeout(WITHIN_MS) });
    return isPassedOn
      ? well(about, 'comes through the proxy')
      : careful(
          about,
          'is held back by the proxy; pages poll every two seconds instead',
          'Turn off buffering for /api/verifications/*/events.',
        );
  } catch (error) {
    return careful(about, `could not be tested (${codeOf(error)})`, 'Check the proxy in front of the product.');
  }
}

async function comesThrough(url: string): Promise<boolean> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), FIRST_BYTE_MS);
  try {
    const { body } = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: stop.signal });
    const first = await body?.getReader().read();
    return first?.value !== undefined;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
