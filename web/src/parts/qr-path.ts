type Modules = Readonly<{ size: number; get: (row: number, column: number) => number | boolean }>;

const QUIET_ZONE = 4;

/** A QR code as one SVG path of unit squares (runs of dark modules joined), with its quiet zone around. */
export function qrPath({ size, get }: Modules): Readonly<{ path: string; side: number }> {
  const rows = Array.from({ length: size }, (_, row) => rowPath(size, row, (column) => Boolean(get(row, column))));
  return { path: rows.join(''), side: size + 2 * QUIET_ZONE };
}

function rowPath(size: number, row: number, isDark: (column: number) => boolean): string {
  let path = '';
  for (let column = 0; column < size; column++) {
    if (!isDark(column)) continue;
    const start = column;
    while (column + 1 < size && isDark(column + 1)) column++;
    const width = column - start + 1;
    path += `M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${width}v1h-${width}z`;
  }
  return path;
}
