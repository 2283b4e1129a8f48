import { useEffect, useState } from 'preact/hooks';

const AGAIN_MS = 5_000;

/**
 * A part of the page that only some people need, fetched when it is shown; null until it is there, undefined when it did
 * not come.
 * Where the connection is gone just then, it is asked for again until it comes: what stands beside it says the same.
 */
export function useLazy<Part>(load: () => Promise<Part>): Part | null | undefined {
  const [part, setPart] = useState<Part | null | undefined>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isGone = false;
    const fetchPart = () => {
      load().then(
        (loaded) => isGone || setPart(() => loaded),
        () => {
          if (isGone) return;
          setPart(undefined);
          timer = setTimeout(fetchPart, AGAIN_MS);
        },
      );
    };
    fetchPart();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return part;
}
