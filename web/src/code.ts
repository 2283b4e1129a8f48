/** What was typed or pasted, as a code: digits alone ("12 34-56" is 123456; full-width and Arabic digits count too). */
export function cleanCode(text: string, length: number): string {
  return text
    .normalize('NFKC')
    .replace(/[٠-٩۰-۹]/g, westernDigit)
    .replace(/\D/g, '')
    .slice(0, length);
}

const westernDigit = (digit: string) => String((digit.codePointAt(0) ?? 0) % 16);
