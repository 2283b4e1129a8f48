import { useEffect, useState } from 'preact/hooks';
import type { Store } from './store';

/** The store's value; the component renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(() => store.get());
  useEffect(() => {
    const take = (next: T) => setValue(() => next);
    take(store.get());
    return store.subscribe(take);
  }, [store]);
  return value;
}
