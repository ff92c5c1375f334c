import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineExternalEvent } from '../../../events/cloud-events/define-external-event.ts'
import { defineCommand } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { checkContracts, weakenedText } from '../../../ops/contracts/gate/check.ts'
import { behindWeakerMode } from '../../../ops/contracts/gate/judge.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import { describeBreakages } from '../../../ops/contracts/gate/report.ts'
import { lostHistory } from '../../../ops/contracts/released/lost-history.ts'
import { breakagesOf, described, made, releases } from './kit.ts'

const thing = (more: Partial<EventDefinition> = {}) => made({ name: z.string() }, { name: 'a' }, more)
const external = (...sources: [string, ...string[]]) =>
  defineExternalEvent({ ...described, schema: z.object({}), example: {}, sources })
const command = (addressee: string) =>
  defineCommand({ type: 'make_thing', addressee, meaning: 'Make it.', schema: z.object({}), example: {} })

describe('what is declared of a type besides its schema is part of its contract', () => {
  it.each<readonly [string, EventDefinition, EventDefinition]>([
    ['CLAIM_CHECK_REMOVED', thing({ claimCheck: true }), thing()],
    ['AGGREGATE_CHANGED', thing(), thing({ aggregate: 'box' })],
    ['PRODUCER_CHANGED', thing(), thing({ producer: 'box-service' })],
    ['SOURCE_REMOVED', external('https://a', 'https://b'), external('https://b')],
  ])('%s', (rule, before, after) => {
    const released = releases([before])
    expect(breakagesOf([before], released)).toEqual([])
    expect(breakagesOf([after], released)).toEqual([[rule, undefined, '', '2026-01-01']])
    // Once it was let through and released, it is what is compared with.
    expect(breakagesOf([after], releases([before], [after]))).toEqual([])
  })

  it.each<readonly [string, EventDefinition, EventDefinition]>([
    ['claimCheck where there was none', thing(), thing({ claimCheck: true })],
    ['a further source', external('https://a'), external('https://b', 'https://a')],
  ])('but may have %s, which is released', (_, before, after) => {
    const { breakages, unreleased } = checkContracts(contractsOf([after], []), releases([before]))
    expect(breakages).toEqual([])
    expect(unreleased).toMatchObject([{ type: 'thing.made' }])
    expect(releases([before], [after])[0]?.declared?.map(({ released }) => released)).toEqual([
      '2026-01-01',
      '2026-01-02',
    ])
  })

  it('ADDRESSEE_CHANGED of a command', () => {
    const released = contractsOf([], [command('things')]).flatMap(
      (contract) => releaseOf(contract, undefined, '2026-01-01') ?? [],
    )
    const { breakages } = checkContracts(contractsOf([], [command('boxes')]), released)
    expect(describeBreakages(breakages, () => ['boxes'])).toBe(
      `command make_thing breaks its contract:

  ADDRESSEE_CHANGED
    released senders put it into the queue of things
    was, released on 2026-01-01: things
    is now: boxes

  Safe order of deployment: none.
  To mend it: put the old addressee back, and define a new command for the other one; the old one goes when nobody sends it any more. If it is meant: an entry in contracts/exceptions.json, with the reason, until it is released.`,
    )
  })

  it('is that of the newest version, and told once', () => {
    const evolved = (producer: string) =>
      thing({ producer }).evolve({ schema: z.object({}), example: {}, upcast: () => ({}) })
    const released = releases([thing()], [evolved('thing-service')])
    expect(released.map(({ version, declared }) => [version, declared?.length ?? 0])).toEqual([
      [1, 1],
      [1, 0],
      [1, 0],
      [2, 1],
    ])
    expect(breakagesOf([evolved('box-service')], released)).toEqual([['PRODUCER_CHANGED', undefined, '', '2026-01-02']])
  })

  it('is not known of what was released before it was kept, until the next release', () => {
    const old = releases([thing()]).map(({ declared: _, ...one }) => one)
    const { breakages, unreleased } = checkContracts(contractsOf([thing({ aggregate: 'box' })], []), old)
    expect(breakages).toEqual([])
    expect(unreleased).toMatchObject([{ type: 'thing.made', version: 1 }])
  })

  it('is not taken out of the files again', () => {
    const [before] = releases([thing()])
    const lost = lostHistory([before!], [{ ...before!, declared: [] }], 'contracts')
    expect(lost).toEqual([
      'contracts/events/thing.made/v1.json: what was declared from 2026-01-01 on is gone or was changed',
    ])
  })
})

describe('a weaker mode', () => {
  const before = thing()
  const [weak, both] = [
    thing({ compatibility: 'none' }),
    made({ label: z.string() }, { label: 'a' }, { compatibility: 'none' }),
  ]

  it('counts only once it was released by itself', () => {
    const { breakages, weakened } = checkContracts(contractsOf([both], []), releases([before]))
    expect(breakages.map(({ rule }) => rule)).toEqual(['FIELD_MISSING', 'FIELD_MISSING', 'SAMPLE_REFUSED'])
    expect(weakened.map(weakenedText)).toEqual([
      'thing.made version 1 asks for "none", and "full-transitive" was released, which counts until "npm run contracts -- release" has written the weaker one down. Change the mode first, in a change of its own.',
    ])
    expect(breakagesOf([both], releases([before], [weak])).map(([rule]) => rule)).toEqual(['SAMPLE_REFUSED'])
  })

  it('lets nothing through that comes with it, by the base of a pull request', () => {
    const hidden = behindWeakerMode(contractsOf([both], []), releases([before]), [], '2026-11-26')
    expect(hidden.map(({ rule }) => rule)).toEqual(['FIELD_MISSING', 'FIELD_MISSING', 'SAMPLE_REFUSED'])
    expect(behindWeakerMode(contractsOf([weak], []), releases([before]), [], '2026-11-26')).toEqual([])
    expect(behindWeakerMode(contractsOf([both], []), releases([weak]), [], '2026-11-26')).toEqual([])
  })

  it('does not hide another aggregate, either', () => {
    const moved = thing({ compatibility: 'none', aggregate: 'box' })
    expect(breakagesOf([moved], releases([before])).map(([rule]) => rule)).toEqual(['AGGREGATE_CHANGED'])
    expect(breakagesOf([moved], releases([weak]))).toEqual([])
  })
})
