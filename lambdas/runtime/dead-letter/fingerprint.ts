import { createHash } from 'node:crypto'
import { isShared, type OwnFrame } from './origin/frame.ts'

/**
 * The same for every occurrence of the same failure: its type, and the place in our own source that it comes from. Where the stack
 * leads to none, or to shared code alone, the message tells failures apart: ids, numbers, times and quoted values are taken out
 * of it. Lines are left out, because they move with every deployment.
 * @param origin where the error comes from, as `originOf` finds it.
 */
export function fingerprint(type: string, message: string, origin: readonly OwnFrame[] = []): string {
  const places = origin.map(({ file, name, statement = '' }) => `${file} ${name} ${statement}`.trim())
  const isTelling = origin.some((frame) => !isShared(frame) && (frame.name || frame.statement))
  const parts = isTelling ? places : [...places, withoutSpecifics(message)]
  return createHash('sha256')
    .update([type, ...parts].join('\n'))
    .digest('hex')
    .slice(0, 16)
}

const specifics: readonly (readonly [RegExp, string])[] = [
  [/"[^"\n]*"|'[^'\n]*'|`[^`\n]*`/g, '<text>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, '<time>'],
  // The prefix of an id stays, because it names the kind of thing.
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
