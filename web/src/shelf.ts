/** Keeps texts under names; the browser's storage has this shape. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The browser's storage; if that is forbidden or full, the page's own memory stands in. */
export class SafeShelf implements Shelf {
  private readonly memory = new Map<string, string>();

  constructor(private readonly open: () => Shelf) {}

  getItem(name: string): string | null {
    return this.memory.get(name) ?? this.tried((shelf) => shelf.getItem(name)) ?? null;
  }

  setItem(name: string, text: string): void {
    const isKept = this.tried((shelf) => {
      shelf.setItem(name, text);
      return true;
    });
    if (isKept) this.memory.delete(name);
    else this.memory.set(name, text);
  }

  removeItem(name: string): void {
    this.memory.delete(name);
    this.tried((shelf) => shelf.removeItem(name));
  }

  /** Merely touching the storage throws if the person has forbidden it. */
  private tried<T>(act: (shelf: Shelf) => T): T | undefined {
    try {
      return act(this.open());
    } catch {
      return undefined;
    }
  }
}

/** Kept on this device, for every tab. */
export const deviceShelf = new SafeShelf(() => localStorage);

/** Kept for this tab alone. */
export const tabShelf = new SafeShelf(() => sessionStorage);
