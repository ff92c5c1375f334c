import type { Command, Option } from 'commander'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { opsProgram } from '../../ops/commands.ts'
import { runProgram } from '../../ops/program.ts'
import { anyCharacter } from '../support/any-text.ts'

/** Nothing listens here: whatever gets as far as AWS ends there, at once. */
const NOWHERE = 'http://127.0.0.1:9'

let printed: string[]
beforeEach(() => {
  printed = []
  vi.stubEnv('AWS_ENDPOINT_URL', NOWHERE)
  vi.stubEnv('DEBUG', '')
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text))
      return true
    })
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** @returns the exit code, and the lines that were printed. */
async function ops(...args: readonly string[]): Promise<{ code: number; lines: readonly string[] }> {
  printed = []
  await runProgram(opsProgram(), ['node', 'ops', ...args])
  const code = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  return { code, lines: printed.join('').split('\n').slice(0, -1) }
}

const time = '2026-04-28T10:00:00Z'
const replay = ['replay', '--consumer', 'payment', '--from', time]

describe('a mistake on the command line of ops is one line and exit code 2', () => {
  it.each<[readonly string[], RegExp]>([
    [['nothing'], /unknown command 'nothing'/],
    [['rebuild'], /missing required argument 'read-model'/],
    [['rebuild', 'orders'], /There is no read model "orders"; there are: order-view, order-summary/],
    [['rebuild', 'order-view', 'g1'], /too many arguments/],
    [['rebuild', 'order-view', '--segments', '0'], /whole numbers from 1 to 1000/],
    [['rebuild', 'order-view', '--segments', '8.5'], /whole numbers from 1 to 1000/],
    [['rebuild', 'order-view', '--resume', '--segments', '8'], /--segments does not go with --resume/],
    [['verify', 'order-view', '--generation', 'newest'], /the name of a generation, e\.g\. g1/],
    [['verify', 'order-view', '--generation', '__proto__'], /the name of a generation/],
    [['verify', 'order-view', '--attempts', '1e1'], /whole numbers from 1 to 100/],
    [['switch', 'order-view', 'g0'], /the name of a generation/],
    [
      ['parked', 'list', '--consumer', 'payment'],
      /"payment" is not a consumer that parks events; there are: order-view, /,
    ],
    // The mandatory one was given, mistyped.
    [['replay', '--consumr', 'payment', '--from', time], /unknown option '--consumr' \(Did you mean --consumer\?\)/],
    [['cost', '-c', 'payment'], /unknown option '-c'/],
    [['replay', '--reason', '--consumr', '--from', time], /required option '--consumer <name>' not specified/],
    [
      ['parked', 'skip', 'order-view', 'ord_1', 'evt_1', '--resaon=x'],
      /unknown option '--resaon' \(Did you mean --reason/,
    ],
    [['parked', 'skip', 'order-view', 'ord_1', 'evt_1'], /required option '--reason <text>' not specified/],
    [['parked', 'release', 'order-view', '--wait', 'long'], /whole numbers from 0 to 3600/],
    [['parked', 'release', 'order-view'], /Name an aggregate, or say --all/],
    [['parked', 'retry', 'order-view'], /missing required argument 'aggregate'/],
    ...['show', 'release', 'retry'].map((verb): [string[], RegExp] => [
      ['parked', verb, 'order-view', ' '],
      /'aggregate'. It is the id of an aggregate, e\.g\. ord_1\./,
    ]),
    ...[
      ['parked', 'release', 'order-view', '--all'],
      ['parked', 'retry', 'order-view', 'ord_1'],
      ['parked', 'skip', 'order-view', 'ord_1', 'evt_1'],
      ['consumers', 'pause', 'payment'],
      ['consumers', 'resume', 'payment'],
      ['consumers', 'drain', 'payment'],
      ['dead-letters', 'retry', '--consumer', 'payment'],
      ['dead-letters', 'edit', 'evt_1'],
      ['drill', 'start', 'payment', '--fail', '1'],
    ].map((words): [string[], RegExp] => [
      [...words, '--reason', ' '],
      /argument ' ' is invalid. Say why in a few words/,
    ]),
    [['drop', 'order-view', 'g01'], /the name of a generation/],
    [['replay'], /required option '--consumer <name>' not specified/],
    [['replay', '--consumer', 'nobody', '--from', time], /There is no consumer of events "nobody"\. Did you mean /],
    [[...replay, '--rate', '0x10'], /whole numbers from 1 to 10000/],
    [[...replay, '--rate', ''], /whole numbers from 1 to 10000/],
    [[...replay, '--colour', 'red'], /unknown option '--colour'\. See --help/],
    [[...replay, '--type', 'order.lost'], /There is no event type "order\.lost"\. Did you mean order\./],
    [[...replay, '--after', 'aaa'], /--after is "aaa"/],
    [[...replay, '--checkpoint', '/'], /--checkpoint \/ cannot be read/],
    [['--stack', '', 'generations', 'order-view'], /--stack \(or STACK_NAME\) is ""/],
    [['--stack', 'my stack', 'generations', 'order-view'], /cannot be the name of a stack/],
    [['--endpoint', '', 'generations', 'order-view'], /--endpoint is "", it must be an address/],
    [['--endpoint', 'localhost:4566', 'generations', 'order-view'], /it must be an address like/],
    [['status', '--region', 'frankfurt'], /--region is "frankfurt", it must be the name of a region/],
    [['status', 'payment'], /too many arguments/],
    [['logs', '--since', 'yesterday'], /--since is "yesterday": give a time such as 90s, 15m/],
    [['logs', '--since', '2026-04-28T10:00:00'], /it says no zone/],
    [['trace'], /missing required argument 'id'/],
    [['contracts', 'openapi', '--out', '/nowhere/at/all'], /--out \/nowhere\/at\/all cannot be written: ENOENT/],
    [['trace', 'ord_1', '--since', '1w'], /--since is "1w"/],
    [
      ['tail', '--consumer', 'nobody'],
      /There is no consumer "nobody"\. Did you mean [a-z-]+\? There are: order-prices, /,
    ],
    [['drill', 'start', 'payment'], /required option '--fail <share>' not specified/],
    [['drill', 'start', 'payment', '--fail', '1.5'], /a share above 0 up to 1/],
    [['drill', 'end', 'nobody'], /There is no consumer "nobody"/],
    [
      ['dead-letters', 'list', '--consumer', 'paymnt'],
      /There is no consumer "paymnt"\. Did you mean payment\? There are/,
    ],
    [['cost', '--consumer', 'paymnt', '--events-per-month', '1'], /"paymnt"\. Did you mean payment\? There are: /],
    [['can-i-deploy', 'paymant'], /There is no service "paymant"\. Did you mean payment\? There are: /],
    [['import-map', 'paymant'], /There is no service "paymant"\. Did you mean payment\? There are: /],
    [['breakers', 'reset'], /missing required argument 'breaker'/],
    [['audit', 'list', '--from', ''], /--from is "": give a time/],
    [['audit', 'list', '--from', '1h', '--to', '2h'], /--from 1h is not before --to 2h/],
    [['audit', 'list', '--from', '0001-01-01T00:00:00Z'], /over ten years ago/],
    [['dead-letters', 'list', '--from', '1h', '--to', '1d'], /--from 1h is not before --to 1d/],
    [['dead-letters', 'list', '--from', '2062-04-28T10:00:00Z'], /is still to come/],
    [['dead-letters', 'list', '--type', ' '], /--type is empty/],
    [['dead-letters', 'retry', '--id', 'evt_1', '--id', '', '--yes'], /argument '' is invalid. It is empty/],
    [['dead-letters', 'retry', '--id', 'evt_1,evt_2', '--yes'], /--id is "evt_1,evt_2".* give --id once for each/],
    [['dead-letters', 'archive', '--id', 'evt 1', '--yes'], /--id is "evt 1"/],
    [['catalog', 'seen', '--since', '999999d'], /over ten years ago/],
    [['trace', ''], /value '' is invalid for argument 'id'. It is empty/],
    [['trace', 'ord_1', '--since', '2062-04-28T10:00:00Z'], /is still to come/],
    [['logs', '--grep', ''], /'--grep <text>' argument '' is invalid/],
    [['tail', '--correlation', ' '], /'--correlation <id>' argument ' ' is invalid/],
    [['consumers', 'pause', 'payment', '--reason', 'why', '--as', ''], /'--as <name>' argument '' is invalid/],
    [['dead-letters', 'note', '3f9c0a51d2e84b67', ' '], /value ' ' is invalid for argument 'text'/],
    // What somebody has put together of two commands does not do half of the first.
    [
      ['dead-letters', 'purge', '--consumer', 'order', '--consumer', 'payment', '--typed', 'payment'],
      /--consumer is given twice/,
    ],
    [[...replay, '--from', time], /--from is given twice/],
    [['status', '--stack', 'a', '--stack', 'b'], /--stack is given twice/],
    [['drop', 'order-view', 'g1', '--yes', '--yes'], /--yes is given twice/],
    [['cost', '--consumer', 'payment', '--consumer', 'audit', '--events-per-month', '1'], /--consumer is given twice/],
  ])('%j', async (args, message) => {
    const { code, lines } = await ops(...args)
    expect(lines).toEqual([expect.stringMatching(message)])
    expect(code).toBe(2)
  })

  it('so is an address in the environment that is none', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'no address')
    expect(await ops('generations', 'order-view')).toEqual({
      code: 2,
      lines: ['AWS_ENDPOINT_URL is "no address", it must be an address like http://127.0.0.1:4566.'],
    })
  })

  it('a stack that cannot be reached is no mistake: one line and exit code 1', async () => {
    const { code, lines } = await ops('generations', 'order-view')
    expect(lines).toEqual([
      expect.stringMatching(/^Cannot read the stack EventPipeline-dev at http:\/\/127\.0\.0\.1:9: ./),
    ])
    expect(code).toBe(1)
  })

  it('what may be given several times, may', async () => {
    for (const words of [
      ['dead-letters', 'retry', '--id', 'evt_1', '--id', 'evt_2', '--yes'],
      ['dead-letters', 'edit', 'evt_1', '--set', '/a=1', '--set', '/b=2', '--reason', 'why', '--yes'],
      [...replay, '--type', 'order.created', '--type', 'order.cancelled'],
      ['status', '--region', 'eusc-de-east-1'],
    ]) {
      const { code, lines } = await ops(...words)
      expect(lines).toEqual([expect.stringMatching(/^Cannot read the stack /)])
      expect(code).toBe(1)
    }
  })

  it('--help is no mistake', async () => {
    for (const args of [['--help'], ['replay', '--help']]) expect(await ops(...args)).toMatchObject({ code: 0 })
  })
})

/** What people paste and scripts produce by accident. */
const accident = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    '1e9',
    '0x1f',
    '٣',
    'NaN',
    'Infinity',
    'null',
    '[object Object]',
    'undefined',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '../..',
    '/',
    'a b',
    'a\nb',
    '🙂',
    '$HOME',
    '%s',
    'g77',
    'order/',
    '/ord_1',
  ),
  fc.constantFrom(
    '2026-02-30T00:00:00Z',
    '2026-04-28',
    '9999-12-31T00:00:00Z',
    '0000-01-01T00:00:00Z',
    'x'.repeat(300),
  ),
  fc.string({ maxLength: 12, unit: anyCharacter }).filter((text) => !text.startsWith('-')),
)

/** A correct call of each command, to be spoilt. */
const correct: Readonly<Record<string, readonly string[]>> = {
  status: [],
  tail: [],
  doctor: [],
  console: [],
  trace: ['order/ord_1'],
  logs: ['payment'],
  'drill list': [],
  'schedules list': [],
  'drill start': ['notification', '--fail', '0.3', '--yes'],
  'drill end': ['notification'],
  'breakers list': [],
  'breakers reset': ['ses'],
  rebuild: ['order-view'],
  generations: ['order-view'],
  switch: ['order-view', 'g1'],
  drop: ['order-view', 'g1', '--yes'],
  verify: ['order-view'],
  replay: ['--consumer', 'payment', '--from', time, '--yes'],
  'contracts verify': [],
  'can-i-deploy': [],
  'import-map': ['payment'],
  'relay list': [],
  'audit list': [],
  'dead-letters list': ['--consumer', 'payment'],
  'dead-letters retry': ['--consumer', 'payment', '--yes'],
  'operations list': [],
  'operations show': ['op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'],
  'operations pause': ['op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'],
  'operations abort': ['op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b', '--yes'],
  'operations resume': ['op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b', '--yes'],
  'dead-letters edit': ['evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b', '--set', '/a=1', '--reason', 'typo', '--yes'],
  'dead-letters archive': ['--consumer', 'payment', '--yes'],
  'dead-letters restore': ['--consumer', 'payment', '--yes'],
  'dead-letters purge': ['--consumer', 'payment', '--typed', 'payment'],
  'dead-letters acknowledge': ['3f9c0a51d2e84b67'],
  'dead-letters resolve': ['3f9c0a51d2e84b67'],
  'dead-letters ignore': ['3f9c0a51d2e84b67'],
  'dead-letters reopen': ['3f9c0a51d2e84b67'],
  'dead-letters note': ['3f9c0a51d2e84b67', 'why'],
  'dead-letters show': ['3f9c0a51d2e84b67'],
  'relay redrive': ['--yes'],
  'consumers list': [],
  'consumers pause': ['payment', '--reason', 'why'],
  'consumers resume': ['payment'],
  'consumers drain': ['payment', '--reason', 'why'],
  'consumers keep': [],
  'catalog seen': [],
  'parked list': [],
  'parked show': ['order-view', 'ord_1'],
  'parked release': ['order-view', 'ord_1', '--yes'],
  'parked retry': ['order-view', 'ord_1', '--yes'],
  'parked skip': ['order-view', 'ord_1', 'evt_1', '--reason', 'test', '--yes'],
  'parked edit': ['order-view', 'ord_1', 'evt_1', '--data', 'data.json', '--reason', 'test', '--yes'],
}

/** These read and write files of the checkout, or only reckon, and call nobody; they have tests of their own. */
const filesOnly = [
  'catalog build',
  'catalog diff',
  'catalog graph',
  'catalog impact',
  'catalog life',
  'catalog show',
  'contracts catalog',
  'cost',
  'contracts check',
  'contracts release',
  'contracts retire',
  'contracts openapi',
  'contracts asyncapi',
  'contracts openapi-types',
]

const leaves = (command: Command, path = ''): { path: string; command: Command }[] =>
  command.commands.flatMap((child) => {
    const name = path ? `${path} ${child.name()}` : child.name()
    return child.commands.length > 0 ? leaves(child, name) : [{ path: name, command: child }]
  })

const valueOptions = (command: Command): readonly Option[] => command.options.filter(({ required }) => required)

describe('whatever stands in an option or argument of ops', () => {
  const program = opsProgram()
  const commands = leaves(program).filter(({ path }) => !filesOnly.includes(path))

  it('is tried for every command there is', () => {
    expect(commands.map(({ path }) => path).sort()).toEqual(Object.keys(correct).sort())
  })

  it('ends with one line, and without a stack trace', async () => {
    const places = commands.flatMap(({ path, command }) => {
      const [names, args] = [path.split(' '), correct[path] ?? []]
      const options = [...valueOptions(command), ...valueOptions(program)]
      return [
        ...options.map(({ long }) => (text: string) => [...names, ...args, `${long}=${text}`]),
        ...args.map((_, index) => (text: string) => [...names, ...args.with(index, text)]),
      ]
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), accident, async (spoil, text) => {
        // An absolute file name could be one that is there.
        fc.pre(!text.startsWith('/') || text === '/')
        const { code, lines } = await ops(...spoil(text))
        expect([1, 2]).toContain(code)
        expect(lines).toHaveLength(1)
        expect(lines[0]).not.toMatch(/\s+at .+:\d+:\d+|TypeError|SyntaxError/)
        if (code === 1) expect(lines[0]).toMatch(/^Cannot read the stack /)
      }),
      { numRuns: 250 },
    )
  })
})

describe('the audit log', () => {
  /** All that only look. Whatever is not named here changes something. */
  const looks =
    // `consumers keep` has the reason from whoever has paused them.
    /^(consumers keep|status|tail|doctor|console|trace|logs|verify|generations|contracts verify|catalog seen|can-i-deploy|import-map|.* (list|show))$/

  it.each(
    leaves(opsProgram())
      .filter(({ path }) => !filesOnly.includes(path) && !looks.test(path))
      .map(({ path, command }) => [path, command] as const),
  )('is told by %s who did it, and why', (_, command) => {
    expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(['--as', '--reason']))
  })
})
