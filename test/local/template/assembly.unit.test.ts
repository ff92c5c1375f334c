import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { lastStackOf } from '../../../dev/synthesize.ts'
import { AssemblyError, loadAssembly } from '../../../local/template/assembly.ts'

const root = mkdtempSync(join(tmpdir(), 'assembly-'))
afterAll(() => rmSync(root, { recursive: true }))

let made = 0
function assembly(files: Readonly<Record<string, string>>): string {
  const directory = join(root, String(made++))
  mkdirSync(directory)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

const stack = (more = {}) => ({ type: 'aws:cloudformation:stack', properties: { templateFile: 'stack.json' }, ...more })
const manifest = (artifacts: object) => JSON.stringify({ version: '1', artifacts })
const template = JSON.stringify({ Resources: {} })

describe('a damaged assembly is one line, not a stack', () => {
  const withTemplate = (text: string) => ({ 'manifest.json': manifest({ Stack: stack() }), 'stack.json': text })
  const cases: [what: string, files: Readonly<Record<string, string>>, said: RegExp][] = [
    ['no manifest', {}, /manifest\.json is missing/],
    ['an empty manifest', { 'manifest.json': '' }, /Cannot read .+manifest\.json: Unexpected end/],
    ['half a manifest', { 'manifest.json': '{"artifacts":{"Sta' }, /Cannot read .+manifest\.json/],
    ['a manifest that is null', { 'manifest.json': 'null' }, /manifest\.json: Invalid input: expected object/],
    ['a manifest that is a list', { 'manifest.json': '[]' }, /manifest\.json: Invalid input/],
    ['artifacts that are null', { 'manifest.json': '{"artifacts":null}' }, /manifest\.json: artifacts: Invalid input/],
    ['an artifact that is null', { 'manifest.json': manifest({ Stack: null }) }, /artifacts\.Stack: Invalid input/],
    ['no artifacts', { 'manifest.json': '{}' }, /^No stack in the cloud assembly/],
    ['no template', { 'manifest.json': manifest({ Stack: stack() }) }, /Cannot read .+stack\.json: ENOENT/],
    ['an empty template', withTemplate(''), /stack\.json: Unexpected end/],
    ['a template that is null', withTemplate('null'), /stack\.json: Invalid input/],
    ['a template without resources', withTemplate('{}'), /stack\.json: Resources: Invalid input/],
    ['a resource that is a text', withTemplate('{"Resources":{"Queue":"x"}}'), /Resources\.Queue: Invalid input/],
    ['a resource without a type', withTemplate('{"Resources":{"Queue":{}}}'), /Resources\.Queue\.Type: Invalid input/],
    [
      'stacks that wait for each other',
      {
        'manifest.json': manifest({ A: stack({ dependencies: ['B'] }), B: stack({ dependencies: ['A'] }) }),
        'stack.json': template,
      },
      /^The stack A depends on itself\.$/,
    ],
    [
      'an asset manifest that is null',
      {
        'manifest.json': manifest({
          Stack: stack({ dependencies: ['Assets'] }),
          Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
        }),
        'assets.json': 'null',
        'stack.json': template,
      },
      /assets\.json: Invalid input/,
    ],
  ]

  test.each(cases)('%s', (_, files, said) => {
    const directory = assembly(files)
    expect(lastStackOf(directory, 'EventPipeline-dev')).toBe('EventPipeline-dev')
    expect(() => loadAssembly(directory)).toThrow(AssemblyError)
    expect(() => loadAssembly(directory)).toThrow(said)
    expect(() => loadAssembly(directory)).not.toThrow(/\n/)
  })
})

test('the stack that knows every service is the last one, if there is one', () => {
  const directory = assembly({ 'manifest.json': manifest({ 'EventPipeline-dev-joint': stack() }) })
  expect(lastStackOf(directory, 'EventPipeline-dev')).toBe('EventPipeline-dev-joint')
  expect(lastStackOf(directory, 'EventPipeline-test')).toBe('EventPipeline-test')
})
