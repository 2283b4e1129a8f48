import { useState } from 'preact/hooks';
import { useLazy } from '../parts/lazy';
import { say, type Words } from '../words';
import { isPhone, PHONE } from './phone';

/** The start link as a picture for a phone to scan: shown on a desktop, and on a phone only on request. */
export function StartLink({ href }: { href: string }) {
  const [shown, setShown] = useState(() => matchMedia('(min-width: 720px) and (pointer: fine)').matches);
  return (
    <div class={shown ? 'start-link start-link-shown' : 'start-link'}>
      {shown && <LazyQr link={new URL(href, location.href).href} />}
      <div>
        {shown && <p>{say('qr.about')}</p>}
        <button type="button" class="button button-quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {say(shown ? 'action.hide_qr' : 'action.show_qr')}
        </button>
      </div>
    </div>
  );
}

/** Opens Telegram beside this page, which goes on waiting. The sandbox's phone is one of our pages, in a named tab. */
export function TelegramButton({ href, label, look }: { href: string; label: Words; look: 'primary' | 'quiet' }) {
  const place = isPhone(href) ? { target: PHONE } : { target: '_blank', rel: 'noopener' };
  return (
    <a class={`button button-${look}`} href={href} {...place}>
      {say(label)}
    </a>
  );
}

/** The QR encoder is loaded only to show a QR code. */
function LazyQr({ link }: { link: string }) {
  const Qr = useLazy(loadQr);
  if (Qr === undefined) return <p role="alert">{say('app.not_loaded')}</p>;
  return <div class="qr-place">{Qr && <Qr link={link} />}</div>;
}

const loadQr = async () => (await import('../parts/qr')).Qr;
