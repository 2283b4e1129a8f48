import type { ComponentChildren } from 'preact';

type ListPanelProps = Readonly<{
  name: string;
  /** The sentence for an empty list. */
  none?: string;
  /** Null until it is known. */
  count: number | null;
  children: ComponentChildren;
}>;

/** A list under its name. */
export function ListPanel({ name, none, count, children }: ListPanelProps) {
  return (
    <section class="panel" aria-label={name}>
      <h2 class="panel-name">{name}</h2>
      {count === 0 && <p class="muted">{none}</p>}
      <ul class="plain">{children}</ul>
    </section>
  );
}
