import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { checkContracts } from '../../../ops/contracts/gate/check.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import { contractsAt, fileOf, readContracts, writeContract } from '../../../ops/contracts/released/contract-files.ts'
import { lostHistory, lostText } from '../../../ops/contracts/released/lost-history.ts'
import type { ReleasedContract } from '../../../ops/contracts/released/released-contract.ts'
import { mistakes, released } from './mistakes.ts'

const declared = contractsOf(released, [])
const before = declared.flatMap((contract) => releaseOf(contract, undefined, '2026-11-02') ?? [])
const of = (version: number, files = before): ReleasedContract =>
  files.find(({ type, version: one }) => type === 'order.returned' && one === version)!
const file = 'contracts/events/order.returned/v2.json'

/** The same files, one of them changed. */
const withChange = (change: (file: ReleasedContract) => ReleasedContract | undefined) =>
  before.flatMap((one) => (one === of(2) ? (change(one) ?? []) : [one]))
const lostBy = (change: (file: ReleasedContract) => ReleasedContract | undefined) =>
  lostHistory(before, withChange(change), 'contracts')

describe('what was released before is kept', () => {
  it('when nothing has changed, and when a form, a sample or a whole contract was added', () => {
    expect(lostBy((one) => one)).toEqual([])
    const added = { released: '2026-11-03', writer: {}, reader: {} }
    expect(lostBy((one) => ({ ...one, revisions: [...one.revisions, added], samples: [...one.samples, {}] }))).toEqual(
      [],
    )
    expect(lostHistory(before.slice(1), before, 'contracts')).toEqual([])
  })

  it('or its file is named, where it was deleted to be released anew with a break in it', () => {
    expect(lostBy(() => undefined)).toEqual([`${file} is gone`])
    expect(lostText(`${file} is gone`, 'origin/main')).toMatch(/Merge origin\/main first if this branch is behind it;/)
    // What was deleted cannot be compared with, so the check of the files alone finds nothing.
    const [[, renamed]] = Object.entries(mistakes) as [[string, typeof released]]
    const anew = contractsOf(renamed, []).flatMap((contract) => releaseOf(contract, undefined, '2026-11-03') ?? [])
    expect(checkContracts(contractsOf(renamed, []), anew).breakages).toEqual([])
    expect(lostHistory(before, anew, 'contracts')).toContainEqual(
      `${file}: the form released on 2026-11-02 (revision 1) is gone or was changed`,
    )
  })

  it.each<readonly [string, (one: ReleasedContract) => ReleasedContract, string]>([
    [
      'a form is another one',
      (one) => ({ ...one, revisions: one.revisions.map((revision) => ({ ...revision, writer: {} })) }),
      'the form released on 2026-11-02 (revision 1) is gone or was changed',
    ],
    [
      'a form was put before it',
      (one) => ({ ...one, revisions: [{ released: '2026-01-01', writer: {}, reader: {} }, ...one.revisions] }),
      'the form released on 2026-11-02 (revision 1) is gone or was changed',
    ],
    ['a sample is missing', (one) => ({ ...one, samples: [] }), 'sample 1 is gone or was changed'],
    ['a sample is another one', (one) => ({ ...one, samples: [{}] }), 'sample 1 is gone or was changed'],
  ])('or it is named: %s', (_, change, message) => {
    expect(lostBy(change)).toContain(`${file}: ${message}`)
  })

  it('and a retired name stays reserved', () => {
    const retired = withChange((one) => ({ ...one, removed: '2026-11-05', reason: 'it was never produced' }))
    expect(lostHistory(before, retired, 'contracts')).toEqual([])
    const message = `${file}: it was retired on 2026-11-05, and its name is no longer reserved as it was`
    expect(lostHistory(retired, before, 'contracts')).toEqual([message])
  })
})

describe('the contracts of a git revision', () => {
  let directory: string
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: directory })
  const contracts = () => join(directory, 'contracts')
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'revision-'))
    git('init', '--quiet', '--initial-branch=main')
    git('commit', '--quiet', '--allow-empty', '-m', 'before')
    for (const one of before) await writeContract(contracts(), one)
    git('add', '.')
    git('commit', '--quiet', '-m', 'released')
    await rm(fileOf(contracts(), of(2)))
  })
  afterAll(() => rm(directory, { recursive: true }))

  it('are read from what was committed, whatever lies in the folder now', async () => {
    const base = await contractsAt('main', 'contracts', directory)
    expect(new Set(base)).toEqual(new Set(JSON.parse(JSON.stringify(before))))
    expect(lostHistory(base, await readContracts(contracts()), 'contracts')).toEqual([`${file} is gone`])
  })

  it('are none where nothing was released yet', async () => {
    expect(await contractsAt('main~1', 'contracts', directory)).toEqual([])
  })

  it('are refused in one line for what is no revision, and where one was damaged already', async () => {
    await expect(contractsAt('no-such', 'contracts', directory)).rejects.toThrow('There is no git revision "no-such"')
    await expect(contractsAt('--output=x', 'contracts', directory)).rejects.toThrow('is not the name of a git revision')
    await writeFile(fileOf(contracts(), of(1)), '{')
    git('commit', '--quiet', '-am', 'damaged')
    await expect(contractsAt('main', 'contracts', directory)).rejects.toThrow(
      'contracts/events/order.returned/v1.json of main is not JSON',
    )
  })
})
