/**
 * The code in what was typed or pasted: digits alone ("12 34-56" is 123456; full-width and Arabic digits count too). In
 * a whole message, a number of exactly the code's length is the code: a service's name, or a date, may have digits too.
 */
export function cleanCode(text: string, length: number): string {
  const plain = text.normalize('NFKC').replace(/[٠-٩۰-۹]/g, westernDigit);
  const whole = plain.match(/\d+/g)?.find((digits) => digits.length === length);
  return whole ?? plain.replace(/\D/g, '').slice(0, length);
}

const westernDigit = (digit: string) => String((digit.codePointAt(0) ?? 0) % 16);
