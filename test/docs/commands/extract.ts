import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')

export interface DocumentedCommand {
  /** Relative to the project, e.g. `docs/replay.md`. */
  readonly file: string
  /** Of its first line, from 1. */
  readonly line: number
  /** As written, its lines joined, without the comment behind it. */
  readonly text: string
  /** What the comment behind it says. */
  readonly comment: string
  /** In a block of commands, to be run in its order; the others stand in the middle of a sentence or a table. */
  readonly inBlock: boolean
}

/** Every command that stands in the README or in a page of docs/: in blocks marked `sh`, and in the text. */
export function documentedCommands(): DocumentedCommand[] {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...pages.sort().map((name) => `docs/${name}`)].flatMap((file) =>
    commandsIn(file, readFileSync(join(root, file), 'utf8').split('\n')),
  )
}

/** Programs that people are told to run; other code in the text is names and paths. */
const IN_TEXT = /`((?:npm|npx|cdk|aws|node|curl) [^`]+|npm start)`/g

export function commandsIn(file: string, lines: readonly string[]): DocumentedCommand[] {
  const commands: DocumentedCommand[] = []
  let fence: string | undefined
  let open: { line: number; text: string } | undefined
  for (const [index, line] of lines.entries()) {
    const marker = /^\s*```(\w*)/.exec(line)
    if (marker) {
      fence = fence === undefined ? (marker[1] ?? '') : undefined
      continue
    }
    if (fence === undefined) {
      for (const [, text = ''] of line.matchAll(IN_TEXT)) {
        commands.push({ file, line: index + 1, text, comment: '', inBlock: false })
      }
    }
    if (fence !== 'sh') continue
    const { text, comment } = withoutComment(line)
    const whole = open ? `${open.text} ${text.trim()}` : text
    const start = open?.line ?? index + 1
    open = whole.endsWith('\\') ? { line: start, text: whole.slice(0, -1).trim() } : undefined
    if (!open && whole !== '') commands.push({ file, line: start, text: whole, comment, inBlock: true })
  }
  return commands
}

/** A comment begins with a hash behind a space, outside of quotes. */
function withoutComment(line: string): { text: string; comment: string } {
  let quote = ''
  for (const [index, character] of [...line].entries()) {
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '#' && (index === 0 || /\s/.test(line[index - 1] ?? ''))) {
      return { text: line.slice(0, index).trim(), comment: line.slice(index + 1).trim() }
    }
  }
  return { text: line.trim(), comment: '' }
}
