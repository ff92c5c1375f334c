import { readFileSync } from 'node:fs'
import { templateFiles } from './layout.ts'

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

/** Roles that may do that with the data of large events of that aggregate, by the templates of an assembly; without the hashes of their names. */
export function rolesWith(action: string, aggregate: string, assembly: string): string[] {
  const resources = templateFiles(assembly).flatMap((file) =>
    Object.entries((JSON.parse(readFileSync(file, 'utf8')) as Template).Resources),
  )
  const grants = ({ Action, Resource }: Statement): boolean =>
    [Action].flat().includes(action) && JSON.stringify(Resource).includes(`/type=${aggregate}/*`)
  return resources
    .filter(([, { Properties }]) =>
      Properties?.Policies?.some(({ PolicyDocument }) => PolicyDocument.Statement.some(grants)),
    )
    .map(([name]) => name.replace(/[0-9A-F]{8}$/, ''))
    .toSorted()
}
