import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { typeChecker } from '../../dev/watch/type-check.ts'
import { eventually } from '../support/eventually.ts'

/** It goes on when it gets SIGTERM, as TypeScript's own compiler does. */
const COMPILER = `
process.on('SIGTERM', () => {})
require('node:fs').appendFileSync('pids', process.pid + '\\n')
setInterval(() => {}, 1000)
`

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'type-check-'))
  mkdirSync(join(root, 'node_modules', 'typescript', 'bin'), { recursive: true })
  writeFileSync(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), COMPILER)
})
afterEach(() => {
  for (const pid of pids().filter(isThere)) process.kill(pid, 'SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

const pids = () => {
  const file = join(root, 'pids')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  // Whole lines only: the file is there for a moment before its first line is.
  return [...text.matchAll(/^(\d+)\n/gm)].map(([, pid]) => Number(pid))
}
const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('a check of types that the next one, or the end, makes pointless is over at once', async () => {
  const { check, stop } = typeChecker(root, () => {})
  try {
    check()
    await eventually(() => expect(pids()).toHaveLength(1))
    check()
    await eventually(() => expect(pids()).toHaveLength(2))
    const [first = 0] = pids()
    await eventually(() => expect(isThere(first)).toBe(false))
  } finally {
    stop()
  }
  await eventually(() => expect(pids().filter(isThere)).toEqual([]))
})

it('errors of types are told when they are found, and that they are gone', async () => {
  const says = (text: string, code: number) =>
    writeFileSync(
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      `console.log(${JSON.stringify(text)})\nprocess.exitCode = ${code}\n`,
    )
  const told: string[] = []
  const { check, stop } = typeChecker(root, (text) => void told.push(stripVTControlCharacters(text)))
  try {
    says("lambdas/a/handler.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.", 2)
    check()
    await eventually(() => expect(told).toHaveLength(1))
    says('', 0)
    check()
    await eventually(() => expect(told).toHaveLength(2))
  } finally {
    stop()
  }
  expect(told).toEqual([
    "Types:\nlambdas/a/handler.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.",
    'types     are right again',
  ])
})
