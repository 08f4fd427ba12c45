import { randomInt } from 'node:crypto';

/** A business registration number (사업자등록번호) that hardly any other run has: nine random digits and their check digit. */
export function businessNumber(): string {
  const digits = randomDigits(9);
  const weights = [1, 3, 7, 1, 3, 7, 1, 3, 5];
  // The ninth product counts twice: as it is, and its tens digit once more.
  const sum = weighted(digits, weights) + Math.floor((Number(digits[8]) * 5) / 10);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** The resident registration number (주민등록번호) of nobody: born on 1 January 1990, when numbers still had a check digit. */
export function residentNumber(): string {
  const digits = `9001011${randomDigits(5)}`;
  return `${digits}${(11 - (weighted(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10}`;
}

function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}
