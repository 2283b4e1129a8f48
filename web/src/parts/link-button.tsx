import { follow, go } from '../route';
import { say, type Words } from '../words';

type LinkButtonProps = Readonly<{ path: string; words: Words; look?: 'primary' | 'outline' | 'quiet' }>;

/** Leads to another page of this app. */
export function LinkButton({ path, words, look = 'primary' }: LinkButtonProps) {
  return (
    <a class={`button button-${look}`} href={path} onClick={follow(() => go(path))}>
      {say(words)}
    </a>
  );
}
