/** Pixels of a block. Each block has one colour here, so that the JPEG needs no transform, and so no library. */
const BLOCK = 8;
const BLOCKS = 20;
const WHITE = [107, 0, 0] as const;

const segment = (marker: number, ...bytes: readonly number[]) => [0xff, marker, 0, bytes.length + 2, ...bytes];
/** The three components, each by its number with its parameters: sampled in full, by the one table. */
const each = (...bytes: readonly number[]) => [1, 2, 3].flatMap((component) => [component, ...bytes]);

/** A head and shoulders on a background whose colour comes from the seed, as a square JPEG of `size` pixels. */
export function portraitOf(seed: number, size: number): Buffer {
  const side = size / BLOCK;
  const turn = seed * 2.4;
  const ground = [-28, Math.round(60 * Math.cos(turn)), Math.round(60 * Math.sin(turn))] as const;
  const colours = Array.from({ length: side * side }, (_, place) => {
    const x = (((place % side) + 0.5) / side) * BLOCKS;
    const y = ((Math.floor(place / side) + 0.5) / side) * BLOCKS;
    return Math.hypot(x - 10, y - 7.5) < 4 || Math.hypot(x - 10, y - 20) < 7 ? WHITE : ground;
  });
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, 0, ...Array<number>(64).fill(BLOCK)),
    ...segment(0xc0, 8, size >> 8, size & 255, size >> 8, size & 255, 3, ...each(0x11, 0)),
    // The bit length of a colour's difference from the one before, coded in four bits; nothing follows it in a block.
    ...segment(0xc4, 0x00, ...[0, 0, 0, 12], ...Array<number>(12).fill(0), ...Array(12).keys()),
    ...segment(0xc4, 0x10, 1, ...Array<number>(15).fill(0), 0),
    ...segment(0xda, 3, ...each(0), 0, 63, 0),
    ...scanOf(colours),
    ...[0xff, 0xd9],
  ]);
}

function scanOf(colours: readonly (readonly [number, number, number])[]): number[] {
  let before: readonly number[] = [0, 0, 0];
  let bits = '';
  for (const colour of colours) {
    bits += colour.map((value, index) => codeOf(value - (before[index] ?? 0))).join('');
    before = colour;
  }
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, '1'), 2));
  return bytes.flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte]));
}

function codeOf(difference: number): string {
  const length = difference === 0 ? 0 : Math.abs(difference).toString(2).length;
  const value = difference < 0 ? difference + 2 ** length - 1 : difference;
  const digits = length === 0 ? '' : value.toString(2).padStart(length, '0');
  return `${length.toString(2).padStart(4, '0')}${digits}0`;
}
