import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetSynthesis, SynthesisRecord } from '../../dev/synthesis-record.ts'

let root: string
let outputDir: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'record-'))
  outputDir = join(root, 'cdk.out')
  write('lambdas/labels/handler.ts', 'export const handler = 1')
  write('lib/services.ts', 'export const services = []')
  write('cdk.json', '{}')
  write('cdk.out/manifest.json', '{}')
  write('cdk.out/stack.template.json', '{"Resources":{}}')
  write('cdk.out/stack.assets.json', '{"files":{"a":{"source":{"path":"asset.a"}}}}')
  write('cdk.out/asset.a/index.mjs', '')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
const record = (env: Record<string, string> = {}) => new SynthesisRecord({ root, outputDir, env })

describe('an assembly', () => {
  it('is that of the sources until something that it was made of changes, or itself', () => {
    expect(record().isCurrent()).toBe(false)
    record().write()
    expect(record().isCurrent()).toBe(true)
    expect(record({ TERM: 'dumb' }).isCurrent()).toBe(true)
    expect(record({ CDK_CONTEXT_JSON: '{"stage":"prod"}' }).isCurrent()).toBe(false)
  })

  it.each<[what: string, change: () => void]>([
    ['a source', () => write('lambdas/labels/handler.ts', 'export const handler = 2')],
    ['a source that is new', () => write('events/parcel.ts', '')],
    ['a source that is gone', () => rmSync(join(root, 'lib/services.ts'))],
    [
      'a source that is renamed',
      () => {
        rmSync(join(root, 'lambdas/labels/handler.ts'))
        write('lambdas/labels/labels.ts', 'export const handler = 1')
      },
    ],
    ['the setting of a stage', () => write('stages/dev.json', '{"logDays":7}')],
    ['a package', () => write('package-lock.json', '{}')],
    ['a template', () => write('cdk.out/stack.template.json', '{"Resources":{"A":{}}}')],
    ['the code of a function', () => rmSync(join(outputDir, 'asset.a'), { recursive: true })],
    ['the whole of it', () => rmSync(outputDir, { recursive: true })],
    ['the cache', () => rmSync(join(root, 'node_modules'), { recursive: true })],
    ['the record, to measure a synthesis', () => forgetSynthesis(root, outputDir)],
  ])('is not when this has changed: %s', (_, change) => {
    record().write()
    change()
    expect(record().isCurrent()).toBe(false)
  })

  it('is outdated by a file that is saved while it is made', () => {
    const begun = record()
    write('lambdas/labels/handler.ts', 'export const handler = 3')
    begun.write()
    expect(record().isCurrent()).toBe(false)
    expect(readdirSync(join(root, 'node_modules', '.cache', 'synthesis'))).toHaveLength(1)
  })
})
