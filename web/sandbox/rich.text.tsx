import type { ComponentChildren, JSX } from 'preact';
import type { Entity } from './phone.client';

type Copy = (text: string) => void;

/** A text with its formatting; a code is copied by a tap, as in Telegram. */
export function RichText(props: {
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly onCopy: Copy;
}): JSX.Element {
  return <>{pieces(props.text, props.entities, 0, props.text.length, props.onCopy)}</>;
}

/** Entities nest and come sorted, the outer ones first. */
function pieces(
  text: string,
  entities: readonly Entity[],
  from: number,
  to: number,
  onCopy: Copy,
): ComponentChildren[] {
  const found: ComponentChildren[] = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (!entity || entity.offset < at) continue;
    const end = Math.min(to, entity.offset + entity.length);
    const inner = entities.slice(index + 1).filter((other) => other.offset < end && other.offset + other.length <= end);
    found.push(text.slice(at, entity.offset));
    found.push(
      formatted(entity, text.slice(entity.offset, end), pieces(text, inner, entity.offset, end, onCopy), onCopy),
    );
    at = end;
  }
  found.push(text.slice(at, to));
  return found;
}

function formatted(entity: Entity, words: string, inner: ComponentChildren[], onCopy: Copy): JSX.Element {
  const key = `${entity.type}-${entity.offset}`;
  switch (entity.type) {
    case 'bold':
      return <strong key={key}>{inner}</strong>;
    case 'italic':
      return <em key={key}>{inner}</em>;
    case 'underline':
      return <u key={key}>{inner}</u>;
    case 'strikethrough':
      return <s key={key}>{inner}</s>;
    case 'code':
    case 'pre':
      return (
        <button key={key} type="button" class="code" aria-label={`Copy ${words}`} onClick={() => onCopy(words)}>
          {words}
        </button>
      );
    case 'text_link':
      return <TextLink key={key} url={entity.url ?? ''} words={inner} />;
    case 'bot_command':
      return (
        <span key={key} class="command">
          {inner}
        </span>
      );
    case 'blockquote':
    case 'expandable_blockquote':
      return (
        <span key={key} class="quote">
          {inner}
        </span>
      );
    default:
      return <span key={key}>{inner}</span>;
  }
}

function TextLink({ url, words }: { readonly url: string; readonly words: ComponentChildren }): JSX.Element {
  if (!/^https?:/i.test(url)) return <span>{words}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {words}
    </a>
  );
}
