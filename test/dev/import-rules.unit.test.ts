import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const project = mkdtempSync(join(tmpdir(), 'import-rules-'))

afterEach(() => rmSync(project, { recursive: true, force: true }))

/** What `npm run check:imports` says of a project of these files, each with the files that it imports. */
function check(files: Readonly<Record<string, readonly string[]>>): string {
  for (const [file, imports] of Object.entries(files)) {
    mkdirSync(join(project, dirname(file)), { recursive: true })
    writeFileSync(join(project, file), imports.map((path) => `import '${path}'\n`).join(''))
  }
  const config = join(root, '.dependency-cruiser.cjs')
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/depcruise'), ['--config', config, 'lambdas'], {
    cwd: project,
    encoding: 'utf8',
  })
  return stdout
}

describe('the rules for imports', () => {
  it('refuse folders that import each other, although none of their files do', () => {
    const said = check({
      'lambdas/runtime/queue/send.ts': ['../retry/backoff.ts'],
      'lambdas/runtime/queue/names.ts': [],
      'lambdas/runtime/retry/backoff.ts': ['../system/clock.ts'],
      'lambdas/runtime/system/clock.ts': [],
      'lambdas/runtime/system/timers.ts': ['../queue/names.ts'],
    })
    expect(said).toMatch(/no-circles-of-folders: lambdas\/runtime\/queue →\s+lambdas\/runtime\/retry/)
    expect(said).not.toContain('no-cycles')
  })

  it('hold for imports of types, and print nothing but what they find', () => {
    mkdirSync(join(project, 'lambdas/payment'), { recursive: true })
    writeFileSync(
      join(project, 'lambdas/payment/pay.ts'),
      "import type { Order } from '../runtime/a.ts'\nexport type A = Order\n",
    )
    const said = check({ 'lambdas/runtime/a.ts': ['../payment/pay.ts'] })
    expect(said).toContain('lambdas/runtime/a.ts → lambdas/payment/pay.ts')
    expect(said).not.toContain('transpiler')
  })

  it('let folders import what is below them', () => {
    const said = check({
      'lambdas/runtime/queue/send.ts': ['../retry/backoff.ts', '../system/clock.ts'],
      'lambdas/runtime/retry/backoff.ts': ['../system/clock.ts'],
      'lambdas/runtime/system/clock.ts': [],
    })
    expect(said).toContain('no dependency violations found')
  })
})
