import { follow, go, route } from '../route';
import { useStore } from '../use-store';
import { say, type Words } from '../words';

type WaysProps = Readonly<{
  label: Words;
  ways: readonly Readonly<{ path: string; words: Words }>[];
  /** The pages are views of one page: the step back leads to what was before them. */
  replace?: boolean;
}>;

/** Links to pages that stand side by side. */
export function Ways({ label, ways, replace = false }: WaysProps) {
  const { path: shown } = useStore(route);
  return (
    <nav class="ways" aria-label={say(label)}>
      {ways.map(({ path, words }) => (
        <a
          key={path}
          href={path}
          aria-current={shown === path ? 'page' : undefined}
          onClick={follow(() => go(path, { replace }))}
        >
          {say(words)}
        </a>
      ))}
    </nav>
  );
}
