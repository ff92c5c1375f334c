import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layouts } from '../../dev/options.ts'
import { isolations } from '../../local/lambda/index.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, '.github', 'workflows')
const workflows = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const)
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, value = '']) => value)

describe.each(workflows)('%s', (_file, text) => {
  it('runs scripts that there are', () => {
    for (const name of found(text, /npm run (?:--silent )?([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name)
  })

  it('runs every action in the version in which the others do', () => {
    const all = new Set(workflows.flatMap(([, other]) => found(other, /uses: (\S+)/g)))
    for (const action of found(text, /uses: (\S+)/g)) {
      const versions = [...all].filter((one) => one.startsWith(`${action.split('@')[0]}@`))
      expect(versions).toEqual([action])
    }
  })
})

describe('soak.yml', () => {
  const text = workflows.find(([file]) => file === 'soak.yml')?.[1] ?? ''
  const [soak = '', endToEnd = ''] = text.split(/^ {2}end-to-end:$/m)

  it('soaks in each isolation', () => {
    expect(found(soak, /isolation: \[(.+)\]/g)).toEqual([isolations.toSorted().join(', ')])
  })

  it('runs the end-to-end suite in the isolation and in the layout that are not the default', () => {
    const entries = found(endToEnd, /^ {10}- (\w+: \w+)$/gm)
    expect(entries).toEqual(['isolation: function', 'layout: services'])
    for (const [name, known] of [
      ['isolation', isolations],
      ['layout', layouts],
    ] as const) {
      expect(endToEnd).toContain(`PIPELINE_${name.toUpperCase()}: \${{ matrix.${name} }}`)
      const [value] = entries.filter((one) => one.startsWith(`${name}: `)).map((one) => one.split(': ')[1])
      expect(known).toContain(value)
    }
    expect(found(endToEnd, /run: npm run (\S+)/g)).toEqual(['test:e2e', 'check:iam'])
  })
})
