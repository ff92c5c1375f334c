import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import type { Breakage } from '../../../ops/contracts/gate/breakage.ts'
import { applyExceptions, readExceptions } from '../../../ops/contracts/gate/exceptions.ts'
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
    ['cut off', (text: string) => text.slice(0, 200), /is not JSON/],
    ['emptied', () => '{}', /is damaged at \/kind/],
  ])('are refused when %s, in one line', async (_, change, message) => {
    const file = await writeContract(directory, first)
    await writeFile(file, change(await readFile(file, 'utf8')))
    await expect(readContracts(directory)).rejects.toThrow(message)
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
    pointer: '/buyer_id',
    message: 'missing',
  }
  const one = {
    rule: 'FIELD_MISSING',
    type: 'order.returned',
    version: 2,
    pointer: '/buyer_id',
    reason: 'never produced so far',
    expires: '2027-05-01',
  }

  it('excuse what they name, up to their last day', () => {
    expect(applyExceptions([breakage], [one], '2027-05-01')).toEqual({ breakages: [], excused: [breakage], notes: [] })
    const late = applyExceptions([breakage], [one], '2027-05-02')
    expect(late.breakages).toEqual([breakage])
    expect(late.notes).toEqual([
      'The exception of FIELD_MISSING for order.returned version 2 at /buyer_id expired on 2027-05-01: never produced so far',
    ])
  })

  it.each([{ rule: 'TYPE_CHANGED' }, { type: 'order.created' }, { version: 1 }, { pointer: '' }])(
    'do not excuse anything else: %o',
    (other) => {
      const { breakages, notes } = applyExceptions([breakage], [{ ...one, ...other }], '2027-01-01')
      expect(breakages).toEqual([breakage])
      expect(notes).toEqual([expect.stringMatching(/excuses nothing any more/)])
    },
  )

  it.each([
    ['[{', /is not JSON/],
    [JSON.stringify([{ ...one, rule: 'NO_RULE' }]), /\/0\/rule: must be one of FIELD_MISSING, /],
    [JSON.stringify([{ ...one, reason: 'x' }]), /\/0\/reason: must say why/],
    [JSON.stringify([{ ...one, expires: 'never' }]), /\/0\/expires/],
    [JSON.stringify([{ ...one, surplus: 1 }]), /\/0/],
  ])('are refused when they make no sense: %s', async (text, message) => {
    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, 'exceptions.json'), text)
    await expect(readExceptions(directory)).rejects.toThrow(message)
  })
})
