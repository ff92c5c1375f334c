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
