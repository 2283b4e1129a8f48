import type { ComponentChildren } from 'preact';

/** A sentence with a name in it: a name in right-to-left letters turns itself around, and nothing beside it. */
export function named(text: string, name = ''): ComponentChildren {
  const at = name ? text.indexOf(name) : -1;
  return at < 0 ? text : [text.slice(0, at), <bdi>{name}</bdi>, text.slice(at + name.length)];
}
