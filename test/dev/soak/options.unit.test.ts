import { describe, expect, it } from 'vitest'
import { parseSoakOptions } from '../../../dev/soak/options.ts'
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
