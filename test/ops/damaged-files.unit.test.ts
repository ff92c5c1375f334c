import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readRecord } from '../../dev/engine/engine-record.ts'
import { readFaults } from '../../dev/soak/fault-record.ts'
import { SettingsError } from '../../lib/settings/settings-error.ts'
import { readStageFile } from '../../lib/settings/stage-file.ts'
import { UsageError as StartError } from '../../local/usage/usage-error.ts'
import { UsageError } from '../../ops/cli/usage-error.ts'
import { readExceptions } from '../../ops/contracts/gate/exceptions.ts'
import { ContractFileError, readContracts } from '../../ops/contracts/released/contract-files.ts'
import { beginning, readFinished, readProgress } from '../../ops/contracts/verify/progress.ts'
import { readCheckpoint } from '../../ops/replay/checkpoint-file.ts'
import { anyCharacter } from '../support/any-text.ts'

const root = join(import.meta.dirname, '..', '..')
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'damaged-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const at = (name: string) => join(directory, name)
const time = '2026-04-28T10:00:00.000Z'
const selection = { from: time, to: '2026-04-28T11:00:00.000Z' }
const resumption = { consumer: 'payment', again: false, selection, isEndGiven: true }
const contract = readdirSync(join(root, 'contracts', 'events', 'order.created')).find((name) => name.endsWith('.json'))
const contractFile = join('events', 'order.created', contract ?? '')

/** Each file that a tool reads: where it lies, what may stand in it, and who reads it. */
const files: readonly [what: string, path: string, content: string, read: () => unknown, errors: readonly unknown[]][] =
  [
    [
      'the checkpoint of a replay',
      'replay.json',
      JSON.stringify({ replay_id: 'rpl_1', consumer: 'payment', again: false, selection, sent: 7 }),
      () => readCheckpoint(at('replay.json'), resumption),
      [UsageError],
    ],
    [
      'the place of a verification',
      'verify.json',
      JSON.stringify(beginning('events', 2)),
      () => readProgress(at('verify.json'), 'events', 'code'),
      [UsageError],
    ],
    [
      'a finished verification',
      'verified.json',
      JSON.stringify({ ...beginning('events', 2), places: [{ isDone: true }] }),
      () => readFinished(at('verified.json')),
      [UsageError],
    ],
    [
      'the exceptions of the gate',
      'exceptions.json',
      '[]',
      () => readExceptions(directory, '2026-11-26'),
      [ContractFileError],
    ],
    [
      'a released contract',
      contractFile,
      readFileSync(join(root, 'contracts', contractFile), 'utf8'),
      () => readContracts(directory),
      [ContractFileError],
    ],
    [
      'the settings of a stage',
      'prod.json',
      '{"archiveDays": 30}',
      () => readStageFile(directory, 'prod'),
      [SettingsError],
    ],
    [
      'what a project knows of its engine',
      'engine.json',
      JSON.stringify({ packages: { dependencies: {}, devDependencies: {}, scripts: {} }, files: { a: 'b' } }),
      () => readRecord(directory),
      [StartError],
    ],
    [
      'recorded faults',
      'faults.txt',
      '# seed 1 faults x\na\tb\tc\t1\tstrikes\n',
      () => readFaults(at('faults.txt'), 1, 'x'),
      [StartError],
    ],
  ]

/** Cut off, emptied, edited by hand, or of something else. */
const damaged = (content: string) =>
  fc.oneof(
    fc.nat({ max: content.length }).map((length) => content.slice(0, length)),
    fc
      .tuple(fc.nat({ max: content.length }), fc.string({ unit: anyCharacter, maxLength: 3 }))
      .map(([place, text]) => content.slice(0, place) + text + content.slice(place + text.length)),
    fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
    fc.constantFrom('', 'null', '[]', '{}', '0', '"text"', '\0\0\0', '\ufeff{}', '{"__proto__": null}', '[null]'),
  )

it.each(files)(
  '%s is read as it is, or refused in one line, however it was damaged',
  async (_what, path, content, read, errors) => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), content)
    await read()
    let refused = 0
    await fc.assert(
      fc.asyncProperty(damaged(content), async (text) => {
        writeFileSync(at(path), text)
        try {
          await read()
        } catch (error) {
          refused++
          expect(
            errors.some((kind) => error instanceof (kind as typeof Error)),
            String((error as Error).stack),
          ).toBe(true)
          expect((error as Error).message).not.toMatch(/\[object/)
        }
      }),
      { numRuns: 150 },
    )
    expect(refused).toBeGreaterThan(0)
    rmSync(at(path))
  },
)
