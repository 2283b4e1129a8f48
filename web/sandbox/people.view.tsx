import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { languages } from '../src/language/language';
import type { Person } from './phone.client';

/** With more people than this, a search field is shown. */
const MANY = 7;

type PeopleProps = Readonly<{
  people: readonly Person[];
  current: number | undefined;
  isBlocked: boolean;
  hasPicture: boolean;
  onChoose: (id: number) => void;
  onAdd: (name: string, language: string) => void;
  onBlock: (isBlocked: boolean) => void;
  onPicture: (hasPicture: boolean) => void;
}>;

/** Whose phone this is: choose, add, block, and whether their profile has a picture. */
export function People(props: PeopleProps): JSX.Element {
  const { people, current, isBlocked, hasPicture, onChoose, onAdd, onBlock, onPicture } = props;
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = people.filter(({ id, first_name: name }) => `${name.toLowerCase()} ${id}`.includes(wanted));
  return (
    <div class="panel__body">
      {people.length > MANY && (
        <label>
          Search
          <input class="line" type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      )}
      <ul class="people">
        {shown.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              class="person"
              aria-current={person.id === current ? 'true' : undefined}
              onClick={() => onChoose(person.id)}
            >
              <Avatar name={person.first_name} />
              <bdi class="person__name">{person.first_name}</bdi>
              <span class="person__id">
                {person.id} · {person.language_code}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <AddPerson onAdd={onAdd} />
      {current !== undefined && (
        <button type="button" class="secondary" onClick={() => onBlock(!isBlocked)}>
          {isBlocked ? 'Unblock the bot' : 'Block the bot'}
        </button>
      )}
      {current !== undefined && (
        <button type="button" class="secondary" onClick={() => onPicture(!hasPicture)}>
          {hasPicture ? 'Remove the profile picture' : 'Add a profile picture'}
        </button>
      )}
    </div>
  );
}

export function Avatar({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="avatar" aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

function AddPerson({ onAdd }: Pick<PeopleProps, 'onAdd'>): JSX.Element {
  const [name, setName] = useState('');
  const [language, setLanguage] = useState('en');
  const add = (event: Event) => {
    event.preventDefault();
    if (name.trim() === '') return;
    onAdd(name.trim(), language);
    setName('');
  };
  return (
    <form class="add" onSubmit={add}>
      <label>
        Name
        <input
          class="line"
          value={name}
          maxLength={64}
          required
          autocomplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        Language
        <select class="line" value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
          {Object.entries(languages).map(([code, words]) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="secondary">
        Add a person
      </button>
    </form>
  );
}
