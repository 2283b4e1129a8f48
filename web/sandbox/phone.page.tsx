import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ChatScreen } from './chat.view';
import { Faults } from './faults.view';
import { isBesideApp } from './in-app.view';
import { Panel, type PanelName } from './panel.view';
import { People } from './people.view';
import { phoneApi, type Person, type PhoneState } from './phone.client';
import { usePhone } from './use-phone';

const REMEMBERED = 'sandbox.person';
const WIDE = '(min-width: 800px)';

/** Whether a panel is open at first: not beside the app, where a newcomer has two things to look at already. */
const hasRoom = (): boolean => matchMedia(WIDE).matches && !isBesideApp();

/** Widens the split view for a panel beside the phone. */
function makeRoom(isWanted: boolean): void {
  if (isBesideApp()) parent.document.querySelector('.split')?.classList.toggle('split--wide', isWanted);
}

/** The page: one person's phone, and beside it what can be done to Telegram. */
export function PhonePage(): JSX.Element {
  const { people, person, choose, add, refresh } = usePeople();
  const phone = usePhone(person);
  const [panel, setPanel] = useState<PanelName | undefined>(hasRoom() ? 'faults' : undefined);
  const opener = useRef<HTMLElement>(undefined);
  useEffect(refresh, [phone.state === undefined, refresh]);
  useEffect(() => makeRoom(panel !== undefined), [panel]);

  const toggle = (name: PanelName, button: HTMLElement) => {
    opener.current = button;
    setPanel((open) => (open === name ? undefined : name));
  };
  const close = () => {
    setPanel(undefined);
    opener.current?.focus();
  };
  return (
    <main class="stage">
      <ChatScreen phone={phone} person={person} panel={panel} onPanel={toggle} onChoose={choose} />
      {panel === 'faults' && (
        <Panel title="Make Telegram misbehave" isFocused={opener.current !== undefined} onClose={close}>
          <FaultSwitches state={phone.state} />
        </Panel>
      )}
      {panel === 'people' && (
        <Panel title="Whose phone is this?" isFocused onClose={close}>
          <People
            people={people}
            current={person}
            isBlocked={phone.state?.chat.blocked ?? false}
            hasPicture={phone.state?.person.has_picture ?? false}
            onChoose={choose}
            onAdd={add}
            onBlock={(isBlocked) => person !== undefined && void phoneApi.setBlocked(person, isBlocked)}
            onPicture={(hasPicture) => person !== undefined && void phoneApi.setPicture(person, hasPicture)}
          />
        </Panel>
      )}
    </main>
  );
}

function FaultSwitches({ state }: { readonly state: PhoneState | undefined }): JSX.Element {
  return (
    <Faults
      faults={state?.faults ?? []}
      calls={state?.calls ?? []}
      hasTime={state?.has_time ?? false}
      onAdd={(order) => void phoneApi.addFault(order)}
      onRemove={(ids) => void Promise.all(ids.map((id) => phoneApi.removeFault(id)))}
      onClear={() => void phoneApi.clearFaults()}
    />
  );
}

type PeopleState = Readonly<{
  people: readonly Person[];
  person: number | undefined;
  choose: (id: number) => void;
  add: (name: string, language: string) => void;
  refresh: () => void;
}>;

/** The person in the address bar, else the last one chosen, else the first. */
function usePeople(): PeopleState {
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [person, setPerson] = useState(personOfAddress());

  const choose = useCallback((id: number) => {
    setPerson(id);
    sessionStorage.setItem(REMEMBERED, String(id));
    const url = new URL(location.href);
    url.searchParams.set('person', String(id));
    history.replaceState(null, '', url);
  }, []);
  const refresh = useCallback(() => {
    void phoneApi.people().then((found) => {
      setPeople(found);
      const remembered = Number(sessionStorage.getItem(REMEMBERED));
      const fallback = found.find(({ id }) => id === remembered) ?? found[0];
      setPerson((current) => current ?? fallback?.id);
    });
  }, []);
  const add = (name: string, language: string) => {
    void phoneApi.addPerson(name, language).then(({ id }) => {
      choose(id);
      refresh();
    });
  };
  return { people, person, choose, add, refresh };
}

function personOfAddress(): number | undefined {
  const id = Number(new URLSearchParams(location.search).get('person') ?? Number.NaN);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
