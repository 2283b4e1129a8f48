import { randomBytes } from 'node:crypto';
import QRCode from 'qrcode';
import { renderQr } from '../dist/delivery/message/qr.js';
import { median } from './numbers.mjs';

const ROUNDS = 7;
const OURS_A_ROUND = 200;
const THEIRS_A_ROUND = 15;

/** How much faster we draw a message's picture than the library's own painter. */
export async function qrBench() {
  const rounds = [];
  await theirs(3);
  ours(50);
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ theirs: await theirs(THEIRS_A_ROUND), ours: ours(OURS_A_ROUND) });
  const [slow, fast] = [median(rounds.map((round) => round.theirs)), median(rounds.map((round) => round.ours))];
  return {
    name: 'QR code, against qrcode.toBuffer at scale 8',
    goal: 15,
    measured: slow / fast,
    unit: '×',
    detail: `${slow.toFixed(2)} ms and ${fast.toFixed(2)} ms a picture`,
  };
}

/** As long as a magic link, and different each time. */
const aLink = () => `https://app.example.org/verify#${randomBytes(36).toString('base64url')}`;

function ours(count) {
  const began = performance.now();
  for (let made = 0; made < count; made++) renderQr(aLink());
  return (performance.now() - began) / count;
}

async function theirs(count) {
  const began = performance.now();
  for (let made = 0; made < count; made++) await QRCode.toBuffer(aLink(), { scale: 8 });
  return (performance.now() - began) / count;
}
