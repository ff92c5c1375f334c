/** One place in which two values differ, as a JSON pointer; an absent side is a place that is not there. */
export interface Difference {
  readonly pointer: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Where two JSON values differ, leaf by leaf. */
export function differences(before: unknown, after: unknown, pointer = ''): Difference[] {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ pointer, ...present({ before, after }) }]
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) =>
    differences(before[name], after[name], `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
}

/** Characters that a terminal does not show, or by which it moves or turns what follows. JSON leaves most of them as they are. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const present = (sides: { before: unknown; after: unknown }): Partial<Difference> =>
  Object.fromEntries(Object.entries(sides).filter(([, value]) => value !== undefined))

/** `- /total "10.00"` and `+ /total "12.00"`, one line each: whoever is asked to confirm them sees every character of them. */
export const diffText = (found: readonly Difference[]): string =>
  found
    .flatMap(({ pointer, ...sides }) => [
      ...('before' in sides ? [`- ${pointer} ${JSON.stringify(sides.before)}`] : []),
      ...('after' in sides ? [`+ ${pointer} ${JSON.stringify(sides.after)}`] : []),
    ])
    .map((line) => `${line.replace(UNSEEN, escaped)}\n`)
    .join('')
