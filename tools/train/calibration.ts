/** Puts the curves that turn odds into scores into the header of a weights file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const ALIGNMENT = 16;
const Header = z.record(z.string(), z.unknown());

/** Replaces the calibration curves of a weights file. Its tensors are not changed. */
export function setCalibration(file: string, calibration: object): void {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32LE(0);
  const header = Header.parse(JSON.parse(bytes.toString('utf8', 4, 4 + length)));
  const tensors = bytes.subarray(aligned(4 + length));
  const text = Buffer.from(JSON.stringify({ ...header, calibration }));
  const start = Buffer.alloc(aligned(4 + text.length));
  start.writeUInt32LE(text.length, 0);
  text.copy(start, 4);
  writeFileSync(file, Buffer.concat([start, tensors]));
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
