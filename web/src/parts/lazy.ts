import { useEffect, useState } from 'preact/hooks';

const AGAIN_MS = 5_000;

/**
 * A part of the page that only some people need, loaded when it is shown; null until it is there, undefined if it did
 * not come.
 * If the connection is gone just then, it is requested again until it comes: the text beside it says the same.
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
