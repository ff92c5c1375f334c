import { type AttributeValue, typeOf } from '../requests/attribute-values.ts'

/**
 * Key parts are written so that the order of the text is DynamoDB's order of the values, in characters from `!` to `~`.
 * A part ends with a space, which is below all of them; `ABOVE` is above all of them.
 */
export const END = ' '
export const ABOVE = '\x7f'

const PLAIN = /^["-}]*$/

/** Encodes a string, number or binary value. */
export function encodeKeyPart(value: AttributeValue): string {
  switch (typeOf(value)) {
    case 'S':
      return encodeString(value.S ?? '')
    case 'N':
      return encodeNumber(value.N ?? '0')
    default:
      return Buffer.from(value.B ?? '', 'base64').toString('hex')
  }
}

/** UTF-8 order: plain ASCII stays readable, what is below it is escaped with `!`, what is above with `~`. */
function encodeString(text: string): string {
  if (PLAIN.test(text)) return text
  let encoded = ''
  for (const byte of Buffer.from(text)) {
    if (byte < 0x22) encoded += `!${hex(byte)}`
    else if (byte > 0x7d) encoded += `~${hex(byte)}`
    else encoded += String.fromCharCode(byte)
  }
  return encoded
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

/** Sign, then the power of ten of the first digit, then the digits; the latter two inverted for negative numbers. */
function encodeNumber(text: string): string {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  const all = whole + fraction
  const leadingZeros = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(leadingZeros).replace(/0+$/, '')
  if (digits === '') return '1'
  const exponent = 500 + whole.length - leadingZeros
  if (!negative) return `2${exponent}${digits}`
  const inverted = digits.replace(/\d/g, (digit) => String(9 - Number(digit)))
  return `0${999 - exponent}${inverted}~`
}

/** Eight hexadecimal digits, spread evenly: partitions are scanned, and cut into segments, in this order. */
export function partitionHash(encoded: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < encoded.length; index++) {
    hash = Math.imul(hash ^ encoded.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0')
}
