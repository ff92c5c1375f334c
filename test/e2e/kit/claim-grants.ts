import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Properties?: { readonly Policies?: readonly Policy[] } }>>
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] }
}

/** Roles that may do that with the data of large events of that aggregate, by the template of an assembly; without the hashes of their names. */
export function rolesWith(action: string, aggregate: string, assembly: string): string[] {
  const text = readFileSync(join(assembly, 'EventPipeline-dev.template.json'), 'utf8')
  const { Resources } = JSON.parse(text) as Template
  const grants = ({ Action, Resource }: Statement): boolean =>
    [Action].flat().includes(action) && JSON.stringify(Resource).includes(`/type=${aggregate}/*`)
  return Object.entries(Resources)
    .filter(([, { Properties }]) =>
      Properties?.Policies?.some(({ PolicyDocument }) => PolicyDocument.Statement.some(grants)),
    )
    .map(([name]) => name.replace(/[0-9A-F]{8}$/, ''))
    .toSorted()
}
