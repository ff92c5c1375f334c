import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cancelOrder } from '../../../events/commands/order.ts'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { applyExceptions } from '../../../ops/contracts/gate/apply-exceptions.ts'
import { type Breakage, changeOf } from '../../../ops/contracts/gate/breakage.ts'
import { readExceptions } from '../../../ops/contracts/gate/exceptions.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import { fileOf, readContracts, writeContract } from '../../../ops/contracts/released/contract-files.ts'
import type { ReleasedContract } from '../../../ops/contracts/released/released-contract.ts'
import { released } from './mistakes.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contracts-'))
})
afterEach(() => rm(directory, { recursive: true }))

const files = contractsOf(released, []).flatMap((contract) => releaseOf(contract, undefined, '2026-11-02') ?? [])
const [first] = files as [ReleasedContract]

describe('the files of released contracts', () => {
  it('come back as they were written', async () => {
    for (const file of files) await writeContract(directory, file)
    const read = await readContracts(directory)
    expect(new Set(read)).toEqual(new Set(JSON.parse(JSON.stringify(files))))
  })

  it('are none where nothing was ever released', async () => {
    expect(await readContracts(join(directory, 'absent'))).toEqual([])
  })

  it.each([
    ['edited', (text: string) => text.replace('"maxLength":128', '"maxLength":256'), /edited by hand/],
    [
      'left with a conflict of a merge',
      (text: string) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> main\n`,
      /has a conflict of a merge in it, because both branches have released.*git checkout origin\/main -- contracts.*contracts -- release/,
    ],
    ['cut off', (text: string) => text.slice(0, 200), /is not JSON/],
    ['emptied', () => '{}', /is damaged at \/kind/],
  ])('are refused when %s, in one line', async (_, change, message) => {
    const file = await writeContract(directory, first)
    await writeFile(file, change(await readFile(file, 'utf8')))
    await expect(readContracts(directory)).rejects.toThrow(message)
  })

  it('are written whole or not at all: a release that was killed leaves the file as it was', async () => {
    const file = await writeContract(directory, first)
    await writeFile(`${file}.new`, '{ "kind": "ev')
    expect(await readContracts(directory)).toHaveLength(1)
    await writeContract(directory, first)
    await expect(readFile(`${file}.new`)).rejects.toThrow(/ENOENT/)
  })

  it('are refused under another name', async () => {
    const file = await writeContract(directory, first)
    await rename(file, fileOf(directory, { ...first, version: 9 }))
    await expect(readContracts(directory)).rejects.toThrow(/moved or renamed/)
  })
})

describe('exceptions', () => {
  const breakage: Breakage = {
    rule: 'FIELD_MISSING',
    contract: { kind: 'event', type: 'order.returned', version: 2 },
    direction: 'backward',
    pointer: '/buyer_id',
    message: 'missing',
    old: ['broken', 'late', 'other'],
    now: ['broken', 'late'],
  }
  const known = contractsOf(released, [cancelOrder])
  const one = {
    rule: 'FIELD_MISSING',
    type: 'order.returned',
    version: 2,
    direction: 'backward' as const,
    pointer: '/buyer_id',
    change: changeOf(breakage),
    reason: 'never produced so far',
    expires: '2027-05-01',
  }

  it('excuse what they name, up to their last day', () => {
    expect(applyExceptions([breakage], [one], known, '2027-05-01')).toEqual({
      breakages: [],
      excused: [breakage],
      notes: [],
      superfluous: [],
    })
    const late = applyExceptions([breakage], [one], known, '2027-05-02')
    expect(late.breakages).toEqual([breakage])
    expect(late.notes).toEqual([
      'The exception of FIELD_MISSING (backward) for order.returned version 2 at /buyer_id expired on 2027-05-01: never produced so far',
    ])
  })

  it.each([
    [{ rule: 'TYPE_CHANGED' }, /excuses nothing any more: remove it\.$/],
    [{ version: 1 }, /excuses nothing any more/],
    [{ direction: 'forward' as const }, /excuses nothing any more/],
    [{ pointer: '' }, /excuses nothing any more/],
    [{ version: 9 }, /version 9 at \/buyer_id names a version that there is not; there are: 1, 2\.$/],
    [{ type: 'order.returnd' }, /names a type that there is not\. Did you mean order\.returned\?/],
    [{ type: 'cancel_order', version: 1 }, /for command cancel_order at \/buyer_id excuses nothing any more/],
  ])('do not excuse anything else: %o', (other, line) => {
    const { breakages, superfluous } = applyExceptions([breakage], [{ ...one, ...other }], known, '2027-01-01')
    expect(breakages).toEqual([breakage])
    expect(superfluous).toEqual([expect.stringMatching(line)])
  })

  it('name the versions that there are in the order of their numbers', () => {
    const versions = [10, 2, 1].map((version) => ({ kind: 'event' as const, type: 'order.returned', version }))
    const { superfluous } = applyExceptions([], [{ ...one, version: 9 }], versions, '2027-01-01')
    expect(superfluous).toEqual([expect.stringMatching(/there are: 1, 2, 10\.$/)])
  })

  it('are for one change: the check says which, and another one at the same place is not excused', () => {
    const unsaid = applyExceptions([breakage], [{ ...one, change: undefined }], known, '2027-01-01')
    expect(unsaid.breakages).toEqual([breakage])
    expect(unsaid.superfluous).toEqual([
      `The exception of FIELD_MISSING (backward) for order.returned version 2 at /buyer_id does not say which change it excuses. If it is meant: "change": "${one.change}".`,
    ])
    const later = { ...breakage, old: ['broken', 'late'], now: ['broken'] }
    const { breakages, superfluous } = applyExceptions([later], [one], known, '2027-01-01')
    expect(breakages).toEqual([later])
    expect(superfluous).toEqual([
      expect.stringMatching(`excuses another change than this one. If it is meant: "change": "${changeOf(later)}".`),
    ])
    expect(applyExceptions([later], [one, { ...one, change: changeOf(later) }], known, '2027-01-01')).toMatchObject({
      breakages: [],
      superfluous: [expect.stringMatching(/excuses nothing any more/)],
    })
  })

  it.each([
    ['[{', /is not JSON/],
    [JSON.stringify([{ ...one, rule: 'NO_RULE' }]), /\/0\/rule: must be one of FIELD_MISSING, /],
    [JSON.stringify([{ ...one, reason: 'x' }]), /\/0\/reason: must say why/],
    [JSON.stringify([{ ...one, expires: 'never' }]), /\/0\/expires/],
    [JSON.stringify([{ ...one, expires: '9999-12-31' }]), /\/0\/expires: is more than 180 days away; .* 2027-05-25\.$/],
    [JSON.stringify([{ ...one, direction: undefined }]), /\/0\/direction: must be "backward" or "forward"/],
    [JSON.stringify([{ ...one, rule: 'TYPE_REMOVED' }]), /\/0\/direction: TYPE_REMOVED has no direction/],
    [JSON.stringify([{ ...one, surplus: 1 }]), /\/0: unknown field "surplus"\.$/],
    [JSON.stringify([{ ...one, type: 7 }]), /\/0\/type: must be the name of an event or command\.$/],
    [JSON.stringify([{ ...one, version: '2' }]), /\/0\/version: must be a version, from 1\.$/],
    [JSON.stringify([{ ...one, pointer: undefined }]), /\/0\/pointer: must say where/],
    [JSON.stringify([{ ...one, expires: undefined }]), /\/0\/expires: must be its last day, YYYY-MM-DD\.$/],
    [JSON.stringify([{ ...one, direction: 'up' }]), /\/0\/direction: must be "backward" or "forward"\.$/],
    [JSON.stringify([{ ...one, change: 7 }]), /\/0\/change: must be the text that the check prints\.$/],
    [JSON.stringify(one), /exceptions\.json: must be a list of exceptions\.$/],
    ['[7]', /\/0: must be an exception: \{ "rule", /],
  ])('are refused when they make no sense: %s', async (text, message) => {
    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, 'exceptions.json'), text)
    await expect(readExceptions(directory, '2026-11-26')).rejects.toThrow(message)
  })

  it('may last for 180 days, and concern a rule without a direction', async () => {
    const { direction: _, ...gone } = { ...one, rule: 'TYPE_REMOVED', pointer: '' }
    const both = [{ ...one, expires: '2027-05-25' }, gone]
    await writeFile(join(directory, 'exceptions.json'), JSON.stringify(both))
    expect(await readExceptions(directory, '2026-11-26')).toEqual(both)
  })
})
