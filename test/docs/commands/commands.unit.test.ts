import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newProgram } from '../../../dev/new/program.ts'
import { parseStartOptions } from '../../../dev/options.ts'
import { parseSoakOptions } from '../../../dev/soak/options.ts'
import { readSettings } from '../../../lib/settings.ts'
import { opsProgram } from '../../../ops/commands.ts'
import { runProgram } from '../../../ops/program.ts'
import { commandsIn, type DocumentedCommand, documentedCommands } from './extract.ts'
import { type Proof, proofOf, proofs } from './proofs.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const commands = documentedCommands()
const provedBy = (...wanted: readonly Proof[]) =>
  commands
    .filter(({ text }) => wanted.includes(proofOf(text) as Proof))
    .map((command) => [`${command.file}:${command.line} ${command.text}`, command] as const)

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
/** As a shell takes them apart: what stands in double quotes is one word. */
const words = (text: string): string[] => (text.match(/(?:"[^"]*"|\S)+/g) ?? []).map((word) => word.replaceAll('"', ''))
const behind = (text: string): string[] => words(text.split(' -- ')[1] ?? '').filter((word) => word !== '')

describe('commands in the documentation', () => {
  it('are found in blocks and in the text, with their places', () => {
    const page = [
      'Run `npm start` or `lib/x.ts`.',
      '```sh',
      'aws x "a # b" \\',
      "  --y '{}'  # why",
      '',
      '# only why',
      '```',
      '```',
      'x',
      '```',
    ]
    expect(commandsIn('page.md', page)).toEqual([
      { file: 'page.md', line: 1, text: 'npm start', comment: '', inBlock: false },
      { file: 'page.md', line: 3, text: `aws x "a # b" --y '{}'`, comment: 'why', inBlock: true },
    ])
    expect(commands.length).toBeGreaterThan(90)
  })

  it('are each proved to work: one without an entry in the table is named here', () => {
    const without = commands.filter(({ text }) => proofOf(text) === undefined)
    expect(without.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([])
  })

  it('leave no entry of the table unused', () => {
    const idle = proofs.filter(([pattern]) => !commands.some(({ text }) => pattern.test(text)))
    expect(idle.map(([pattern]) => String(pattern))).toEqual([])
  })

  it('name npm scripts that there are', () => {
    const named = commands.flatMap(({ text }) => [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name))
    for (const name of new Set([...named, 'start', 'test'])) expect(scripts, name).toHaveProperty([name])
    // The shell of the end-to-end tests runs this program in its place.
    expect(scripts.ops).toBe('node ops/cli.ts')
  })
})

describe('that run tests', () => {
  it.each(provedBy('suite'))('%s', (_, { text }) => {
    const files = words(text).filter((word) => word.startsWith('test/'))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true)
  })
})

describe('are read by the command itself', () => {
  it.each(provedBy('new'))('%s', (_, { text }) => {
    const drafted: unknown[] = []
    const program = newProgram(
      (generate) => drafted.push(generate),
      async (directory) => void drafted.push(directory),
    )
    program.parse(behind(text), { from: 'user' })
    expect(drafted).toHaveLength(1)
  })

  it.each(provedBy('start'))('%s', async (_, { text }) => {
    expect(await parseStartOptions(behind(text))).toBeDefined()
  })

  it.each(provedBy('soak'))('%s', (_, { text }) => {
    expect(() => parseSoakOptions(behind(text))).not.toThrow()
  })
})

describe('are run by the command itself', () => {
  let printed: string
  beforeEach(() => {
    printed = ''
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9')
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })
  const ends = async ({ text }: DocumentedCommand) => {
    const family = text.startsWith('npm run contracts') ? ['contracts'] : []
    await runProgram(opsProgram(), ['node', 'ops', ...family, ...behind(text)])
    const code = process.exitCode
    process.exitCode = undefined
    return { code, printed }
  }

  it.each(provedBy('data'))('if they need no stack: %s', async (_, command) => {
    const shown = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    expect(await ends(command)).toEqual({ code: undefined, printed: '' })
    expect(shown).toHaveBeenCalledWith(expect.stringMatching(/together|"oneByOne"/))
  })

  it('if they look at files only', async () => {
    const files = provedBy('files')
    expect(files.length).toBeGreaterThan(5)
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    // 1: something is not released yet, as it is while it is worked on.
    for (const [name, command] of files) expect([undefined, 0, 1], name + printed).toContain((await ends(command)).code)
  })

  it('up to its first call of AWS, if they are examples of what the reader writes', async () => {
    const examples = provedBy('example').filter(([, { text }]) => text.startsWith('npm run ops'))
    for (const [name, command] of examples) {
      const { printed: line } = await ends(command)
      expect(line, name).toMatch(
        /^(There is no read model "reservations"|Cannot read the stack|error: missing required argument|error: required option)/,
      )
      printed = ''
    }
  })
})

interface CdkOption {
  readonly alias?: string | readonly string[]
}

describe('of the CDK', () => {
  const registry = JSON.parse(
    readFileSync(join(root, 'node_modules/aws-cdk/lib/cli/cli-type-registry.json'), 'utf8'),
  ) as { globalOptions: Record<string, CdkOption>; commands: Record<string, { options?: Record<string, CdkOption> }> }

  it.each(provedBy('cdk'))('%s', (_, { text }) => {
    const [command = '', ...args] = words(text.replace(/^npx /, '')).slice(1)
    expect(Object.keys(registry.commands)).toContain(command)
    const options = { ...registry.globalOptions, ...registry.commands[command]?.options }
    const names = Object.entries(options).flatMap(([name, { alias = [] }]) => [
      `--${name}`,
      ...[alias].flat().map((one) => `-${one}`),
    ])
    for (const option of args.filter((word) => word.startsWith('-'))) expect(names).toContain(option)
    const pairs = args.flatMap((word, index) => (word === '-c' ? [args[index + 1] ?? ''] : []))
    const context = Object.fromEntries(
      pairs.map((pair) => pair.replace('<stage>', 'dev').split('=') as [string, string]),
    )
    expect(() => readSettings(context)).not.toThrow()
  })

  it('leave alone the stacks that depend on a named one, and those that it depends on', () => {
    const ofOneStack = commands.filter(({ text }) => /cdk (deploy|destroy)\b.* EventPipeline-[^- ]+-\w/.test(text))
    expect(ofOneStack.length).toBeGreaterThan(3)
    const taking = ofOneStack.filter(({ text }) => !text.includes(' --exclusively '))
    expect(taking.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([])
  })
})
