import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { SentMail } from './mail.ts'

/** Everything that was sent, oldest first; kept in `<directory>/mailbox.jsonl`, if there is a directory. */
export class Mailbox {
  readonly #file: string | undefined
  readonly #mails: SentMail[]

  /** @param onProblem told of lines that cannot be read; default: `console.error`. */
  constructor(directory: string | undefined, onProblem: (problem: string) => void = console.error) {
    this.#file = directory === undefined ? undefined : join(directory, 'mailbox.jsonl')
    if (directory !== undefined) mkdirSync(directory, { recursive: true })
    this.#mails = this.#file !== undefined && existsSync(this.#file) ? open(this.#file, onProblem) : []
  }

  get mails(): SentMail[] {
    return [...this.#mails]
  }

  add(mail: SentMail): void {
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(mail)}\n`)
    this.#mails.push(mail)
  }
}

/**
 * Reads the file, and ends it with a whole line, so that the next mail begins one of its own. A last line that a crash cut off was
 * never acknowledged and goes.
 */
function open(file: string, onProblem: (problem: string) => void): SentMail[] {
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const rest = text.slice(whole.length)
  if (rest !== '' && mailIn(rest)) appendFileSync(file, '\n')
  else if (rest !== '') truncateSync(file, Buffer.byteLength(whole))
  const lines = text.split('\n').filter((line) => line !== '')
  const mails = lines.flatMap((line) => mailIn(line) ?? [])
  const damaged = lines.length - mails.length - (rest !== '' && !mailIn(rest) ? 1 : 0)
  if (damaged > 0) onProblem(`${file}: ${damaged} of ${lines.length} lines cannot be read and are left out.`)
  return mails
}

function mailIn(line: string): SentMail | undefined {
  try {
    const mail: unknown = JSON.parse(line)
    return typeof mail === 'object' && mail !== null && 'messageId' in mail ? (mail as SentMail) : undefined
  } catch {
    return undefined
  }
}
