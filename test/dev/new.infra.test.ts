import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
/** Where the project is copied to: what is generated would else be in everybody's way. */
const project = mkdtempSync(join(tmpdir(), 'pipeline-new-'))

const notCopied = /(^|\/)(node_modules|\.git|coverage|\.data|\.vitest|cdk\.out[^/]*)$/

const generate = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dev/new/main.ts', ...args], {
    cwd: project,
    encoding: 'utf8',
  })
  return { status, stdout, stderr: stderr.trim() }
}

const tool = (name: string, ...args: string[]) =>
  promisify(execFile)('npx', [name, ...args], { cwd: project }).then(
    () => 'fine',
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
  )

beforeAll(() => {
  cpSync(root, project, { recursive: true, filter: (source) => !notCopied.test(relative(root, source)) })
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

const steps = [
  ['consumer', 'loyalty', '--on', 'order.confirmed,order.cancelled'],
  ['consumer', 'loyalty-mail', '--on', 'order.confirmed', '--service', 'loyalty', '--ordered'],
  ['service', 'shipping'],
  ['event', 'parcel.shipped', '--service', 'shipping', '--fields', 'parcel_id:id,order_id:id,total:amount,note:text?'],
  ['event', 'parcel.lost', '--service', 'shipping', '--fields', 'parcel_id:id,weight:number,insured:boolean'],
  ['command', 'send_parcel', '--service', 'shipping', '--fields', 'order_id:id,currency:currency'],
  ['read-model', 'parcels', '--on', 'parcel.shipped,parcel.lost', '--service', 'shipping'],
  ['route', '/parcels/{parcel_id}', '--service', 'shipping', '--read-model', 'parcels'],
  ['consumer', 'audit-mail', '--on', 'order.created', '--service', 'audit'],
]

describe('what npm run new writes', () => {
  it.each(steps)('%s %s, and what is left to do', (...step) => {
    expect(generate(...step)).toMatchObject({ status: 0, stderr: '' })
  })

  // Seven programs, one after another, beside the rest of the suite.
  const PATIENCE_MS = 600_000
  it('type-checks, passes lint, import rules and contracts, synthesizes, and passes its own tests', {
    timeout: PATIENCE_MS,
  }, async () => {
    expect(await tool('tsc', '--noEmit')).toBe('fine')
    expect(await tool('biome', 'check', 'lambdas', 'events', 'lib', 'test/lambdas')).toBe('fine')
    const imports = [
      'depcruise',
      '--preserve-symlinks',
      '--config',
      '.dependency-cruiser.cjs',
      'events',
      'lambdas',
      'lib',
    ] as const
    expect(await tool(...imports)).toBe('fine')
    expect(await tool('node', 'ops/cli.ts', 'contracts', 'release')).toBe('fine')
    expect(await tool('node', 'ops/cli.ts', 'contracts', 'check')).toBe('fine')
    expect(await tool('node', 'bin/app.ts')).toBe('fine')
    expect(await tool('vitest', 'run', '--project', 'unit', 'test/lambdas/loyalty', 'test/lambdas/shipping')).toBe(
      'fine',
    )
  })

  it('is refused with one line and exit code 2, and then nothing is written', () => {
    const before = readFileSync(join(project, 'lib', 'services.ts'), 'utf8')
    expect(generate('consumer', 'loyalty', '--on', 'order.confirmed')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'Consumer "loyalty" is there already, in lambdas/loyalty. See npm run new -- --help',
    })
    expect(generate('consumr')).toMatchObject({
      status: 2,
      stderr: "unknown command 'consumr' (Did you mean consumer?) See npm run new -- --help",
    })
    expect(readFileSync(join(project, 'lib', 'services.ts'), 'utf8')).toBe(before)
  })

  it('is only told with --dry-run', () => {
    const { status, stdout } = generate('--dry-run', 'service', 'returns')
    expect(status).toBe(0)
    expect(stdout).toContain('new      lambdas/returns/service.ts')
    expect(stdout).toContain('Nothing was written')
    expect(readdirSync(join(project, 'lambdas'))).not.toContain('returns')
  })
})
