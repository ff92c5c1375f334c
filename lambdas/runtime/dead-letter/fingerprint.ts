import { createHash } from 'node:crypto'

/**
 * The same for every occurrence of the same failure: ids, numbers, times and quoted values are taken out of the message,
 * and the stack is left out, because line numbers and minified names change with every deployment.
 */
export const fingerprint = (type: string, message: string): string =>
  createHash('sha256')
    .update(`${type}\n${withoutSpecifics(message)}`)
    .digest('hex')
    .slice(0, 16)

const specifics: readonly (readonly [RegExp, string])[] = [
  [/"[^"\n]*"|'[^'\n]*'|`[^`\n]*`/g, '<text>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, '<time>'],
  // A prefixed id: the prefix says what it is, and stays.
  [/\b([a-z]+_)(?=[A-Za-z-]*\d)[A-Za-z0-9-]+\b/g, '$1<id>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<hex>'],
  [/:\d+:\d+\b/g, ''],
  [/\d+(\.\d+)?/g, '<n>'],
  [/\s+/g, ' '],
]

/** Messages can be as long as a body; what tells failures apart stands at the beginning. */
const COMPARED_LENGTH = 500

const withoutSpecifics = (message: string): string =>
  specifics.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    message.slice(0, COMPARED_LENGTH),
  )
