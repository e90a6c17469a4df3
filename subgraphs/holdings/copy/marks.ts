/** Numbers, codes and marks of copies. */
import { createHash, randomInt } from 'node:crypto';

/** Without letters that are taken for digits or for each other. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const GROUP = 4;

/** Random, in groups of four: 4.95 bits a character. */
function randomCode(length: number): string {
  const characters = Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '');
  const groups = Array.from({ length: length / GROUP }, (_, at) => characters.slice(at * GROUP, (at + 1) * GROUP));
  return groups.map((group) => group.join('')).join('-');
}

/** Stands on every page; leads to who asked, for the keeper alone. 59 bits. */
export function newMark(): string {
  return randomCode(12);
}

/** What is asked for beside the number when a copy is verified without its file. 79 bits: nobody guesses it. */
export function newVerificationCode(): string {
  return randomCode(16);
}

/** Upper case, without what people put between groups. */
export function normalizeCode(text: string): string {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, '');
}

export function hashCode(code: string): string {
  return createHash('sha256').update(normalizeCode(code)).digest('hex');
}

/** `12990100MB0DEM0256-2026-000001`. */
export function toCopyNumber(keeper: string, year: string, last: number): string {
  return `${keeper}-${year}-${String(last).padStart(6, '0')}`;
}
