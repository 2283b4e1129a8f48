import { useStore } from '../use-store';
import { say } from '../words';
import { declineInstall, install, installWay, isDeclined, type Way } from './install';

/** In the settings: always there, with the way to install that this browser has. */
export function InstallOffer() {
  const way = useStore(installWay);
  return (
    <section class="card">
      <h2>{say('settings.app')}</h2>
      {way !== 'installed' && <p>{say('install.sentence')}</p>}
      <Step way={way} />
    </section>
  );
}

/** After a sign-in: only if one press does it, or iOS needs an explanation; and never again once it was waved away. */
export function InstallHint() {
  const way = useStore(installWay);
  const isUnwanted = useStore(isDeclined);
  if (isUnwanted || way === 'installed' || way === 'menu') return null;
  return (
    <section class="card">
      <h2>{say('install.headline')}</h2>
      <p>{say('install.sentence')}</p>
      <Step way={way} />
      <button type="button" class="button button-quiet" onClick={declineInstall}>
        {say('install.never')}
      </button>
    </section>
  );
}

const told = { installed: 'install.done', menu: 'install.by_menu', share: 'install.by_share' } as const;

function Step({ way }: { way: Way }) {
  if (way !== 'press') return <p class="muted">{say(told[way])}</p>;
  return (
    <button type="button" class="button button-outline" onClick={install}>
      {say('install.do')}
    </button>
  );
}
