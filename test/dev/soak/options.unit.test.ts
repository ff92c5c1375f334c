import { describe, expect, it } from 'vitest'
import { parseSoakOptions, type SoakOptions } from '../../../dev/soak/options.ts'
import { faultKinds } from '../../../local/faults/rates.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'

describe('the part of valid events that ordered consumers refuse in a soak', () => {
  it.each([
    ['0', 0],
    ['0.05', 0.05],
    ['0.5', 0.5],
  ])('may be %s', (text, refuse) => {
    expect(parseSoakOptions(['--refuse', text])).toMatchObject({ refuse })
  })

  it.each(['0.51', '1', '-0.1', '5%', '', '.1'])('is not "%s"', (text) => {
    expect(() => parseSoakOptions([`--refuse=${text}`])).toThrow(UsageError)
  })
})

describe('the seeds of a soak', () => {
  it('may be several: each has a run of its own, with its own outage', () => {
    const { runs } = parseSoakOptions(['--seeds', '1-3']) as SoakOptions
    expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3])
    expect(runs.map(({ outages }) => outages)).toEqual(
      [1, 2, 3].map((seed) => (parseSoakOptions(['--seed', `${seed}`]) as SoakOptions).outages),
    )
    expect(parseSoakOptions(['--seeds', '7,3'])).toMatchObject({ seed: 7, runs: [{ seed: 7 }, { seed: 3 }] })
    expect(parseSoakOptions([])).toMatchObject({ seed: 1, runs: [{ seed: 1 }] })
  })

  it.each([['3-1'], ['0-2'], ['1-500'], [''], ['1,x'], ['1,,2']])('are not "%s"', (text) => {
    expect(() => parseSoakOptions([`--seeds=${text}`])).toThrow(UsageError)
  })

  it('are one for what is recorded or compared, and given one way', () => {
    expect(() => parseSoakOptions(['--seeds', '1-2', '--record-faults', 'f'])).toThrow(/about one run/)
    expect(() => parseSoakOptions(['--seeds', '1-2', '--seed', '1'])).toThrow(/give one of them/)
  })
})

describe('the consumers that fail in a soak, and the operator who repairs what comes of it', () => {
  it('are named as for npm start; half of the commands are killed unless something else is said', () => {
    expect(parseSoakOptions(['--fail', 'payment=0.2:permanent'])).toMatchObject({
      failing: [{ consumer: 'payment', drill: { share: 0.2, permanent: true } }],
      operatorKills: 0.5,
    })
    expect(parseSoakOptions(['--fail', 'payment=0.2', '--operator-kills', '0'])).toMatchObject({ operatorKills: 0 })
    expect(parseSoakOptions([])).toMatchObject({ failing: [] })
  })

  it.each([
    [['--fail', 'nobody=1'], /there is no consumer "nobody"/],
    [['--fail', 'payment=0.2', '--operator-kills', '1'], /from 0 to 0\.9/],
    [['--operator-kills', '0.5'], /needs --fail/],
  ])('%j is refused', (args, why) => {
    expect(() => parseSoakOptions(args)).toThrow(why)
  })
})

describe('the isolation of functions in a soak', () => {
  const optionsOf = (...args: string[]) => parseSoakOptions(args) as SoakOptions

  it('is one thread for each execution environment, under all faults, unless something else is said', () => {
    const { isolation, rates } = optionsOf()
    expect(isolation).toBe('function')
    expect(Object.keys(rates).sort()).toEqual(Object.keys(faultKinds).sort())
  })

  it('may be shared threads, under all faults but those that stop a thread', () => {
    const { isolation, rates } = optionsOf('--isolation', 'shared')
    expect(isolation).toBe('shared')
    expect(Object.keys({ ...rates, crash: 0, timeout: 0 }).sort()).toEqual(Object.keys(faultKinds).sort())
    expect(rates).not.toHaveProperty('crash')
    expect(rates).not.toHaveProperty('timeout')
  })

  it('goes with any faults that are named', () => {
    expect(optionsOf('--isolation', 'shared', '--faults', 'crash=0.1').rates).toEqual({ crash: 0.1 })
    expect(optionsOf('--isolation', 'shared', '--faults', 'none').rates).toEqual({})
    expect(() => parseSoakOptions(['--isolation', 'thread'])).toThrow(/--isolation is "thread"/)
  })
})
