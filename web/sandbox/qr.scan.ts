/** Reads the QR code in a picture, as a camera would; undefined if there is none. */
export async function scanPicture(url: string): Promise<string | undefined> {
  const [{ default: jsQr }, response] = await Promise.all([import('jsqr'), fetch(url)]);
  if (!response.ok) return undefined;
  const bitmap = await createImageBitmap(await response.blob());
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.drawImage(bitmap, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQr(data, width, height)?.data;
}

/** Only web addresses are opened, and only the app's own without asking. */
export function linkOf(text: string, appUrl: string | null): Readonly<{ href: string; isOurs: boolean }> | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const ours = [location.origin, ...(appUrl && URL.canParse(appUrl) ? [new URL(appUrl).origin] : [])];
  return { href: url.href, isOurs: ours.includes(url.origin) };
}
