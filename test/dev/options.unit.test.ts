import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStartOptions, usage } from '../../dev/options.ts'
import { parseSoakOptions, usage as soakUsage } from '../../dev/soak/options.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { anyCharacter } from '../support/any-text.ts'

describe('npm start', () => {
  it('takes every option that its help names', async () => {
    const args =
      '--port 0 --endpoint-port 1 --console-port 2 --no-console --data .data --exit --assembly out --faults crash=0.1 --seed 7 --stage test --ses sandbox --fail payment=1:permanent,audit=0.25 --logs payment --traces 0.5'
    expect(await parseStartOptions([...args.split(' '), '--api-auth', 'jwt'])).toEqual({
      apiPort: 0,
      endpointPort: 1,
      consolePort: undefined,
      dataDir: '.data',
      sample: true,
      exit: true,
      synth: true,
      watch: false,
      assemblyDir: 'out',
      faults: { text: 'crash=0.1', rates: { crash: 0.1 }, seed: 7 },
      failing: [
        { consumer: 'payment', drill: { share: 1, permanent: true } },
        { consumer: 'audit', drill: { share: 0.25, permanent: false } },
      ],
      logs: ['payment'],
      stage: 'test',
      apiAuth: 'jwt',
      traceRatio: 0.5,
      iam: true,
      ses: 'sandbox',
    })
    expect(await parseStartOptions(['--no-sample', '--no-synth'])).toMatchObject({ sample: false, synth: false })
    expect(await parseStartOptions([])).toMatchObject({ consolePort: 4577, watch: true })
    expect(await parseStartOptions(['--no-watch'])).toMatchObject({ watch: false })
    expect(await parseStartOptions(['--no-synth'])).toMatchObject({ watch: false })
    expect(await parseStartOptions(['--console-port', '0'])).toMatchObject({ consolePort: 0 })
    expect(await parseStartOptions(['--no-console'])).toMatchObject({ consolePort: undefined })
    expect(await parseStartOptions(['--logs'])).toMatchObject({ logs: [], failing: [] })
    expect(await parseStartOptions(['--logs', '--no-sample'])).toMatchObject({ logs: [], sample: false })
    expect(await parseStartOptions([])).toMatchObject({ logs: undefined, traceRatio: undefined })
    expect(await parseStartOptions(['--traces', '--no-sample'])).toMatchObject({ traceRatio: 1, sample: false })
    expect(await parseStartOptions(['--logs', '--traces'])).toMatchObject({ traceRatio: 1, logs: [] })
    expect(await parseStartOptions(['--help'])).toBe('help')
  })

  it.each([
    ['--traces 2', '--traces is "2", allowed are numbers from 0 to 1, such as 0.1.'],
    ['--traces often', '--traces is "often", allowed are numbers from 0 to 1, such as 0.1.'],
    [
      '--traces 1 --no-synth',
      '--traces has no effect with --no-synth, which runs what was synthesized before. Leave one of them out.',
    ],
    ['--faults nope=1', '--faults: Unknown fault "nope"'],
    ['--faults duplicate=2', '--faults: Fault "duplicate=2"'],
    ['--faults=', '--faults: It is empty'],
    ['--data=', '--data is empty.'],
    ['--assembly=', '--assembly is empty.'],
    ['--stage=', '--stage is empty.'],
    ['--port 0x1f90', '--port is "0x1f90"'],
    ['--endpoint-port 1e4', '--endpoint-port is "1e4"'],
    ['--port=', '--port is ""'],
    ['--port 4000 --endpoint-port 4000', 'are both 4000'],
    ['--seed 7', '--seed says which faults strike, so it needs --faults.'],
    ['--faults crash=0.1 --seed -1', '--seed is "-1", allowed are whole numbers from 0.'],
    ['--faults crash=0.1 --seed 1.5', '--seed is "1.5"'],
    ['--fail nobody=0.3', '--fail "nobody=0.3": there is no consumer "nobody"; there are: order-prices'],
    ['--fail payment=2', 'expected <consumer>=<share above 0 up to 1>'],
    ['--fail payment=0', 'expected <consumer>=<share above 0 up to 1>'],
    ['--fail payment=0.3:sometimes', 'expected <consumer>=<share above 0 up to 1>'],
    ['--fail payment=0.3=1', 'expected <consumer>=<share above 0 up to 1>'],
    ['--fail payment=1,payment=1', '--fail names "payment" twice.'],
    ['--fail=', 'there is no consumer ""'],
    ['--logs=', '--logs is "", allowed are names with commas between them, or nothing at all for all.'],
    ['--logs payment,,audit', '--logs is "payment,,audit"'],
    ['--exit --no-sample', '--exit waits for the sample'],
    ['--iam maybe', '--iam is "maybe", allowed are on, off.'],
    ['--api-auth open', '--api-auth is "open", allowed are iam, jwt, none.'],
    ['--api-auth jwt --no-synth', 'has no effect with --no-synth'],
    ['now', "Unexpected argument 'now'"],
  ])('refuses %s', async (args, message) => {
    const parsed = parseStartOptions(args.split(' '))
    await expect(parsed).rejects.toThrow(UsageError)
    await expect(parsed).rejects.toThrow(message)
  })
})

describe('npm run soak', () => {
  it.each([
    ['--orders 0', '--orders is "0"'],
    ['--orders 1e3', '--orders is "1e3"'],
    ['--seed 0', '--seed is "0"'],
    ['--faults=', '--faults: It is empty'],
    ['--poison -1', '--poison is "-1", allowed are whole numbers from 0 to 10000000.'],
    ['--width=', '--width is ""'],
    ['--timeout 99999999', '--timeout is "99999999"'],
    ['--at-once --width 8', '--width does not go with it'],
    ['--record-faults=', '--record-faults is empty.'],
    ['--compare-faults=', '--compare-faults is empty.'],
  ])('refuses %s', (args, message) => {
    expect(() => parseSoakOptions(args.split(' '))).toThrow(UsageError)
    expect(() => parseSoakOptions(args.split(' '))).toThrow(message)
  })

  it('runs without faults when asked to, and without an outage', () => {
    expect(parseSoakOptions(['--faults', 'none', '--outage', 'none'])).toMatchObject({ rates: {}, outages: [] })
  })

  it('lets something be away by the seed, or what is named', () => {
    const away = (...args: string[]) => {
      const options = parseSoakOptions(args)
      return options === 'help' ? [] : options.outages.map(({ target }) => target)
    }
    const bySeed = Array.from({ length: 20 }, (_, index) => away('--seed', `${index + 1}`)).flat()
    expect(new Set(bySeed).size).toBe(10)
    expect(bySeed.slice(10)).toEqual(bySeed.slice(0, 10))
    expect(away('--outage', 'ses=2m,checkout=40s')).toEqual(['ses', 'checkout'])
    expect(() => away('--outage', 'ses=soon')).toThrow(UsageError)
    expect(() => away('--outage', 'ses=20m')).toThrow(
      '--outage has ses away for 1200 s, and --timeout gives up after 900 s. Give more time.',
    )
    expect(away('--outage', 'ses=20m', '--timeout', '3000')).toEqual(['ses'])
    expect(() => away('--outage=')).toThrow('--outage: Outage "": expected <service or function>=<time>')
  })
})

describe.each([
  ['npm start', parseStartOptions, usage],
  ['npm run soak', parseSoakOptions, soakUsage],
])('whatever is typed after %s', (_name, parse, help) => {
  const names = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name = '']) => name)
  const accident = fc.oneof(
    fc.constantFrom('', ' ', '-1', '1.5', '1e9', '0x1f', '٣', 'NaN', 'null', '__proto__', 'a b', '🙂', '9'.repeat(30)),
    fc.string({ unit: anyCharacter, maxLength: 8 }),
  )

  it('is taken, or refused in one line', async () => {
    expect(names.length).toBeGreaterThan(8)
    const mistakes = fc.array(fc.tuple(fc.constantFrom(...names), accident), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(mistakes, async (given) => {
        try {
          await parse(given.map(([name, value]) => `${name}=${value}`))
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
