import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SentMail } from './mail.ts'

/** Everything that was sent, oldest first; kept in `<directory>/mailbox.jsonl`, if there is a directory. */
export class Mailbox {
  readonly #file: string | undefined
  readonly #mails: SentMail[]

  constructor(directory: string | undefined) {
    this.#file = directory === undefined ? undefined : join(directory, 'mailbox.jsonl')
    if (directory !== undefined) mkdirSync(directory, { recursive: true })
    this.#mails = this.#file !== undefined && existsSync(this.#file) ? readLines(this.#file) : []
    // Ends a line that a crash cut off, so that the next mail begins one of its own.
    if (this.#file !== undefined && this.#mails.length > 0) appendFileSync(this.#file, '\n')
  }

  get mails(): SentMail[] {
    return [...this.#mails]
  }

  add(mail: SentMail): void {
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(mail)}\n`)
    this.#mails.push(mail)
  }
}

/** A last line cut off by a crash was never acknowledged. */
function readLines(file: string): SentMail[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line ? [JSON.parse(line) as SentMail] : []
      } catch {
        return []
      }
    })
}
