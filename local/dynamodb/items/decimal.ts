import { validationError } from '../errors.ts'

const MAX_DIGITS = 38
/** 9.99…E+125 is the largest number. */
const MAX_WHOLE_DIGITS = 126

/** Exact sum of two decimal numbers without exponents, in the form in which DynamoDB stores numbers. */
export function addDecimals(a: string, b: string): string {
  const scale = Math.max(fractionLength(a), fractionLength(b))
  return fromScaled(toScaled(a, scale) + toScaled(b, scale), scale)
}

export function negate(text: string): string {
  return text.startsWith('-') ? text.slice(1) : `-${text}`
}

function fractionLength(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

function toScaled(text: string, scale: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(scale - fractionLength(text)))
}

function fromScaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  if (digits.replace(/^0+|0+$/g, '').length > MAX_DIGITS) {
    throw validationError('Attempting to store more than 38 significant digits in a Number')
  }
  const whole = digits.slice(0, digits.length - scale)
  if (whole.length > MAX_WHOLE_DIGITS) {
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range')
  }
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
