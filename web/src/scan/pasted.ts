/** The pasted picture, if there is one. */
export function pictureOf({ clipboardData }: ClipboardEvent): Blob | null {
  return [...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}
