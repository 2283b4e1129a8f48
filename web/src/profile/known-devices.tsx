import { useEffect, useState } from 'preact/hooks';
import { confirm } from '../announcer';
import type { Device } from '../api/types';
import { useAttempt } from '../attempt';
import { serverClock } from '../clock';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say, sayAgo } from '../words';
import { deviceOf } from './sign-ins';
import { useRowFocus } from './use-row-focus';

/** The devices on which one press requests a message to the person, with a way to end that. */
export function KnownDevices() {
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const list = useRowFocus();
  const asking = useAttempt(member.devices, (answer) => {
    if (!answer.ok) return;
    setDevices(answer.value);
    list.find();
  });
  const forgetting = useAttempt(member.forgetDevice, (answer) => {
    if (answer.ok) confirm(say('devices.forgotten'));
    asking.run();
  });
  useEffect(() => asking.run(), []);
  if (devices?.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('devices.headline')}</h2>
      <p class="muted">{say('devices.sentence')}</p>
      {devices === null && asking.busy && <p class="muted">{say('sessions.loading')}</p>}
      <ul class="sign-ins" ref={list.ref}>
        {devices?.map((device) => (
          <DeviceRow key={device.id} device={device} onForget={() => forgetting.run(device.id)} />
        ))}
      </ul>
      <NoticeBox attempt={asking} onRetry={() => asking.run()} />
      <NoticeBox attempt={forgetting} except={['not_found']} />
    </section>
  );
}

function DeviceRow({ device, onForget }: { device: Device; onForget: () => void }) {
  const name = deviceOf(device);
  return (
    <li class="sign-in">
      <div>
        <p class="sign-in-device">
          {name} {device.current && <span class="muted">({say('sessions.current')})</span>}
        </p>
        <p class="muted">{say('devices.used', { ago: sayAgo(device.used_at, serverClock.now()) })}</p>
      </div>
      <button
        type="button"
        class="button button-quiet"
        aria-label={say('devices.forget.about', { device: name })}
        onClick={onForget}
      >
        {say('welcome.forget')}
      </button>
    </li>
  );
}
