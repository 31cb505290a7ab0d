/** Names that nobody else has thought of. */

const hex = (byte: number): string => byte.toString(16).padStart(2, "0");

/**
 * A random UUID of version 4.
 *
 * `crypto.randomUUID` is kept from pages over plain http; random bytes are not.
 */
export function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, hex).join("");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
