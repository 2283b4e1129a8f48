import type { JSX } from 'preact';
import { PHONE } from '../src/waiting/phone';

/** App and phone side by side, as a person has them on a desk. */
export function SplitPage(): JSX.Element {
  return (
    <main class="split">
      <h1 class="split__bar">
        <span>Telega2Go</span> <span class="badge">sandbox</span>
        <span class="split__hint">Sign in on the left; your Telegram is on the right.</span>
      </h1>
      <div class="split__narrow">
        <p>This view needs a wider window. Here they are one by one:</p>
        <a class="primary" href="/">
          The app
        </a>
        <a class="primary" href="/sandbox">
          The phone
        </a>
      </div>
      <iframe class="split__app" name="sandbox-app" title="The app" src="/" allow="camera; clipboard-write" />
      <iframe class="split__phone" name={PHONE} title="The phone" src="/sandbox" allow="clipboard-write" />
    </main>
  );
}
