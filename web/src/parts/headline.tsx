import { useEffect, useRef } from 'preact/hooks';
import { brand } from '../brand';
import { isFocusLost } from '../focus';
import { route } from '../route';
import { useStore } from '../use-store';
import { named } from './named';

type HeadlineProps = Readonly<{
  text: string;
  name?: string;
  /** The time left, to be seen in the tab's title from another tab. */
  left?: string;
}>;

/** The page's headline and the tab's name. It takes the focus on a change of page, and when the focus is lost. */
export function Headline({ text, name, left }: HeadlineProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const app = useStore(brand).name;
  useEffect(() => {
    document.title = [left, text, app].filter(Boolean).join(' · ');
  }, [text, left, app]);
  useEffect(() => {
    if (!route.get().isFirst) heading.current?.focus();
  }, []);
  useEffect(() => {
    if (isFocusLost()) heading.current?.focus({ preventScroll: true });
  }, [text]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {named(text, name)}
    </h1>
  );
}
