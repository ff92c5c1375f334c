const WIDTH = 120

/** JSON for people who read a diff: what fits a line stays on it. */
export function toText(value: unknown): string {
  return `${write(value, '')}\n`
}

function write(value: unknown, indent: string): string {
  const short = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || short.length + indent.length <= WIDTH) return short
  const inner = `${indent}  `
  if (Array.isArray(value))
    return list(
      value.map((element) => write(element, inner)),
      indent,
    )
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{\n${members.map(([name, member]) => `${inner}${JSON.stringify(name)}: ${write(member, inner)}`).join(',\n')}\n${indent}}`
}

/** Short elements share lines, so that a list of all currencies is not a page. */
function list(elements: readonly string[], indent: string): string {
  const inner = `${indent}  `
  const lines: string[] = []
  for (const element of elements) {
    const last = lines.at(-1)
    const isShort = !element.includes('\n')
    if (
      last !== undefined &&
      isShort &&
      !last.includes('\n') &&
      inner.length + last.length + element.length + 3 <= WIDTH
    ) {
      lines[lines.length - 1] = `${last}, ${element}`
    } else {
      lines.push(element)
    }
  }
  return `[\n${lines.map((line) => `${inner}${line}`).join(',\n')}\n${indent}]`
}
