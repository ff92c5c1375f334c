import { UsageError } from '../../local/usage/usage-error.ts'

/** Adds an import, unless its names are imported from there already; the formatter sorts them. */
export function withImport(text: string, names: string, from: string): string {
  const present = new RegExp(`import \\{([^}]*)\\} from '${from.replaceAll('.', '\\.')}'`).exec(text)
  if (!present) return above(`import { ${names} } from '${from}'`, text)
  const all = new Set([...(present[1] ?? '').split(','), ...names.split(',')].map((name) => name.trim()))
  all.delete('')
  return text.replace(present[0], `import { ${[...all].join(', ')} } from '${from}'`)
}

/** Adds the import of zod, as schemas here have it, unless it is there. */
export const withZod = (text: string): string =>
  text.includes("import * as z from 'zod/mini'") ? text : above("import * as z from 'zod/mini'", text)

/** The first import of a file gets an empty line below it, which the formatter would not add. */
const above = (line: string, text: string): string =>
  `${line}\n${text === '' || text.startsWith('\n') || /^import /m.test(text) ? '' : '\n'}${text}`

/**
 * Adds an element at the end of a list.
 * @param opening what stands before the list's opening bracket, e.g. `consumers: `.
 * @param place names the file in the message.
 * @throws {UsageError} if there is no such list, with what to write by hand.
 */
export function withElement(text: string, opening: RegExp, element: string, place: string): string {
  const found = insideOf(text, opening, '[')
  if (!found) throw new UsageError(`${place}: found no list to add ${element} to. Add it by hand.`)
  return withLast(text, found, element)
}

/** Adds a property at the end of the object that `opening` ends before. @throws {UsageError} as {@link withElement}. */
export function withProperty(text: string, opening: RegExp, property: string, place: string): string {
  const found = insideOf(text, opening, '{')
  if (!found) throw new UsageError(`${place}: found no object to add \`${property}\` to. Add it by hand.`)
  return withLast(text, found, property)
}

/** Adds a member at the beginning of the object that `opening` ends before. @throws {UsageError} as {@link withElement}. */
export function withMember(text: string, opening: RegExp, member: string, place: string): string {
  const found = insideOf(text, opening, '{')
  if (!found)
    throw new UsageError(`${place} is not written in a way that this command can extend. Add by hand:\n${member},\n`)
  return `${text.slice(0, found.start)}\n${member},\n${text.slice(found.start)}`
}

/** Between two brackets, which it leaves out. */
interface Inside {
  readonly start: number
  readonly end: number
}

/** What is inside of the first bracket of that kind behind `opening`. */
export function insideOf(text: string, opening: RegExp, bracket: '[' | '{'): Inside | undefined {
  const code = codeOf(text)
  const before = opening.exec(text)
  const open = before ? code.indexOf(bracket, before.index + before[0].length) : -1
  const close = open === -1 ? -1 : closingOf(code, open)
  return close === -1 ? undefined : { start: open + 1, end: close }
}

/** Behind the last of what is inside, and before a comment that follows that. */
function withLast(text: string, { start, end }: Inside, added: string): string {
  const code = codeOf(text).slice(start, end).trimEnd()
  const last = code.endsWith(',') ? code.slice(0, -1).trimEnd() : code
  const at = start + last.length
  const rest = text.slice(code.endsWith(',') ? start + code.length : at)
  return `${text.slice(0, at)}${last.trim() === '' ? '' : ', '}${added}${code.endsWith(',') ? ',' : ''}${rest}`
}

const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

/** Each character at its place, but comments blank and strings without what could be a bracket. */
const codeOf = (text: string): string =>
  text.replace(COMMENT_OR_STRING, (found) => found.replace(/[^\n]/g, found.startsWith('/') ? ' ' : 'x'))

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' }

/** Index of the bracket that closes the one at `open`. */
function closingOf(code: string, open: number): number {
  const [opening = '', closing = ''] = [code[open], CLOSING[code[open] ?? '']]
  let depth = 0
  for (let index = open; index < code.length; index++) {
    if (code[index] === opening) depth++
    if (code[index] === closing && --depth === 0) return index
  }
  return -1
}
