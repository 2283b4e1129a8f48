/** Moves the focus from an element that is gone to the one in its place, which is looked for once the page shows it. */
export const focusOn = (find: () => Element | null | undefined): void =>
  void setTimeout(() => (find() as HTMLElement | null | undefined)?.focus());

/** Whether the element that a person pressed is gone, and the focus with it. */
export const isFocusLost = (): boolean =>
  document.activeElement === document.body && navigator.userActivation?.hasBeenActive;
