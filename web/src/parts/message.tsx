import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { announceBoth } from '../announcer';
import { say, type Words } from '../words';
import { Headline } from './headline';
import { Icon, type IconName } from './icons';
import { named } from './named';

type Tone = 'calm' | 'done' | 'wrong' | 'careful';

/** Keys for which there is both a text `….headline` and a text `….sentence`. */
type Told = {
  [Key in Words]: Key extends `${infer Start}.headline` ? (`${Start}.sentence` extends Words ? Start : never) : never;
}[Words];

type MessageProps = Readonly<{
  tone: Tone;
  words?: Told;
  values?: Readonly<Record<string, string>>;
  headline?: string;
  sentence?: string;
  /** Stands beside the headline. */
  aside?: ComponentChildren;
  children?: ComponentChildren;
}>;

const icons: Readonly<Record<Tone, IconName | null>> = { calm: null, done: 'done', wrong: 'wrong', careful: 'careful' };

/** A page that says one thing. */
export function Message({ tone, words, values, aside, children, ...own }: MessageProps) {
  const headline = own.headline ?? (words ? say(`${words}.headline`, values) : '');
  const sentence = own.sentence ?? (words ? say(`${words}.sentence`, values) : '');
  const icon = icons[tone];
  useEffect(() => announceBoth(headline, sentence), [headline]);
  return (
    <section class={`card message tone-${tone}`}>
      <header class="message-head">
        <div class="title">
          {icon && <Icon name={icon} />}
          <Headline text={headline} name={values?.name} />
        </div>
        {aside}
      </header>
      <p>{named(sentence, values?.name)}</p>
      {children}
    </section>
  );
}
