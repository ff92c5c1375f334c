import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

const sources = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /^(bin|dev|events|lambdas|lib|local|ops|prices|stages)\//.test(file))

/**
 * The beginning of a comment that never says what it is about: "Of the page before." stands beside a cursor, and only its author reads
 * "the cursor of the page before" into it. A sentence may begin with "As": it has a comma before its main clause, or compares ("as few as").
 */
const headless =
  /^(?:(?:Of|That of|Those of|Those that) |As (?!\w+ as )(?:the|it|they|typed|called|a|an|on|in|[`{])\b[^,]*\.$)/

/** Text of each comment; lines with // that follow each other are one. */
const commentsIn = (text: string): string[] =>
  [...text.matchAll(/\/\*\*?([\s\S]*?)\*\/|^[ \t]*\/\/ (.*(?:\n[ \t]*\/\/ .*)*)/gm)].map(([, block, line]) =>
    (block ?? line ?? '').replaceAll(/\n[ \t]*(?:\*|\/\/) ?/g, ' ').trim(),
  )

const headlessIn = (text: string): string[] => commentsIn(text).filter((comment) => headless.test(comment))

describe('comments of the sources', () => {
  it('begin with what they are about', () => {
    const found = sources.flatMap((file) =>
      headlessIn(readFileSync(join(root, file), 'utf8')).map((start) => `${file}: ${start}`),
    )
    expect(found).toEqual([])
  })

  it.each([
    ['/** Of the page before. */', 1],
    ['/**\n * Of the page before.\n */', 1],
    ['// Of a span that is recorded.', 1],
    ['/** As typed. */', 1],
    ['/** As the page shows them. */', 1],
    ['// The end\n// Of the sentence above', 0],
    ['/** Cursor of the page before. */', 0],
    ['/** As few calls as the limits allow. */', 0],
    ['// As with a queue, what is too large runs at once.', 0],
    ['// As long as it waits, nothing is sent.', 0],
  ])('are recognized: %j', (text, count) => {
    expect(headlessIn(text)).toHaveLength(count)
  })
})
