/** Where what had the focus is gone, the keyboard goes on at what took its place: looked for once the page shows it. */
export const focusOn = (find: () => Element | null | undefined): void =>
  void setTimeout(() => (find() as HTMLElement | null | undefined)?.focus());

/** Whether what a person had pressed is gone, and the focus with it. */
export const isFocusLost = (): boolean =>
  document.activeElement === document.body && navigator.userActivation?.hasBeenActive;
