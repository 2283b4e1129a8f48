import { useEffect, useRef } from 'preact/hooks';
import { route } from '../route';
import { say } from '../words';
import { named } from './named';

/** The page's headline; it names the tab, and after a change of page the keyboard and screen readers start here. */
export function Headline({ text, name }: { text: string; name?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · ${say('app.name')}`;
  }, [text]);
  useEffect(() => {
    if (!route.get().isFirst) heading.current?.focus();
  }, []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {named(text, name)}
    </h1>
  );
}
