import * as fc from 'fast-check'

const FIRST_SURROGATE = 0xd800
const SURROGATES = 0x800

/**
 * Any character of Unicode, for `fc.string({ unit: anyCharacter })`. The unit `binary` of fast-check generates the same, but makes a table
 * of all of the million of them first: a second of processor time, and a hundred megabytes for as long as the process lives.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10_ffff - SURROGATES })
  .map((index) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES), indexOf)

/** How fast-check finds out which texts of its own, such as `__proto__`, it may put among those that it generates. */
function indexOf(character: unknown): number {
  const [first, ...more] = typeof character === 'string' ? character : []
  const code = first?.codePointAt(0) ?? Number.NaN
  const isWhole = more.length === 0 && !(code >= FIRST_SURROGATE && code < FIRST_SURROGATE + SURROGATES)
  if (!isWhole || Number.isNaN(code)) throw new Error('It is not one character.')
  return code < FIRST_SURROGATE ? code : code - SURROGATES
}
