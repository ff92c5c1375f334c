import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Layout, layouts } from '../../../dev/options.ts'

const wanted = process.env.PIPELINE_LAYOUT || undefined
const found = layouts.find((one) => one === wanted)
if (wanted !== undefined && !found) {
  throw new Error(`PIPELINE_LAYOUT is "${wanted}", it may be ${layouts.join(', ')}.`)
}

/** In how many stacks the runtimes of the suite run, as `PIPELINE_LAYOUT` says; undefined: as the stage's file says, else in one. */
export const layout: Layout | undefined = found

/** The setting of a synthesis that says the same. */
export const layoutContext: Record<string, string> = found ? { layout: found } : {}

/** Files of the templates of a cloud assembly, without those that another layout has left there. */
export const templateFiles = (assembly: string): string[] =>
  stacksIn(assembly).map(({ properties }) => join(assembly, properties?.templateFile ?? ''))

/** Names of the stacks of a cloud assembly. */
export const stackNames = (assembly: string): string[] => stacksIn(assembly).map(({ name }) => name)

interface Artifact {
  readonly type: string
  readonly properties?: { readonly templateFile?: string }
}

function stacksIn(assembly: string) {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as {
    readonly artifacts: Readonly<Record<string, Artifact>>
  }
  return Object.entries(artifacts).flatMap(([name, { type, properties }]) =>
    type === 'aws:cloudformation:stack' ? [{ name, properties }] : [],
  )
}
