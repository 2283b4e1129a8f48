import { useState } from 'preact/hooks';

type PortraitProps = Readonly<{ id: string; name: string; size?: 'large' }>;

/** A person's picture from Telegram, over the initial of their name, which shows if this browser gets no picture. */
export function Portrait({ id, name, size }: PortraitProps) {
  const [isThere, setThere] = useState(false);
  return (
    <span class={`portrait ${size ?? ''}`} aria-hidden="true" translate={false}>
      {initialOf(name)}
      <img
        src={`/api/login/${id}/picture`}
        alt=""
        hidden={!isThere}
        onLoad={() => setThere(true)}
        onError={() => setThere(false)}
      />
    </span>
  );
}

/** The first character as people see it: an emoji, or a letter with its marks, is one. */
const initialOf = (name: string): string => {
  const [first] = new Intl.Segmenter().segment(name);
  return (first?.segment ?? '').toUpperCase();
};
