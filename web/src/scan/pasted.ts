/** The picture that is being pasted, if it is one. */
export function pictureOf({ clipboardData }: ClipboardEvent): Blob | null {
  return [...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}
