import { useEffect, useRef } from 'preact/hooks';
import { brand } from '../brand';
import { isFocusLost } from '../focus';
import { route } from '../route';
import { useStore } from '../use-store';
import { named } from './named';

type HeadlineProps = Readonly<{
  text: string;
  name?: string;
  /** What of it is left, for who looks at another tab. */
  left?: string;
}>;

/** The page's headline; it names the tab, and after a change of page, or of what was pressed, the keyboard and screen readers start here. */
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
