import { UsageError } from '../../local/usage/usage-error.ts'

/** Adds an import, unless its names are imported from there already; the formatter sorts them. */
export function withImport(text: string, names: string, from: string): string {
  const present = new RegExp(`import \\{([^}]*)\\} from '${from.replaceAll('.', '\\.')}'`).exec(text)
  if (!present) return `import { ${names} } from '${from}'\n${text}`
  const all = new Set([...(present[1] ?? '').split(','), ...names.split(',')].map((name) => name.trim()))
  all.delete('')
  return text.replace(present[0], `import { ${[...all].join(', ')} } from '${from}'`)
}

/**
 * Adds an element at the end of a list.
 * @param opening what stands before the list's opening bracket, e.g. `consumers: `.
 * @param place names the file in the message.
 * @throws {UsageError} if there is no such list, with what to write by hand.
 */
export function withElement(text: string, opening: RegExp, element: string, place: string): string {
  const start = opening.exec(text)
  const open = start ? text.indexOf('[', start.index + start[0].length) : -1
  const close = open === -1 ? -1 : closingOf(text, open)
  if (close === -1) throw new UsageError(`${place}: found no list to add ${element} to. Add it by hand.`)
  const inside = text
    .slice(open + 1, close)
    .trimEnd()
    .replace(/,$/, '')
  const separator = inside.trim() === '' ? '' : ', '
  return `${text.slice(0, open + 1)}${inside}${separator}${element}${text.slice(close)}`
}

/** Adds a member at the beginning of the object that `opening` ends before. @throws {UsageError} as {@link withElement}. */
export function withMember(text: string, opening: RegExp, member: string, place: string): string {
  const start = opening.exec(text)
  const open = start ? text.indexOf('{', start.index + start[0].length) : -1
  if (open === -1) throw new UsageError(`${place}: found no object to add ${member.split('\n')[0]} to. Add it by hand.`)
  return `${text.slice(0, open + 1)}\n${member},\n${text.slice(open + 1)}`
}

/** Index of the bracket that closes the one at `open`; strings and comments of declarations hold none. */
function closingOf(text: string, open: number): number {
  let depth = 0
  for (let index = open; index < text.length; index++) {
    if (text[index] === '[') depth++
    if (text[index] === ']' && --depth === 0) return index
  }
  return -1
}
