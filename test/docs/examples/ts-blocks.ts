import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..', '..')

export interface TsBlock {
  /** Relative to the project, e.g. `docs/replay.md`. */
  readonly page: string
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly text: string
}

/** Every block marked `ts` in the README and in the pages of docs/, in their order, without the indentation of a list that it stands in. */
export function tsBlocks(): TsBlock[] {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...pages.sort().map((name) => `docs/${name}`)].flatMap((page) =>
    tsBlocksIn(page, readFileSync(join(root, page), 'utf8').split('\n')),
  )
}

export function tsBlocksIn(page: string, lines: readonly string[]): TsBlock[] {
  const blocks: TsBlock[] = []
  let open: { line: number; indentation: string; text: string[] } | undefined
  for (const [index, line] of lines.entries()) {
    if (open && line.trim() === '```') {
      blocks.push({ page, line: open.line, text: `${open.text.join('\n')}\n` })
      open = undefined
    } else if (open) {
      open.text.push(line.startsWith(open.indentation) ? line.slice(open.indentation.length) : line)
    } else {
      const [, indentation] = /^( *)```ts\b/.exec(line) ?? []
      if (indentation !== undefined) open = { line: index + 2, indentation, text: [] }
    }
  }
  return blocks
}
